"""The small study of findings."""

from pathlib import Path

import pytest

from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.people import NOON

STUDY = Path(__file__).resolve().parent / "study"


@pytest.fixture
def moods(db: None) -> Version:
    """The small study, published."""
    return publish(read_folder(STUDY), by=None, at=NOON)
