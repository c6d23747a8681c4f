"""A translators' file taken into a study's draft, as one change of it."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.ledger.append import append
from surveys.protocols.documents import Folder
from surveys.protocols.draft import change_draft
from surveys.protocols.models import Study
from surveys.protocols.translate import Taken, import_texts


def translate_draft(
    study: Study, text: str, language: str, *, revision: str, by: AbstractBaseUser | None, at: datetime
) -> Taken:
    """Write the translations of a PO file into the draft; what didn't fit is told, the rest is kept.

    ConflictError where somebody has saved since, TranslationError for a file that can't be taken in at all.
    """
    found: list[Taken] = []

    def change(texts: dict[str, str]) -> None:
        taken = import_texts(Folder(dict(texts)), text, language)
        texts.update(taken.texts)
        found.append(taken)

    with transaction.atomic():
        change_draft(study, change, revision=revision, by=by, at=at)
        detail = {"language": language, "texts": found[0].count}
        append("texts translated", by=str(by.pk) if by else "", study=study.slug, detail=detail, at=at)
    return found[0]
