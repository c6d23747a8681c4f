"""Studies for browsers, and one person who takes the flagship meanwhile."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from surveys.enrolment.start import token_hash
from tests.browser.flagship import Taken, take_flagship
from tests.browser.visitor import PHONE, Visitor
from tests.conftest import Running

STUDIES = Path(__file__).resolve().parent.parent / "studies"
# The last pause counts from the page before it, so that it comes however long the pages before that took.
PAUSE, SHORT_PAUSE = "60 minutes, after: film, opens: 50 minutes", "5 minutes, opens: 4 minutes"
SHORTER = {"study: short": "study: brief", f"wait: {PAUSE}": f"wait: {SHORT_PAUSE}"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What the flagship's taker has seen comes last: the journey takes two minutes and a half."""
    items.sort(key=lambda item: "taken" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def flagship(request: pytest.FixtureRequest, running: Running) -> Iterator[Future[Taken] | None]:
    """The journey, begun before the first browser test if any test will ask for it."""
    if not any("taken" in getattr(item, "fixturenames", ()) for item in request.session.items):
        yield None
        return
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(take_flagship, running.url)


@pytest.fixture(scope="session")
def taken(flagship: Future[Taken]) -> Taken:
    """What was seen on the whole journey through the flagship."""
    return flagship.result(240)


@pytest.fixture(scope="session")
def brief(running: Running, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The short study with a short last pause, published."""
    folder = tmp_path_factory.mktemp("studies") / "brief"
    shutil.copytree(STUDIES / "short", folder)
    protocol = folder / "protocol.yaml"
    text = protocol.read_text()
    for old, new in SHORTER.items():
        assert old in text
        text = text.replace(old, new)
    protocol.write_text(text)
    published(running, folder)
    return "brief"


def published(running: Running, folder: Path) -> None:
    """Publish a folder into the running Lacrima."""
    said = running.manage("publish", str(folder))
    assert said.returncode == 0, said.stderr


@pytest.fixture
def visitor(browser: Browser, running: Running) -> Iterator[Callable[..., Visitor]]:
    """New people with phones: visitor(kind=Visitor, **context options)."""
    contexts = []

    def new(kind: type[Visitor] = Visitor, **options: object) -> Visitor:
        contexts.append(browser.new_context(**{"viewport": PHONE, "has_touch": True} | options))
        return kind(contexts[-1].new_page(), running.url)

    yield new
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def rows(running: Running) -> Callable[..., list[tuple[object, ...]]]:
    """rows(sql, token): what the database holds; %(person)s in the SQL is the id of the token's person."""

    def ask(sql: str, token: str) -> list[tuple[object, ...]]:
        with psycopg.connect(running.database_url) as database:
            hashed = {"hash": token_hash(token)}
            found = database.execute(
                "SELECT id FROM enrolment_participant WHERE token_hash = %(hash)s", hashed
            ).fetchone()
            return list(database.execute(sql, {"person": found[0] if found else None}))

    return ask
