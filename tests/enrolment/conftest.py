"""A published study and people in the middle of it."""

from pathlib import Path

import pytest
from django.utils import timezone

from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish

STUDIES = Path(__file__).resolve().parent.parent / "studies"


@pytest.fixture
def short(transactional_db: None, settings: object, tmp_path: Path) -> Version:
    """The short study, published and committed, so that other connections see it."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(STUDIES / "short"), by=None, at=timezone.now())
