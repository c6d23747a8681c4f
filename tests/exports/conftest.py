"""Studies whose data are exported."""

from pathlib import Path

import pytest
from django.utils import timezone

from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.exports.reading import NOON

TESTS = Path(__file__).resolve().parents[1]
MOODS, SHORT = TESTS / "findings" / "study", TESTS / "studies" / "short"


@pytest.fixture
def moods(db: None) -> Version:
    """The small study of findings, published."""
    return publish(read_folder(MOODS), by=None, at=NOON)


@pytest.fixture
def short(db: None, settings: object, tmp_path: Path) -> Version:
    """The short study, published: every kind of item and step."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(SHORT), by=None, at=timezone.now())


@pytest.fixture
def scattered(db: None) -> Version:
    """The small study with items in an order of each person's own, over two pages."""
    folder = read_folder(MOODS)
    feel = folder.texts["instruments/feel.yaml"].replace("title: Now", "title: Now\norder: random")
    return publish(Folder({**folder.texts, "instruments/feel.yaml": feel}, folder.folder), by=None, at=NOON)
