"""Studies, and people who take them by their own forms."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone

from surveys.api.verify import verify
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.journeys.person import Person

STUDIES = Path(__file__).resolve().parent.parent / "studies"


@pytest.fixture
def short(db: None, settings: object, tmp_path: Path) -> Version:
    """The short study, published."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(STUDIES / "short"), by=None, at=timezone.now())


@pytest.fixture
def person(short: Version) -> Callable[..., Person]:
    """Somebody who starts the short study."""
    return lambda **query: Person("short", **query)


@pytest.fixture(autouse=True)
def forgotten_tries() -> None:
    """Nobody has tried any link yet."""
    cache.clear()


@pytest.fixture(autouse=True)
def nothing_at_fault(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a journey did, everything that it left must be whole."""
    uses = {"db", "transactional_db", "short"} & set(request.fixturenames)
    if uses:
        # Asked for here, the database is still there afterwards.
        request.getfixturevalue("transactional_db" if "transactional_db" in uses else "db")
    yield
    if uses:
        assert verify(timezone.now()) == []
