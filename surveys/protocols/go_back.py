"""Publish an old version once more, as the study's next one."""

import json
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.ledger.append import append
from surveys.protocols.documents import Folder
from surveys.protocols.draft import ConflictError, DraftError, draft_of, revision_of
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Draft, Study, Version
from surveys.protocols.publish import in_order
from surveys.protocols.publish_draft import publish_draft


def go_back(
    study: Study, number: int, *, revision: str, by: AbstractBaseUser, at: datetime, give_up: bool = False
) -> Version:
    """Make a version's documents and films the draft and publish it; the new version is equal to the old one.

    ConflictError where somebody has saved since `revision`, DraftError where changes would be lost that nobody said
    to `give_up`, DefinitionError where the old documents have faults by now; then nothing has changed.
    """
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        draft = draft_of(study)
        if revision_of(study, draft) != revision:
            raise ConflictError(draft)
        if has_changes(study, draft) and not give_up:
            raise DraftError("The document has changes that aren’t published. Going back gives them up: say so first.")
        old = going_back_to(study, number)
        draft.texts, draft.films = (
            texts_of(old),
            {film.file: film.sha256 for film in definition_of(old.pk).films.values()},
        )
        draft.revision, draft.changed_at, draft.changed_by_id = draft.revision + 1, at, by.pk
        draft.save()
        version = publish_draft(study, revision=revision_of(study, draft), by=by, at=at)
        detail = {"to": number, "number": version.number}
        append("went back", by=str(by.pk), about=f"version:{version.pk}", study=study.slug, detail=detail, at=at)
    return version


def has_changes(study: Study, draft: Draft) -> bool:
    """Whether a draft holds what no version has."""
    return bool(draft.texts != study.source)


def going_back_to(study: Study, number: int) -> Version:
    """The version to go back to; DraftError with a sentence where that makes no sense."""
    old, newest = study.versions.get(number=number), study.versions.latest("number")
    if old.sha256 == newest.sha256:
        raise DraftError(f"Version {newest.number} is the newest, and it is as version {number} was.")
    if not old.source:
        raise DraftError(f"Version {number} was published before documents were kept with their versions.")
    return old


def texts_of(version: Version) -> dict[str, str]:
    """A version's folder; questionnaires of the library that read otherwise by now are its own, as they were then."""
    texts = dict(version.source)
    folder = Folder(texts)
    for name, frozen in version.definition["instruments"].items():
        node = folder.instrument(name)
        if frozen is not None and (node is None or in_order(node) != frozen):
            texts[f"instruments/{name}.yaml"] = json.dumps(json.loads(frozen), ensure_ascii=False, indent=2) + "\n"
    return texts
