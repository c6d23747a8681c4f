"""Add imported instruments to a study: to its draft on the desk, or to its folder."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.instruments.document import ID, LANGUAGE, read_document
from surveys.ledger.append import append
from surveys.protocols.draft import PROTOCOL, DraftError, change_draft, written
from surveys.protocols.models import Draft, Study


def add_instruments(
    study: Study,
    texts: Mapping[str, str],
    *,
    replace: bool = False,
    revision: str,
    by: AbstractBaseUser | None,
    at: datetime,
) -> Draft:
    """Write instruments (id -> YAML) into a study's draft, all or none.

    ConflictError where somebody has saved since, DraftError where there is one already and `replace` isn't meant.
    """
    changes = [written(path_of(name), text) for name, text in texts.items()]

    def change(files: dict[str, str]) -> None:
        for name in texts:
            if path_of(name) in files and not replace:
                raise DraftError(f"There is a file “{path_of(name)}” already.")
        for each in changes:
            each(files)

    with transaction.atomic():
        draft = change_draft(study, change, revision=revision, by=by, at=at)
        for name in texts:
            detail = {"instrument": name}
            append("instrument imported", by=str(by.pk) if by else "", study=study.slug, detail=detail, at=at)
    return draft


def path_of(name: str) -> str:
    """The file of an instrument; DraftError for a name that is no id."""
    if not ID.fullmatch(name):
        raise DraftError(f"“{name[:50]}” can't be an instrument's id.")
    return f"instruments/{name}.yaml"


def write_instruments(folder: Path, texts: Mapping[str, str], *, replace: bool = False) -> list[Path]:
    """Write instruments (id -> YAML) into a study's folder, all or none; DraftError where there is one already."""
    paths = [folder / path_of(name) for name in texts]
    for path in paths:
        if path.exists() and not replace:
            raise DraftError(f"There is a file “{path}” already.")
    for path, text in zip(paths, texts.values(), strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths


def languages_of(texts: Mapping[str, str]) -> list[str]:
    """The languages that a study's protocol names, faults or not."""
    root = read_document(texts.get(PROTOCOL, ""), PROTOCOL, [])
    given = root.child("languages").value if root.has("languages") else None
    return [str(each) for each in given if LANGUAGE.fullmatch(str(each))] if isinstance(given, list) else []
