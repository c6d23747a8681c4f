"""Publish what was edited on the desk: the draft laid out as a folder, its films from the library."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.protocols.documents import Folder
from surveys.protocols.draft import ConflictError, checked, draft_of, revision_of
from surveys.protocols.models import Draft, Study, Version
from surveys.protocols.publish import publish


def publish_draft(study: Study, *, revision: str, by: AbstractBaseUser, at: datetime) -> Version:
    """Freeze a study's draft as its next version; the draft is gone then, for the study is as it was.

    ConflictError where somebody has saved since, DefinitionError with every fault; then nothing has changed.
    """
    with transaction.atomic():
        Study.objects.select_for_update().get(pk=study.pk)
        draft = draft_of(study)
        if revision_of(study, draft) != revision:
            raise ConflictError(draft)
        checked(study, draft.texts, draft.films)
        with laid_out(draft) as folder:
            version = publish(Folder(draft.texts, folder), by=by, at=at, library=draft.films)
        Draft.objects.filter(study=study).delete()
    return version


@contextmanager
def laid_out(draft: Draft) -> Iterator[Path]:
    """A folder with the draft's captions, gone afterwards; its films are in the library."""
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="draft-", dir=media) as name:
        folder = Path(name).resolve()
        for path, text in draft.texts.items():
            if path.endswith(".vtt"):
                place = folder / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
        yield folder
