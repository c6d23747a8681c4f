"""Whether answers can be taken, and the two doors."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from lacrima.cache import ForgivingCache
from lacrima.logs import without_links
from tests.conftest import ROOT

ASK_WITHOUT_DATABASE = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "lacrima.settings"
from lacrima.wsgi import application
from django.test import Client
from tests.conftest import DoorsHandler
client = Client(raise_request_exception=False)
client.handler = DoorsHandler()
for address in ("/health/", "/s/good-cry/", "/p/AAAAAAAAAAAAAAAAAAAAAA/"):
    answer = client.get(address, headers={"host": "localhost"})
    headers = answer.headers
    print(answer.status_code, headers.get("Retry-After"), headers["Content-Type"], "Traceback" in answer.text)
"""


@pytest.mark.django_db
def test_it_is_well_while_the_database_answers(client: Client) -> None:
    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, {"database": "here"})


def test_without_its_database_it_says_503_and_come_back(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_DATABASE],
        cwd=ROOT, env=environment | {"LACRIMA_HOME": str(tmp_path), "PYTHONPATH": f"{ROOT}/platform:{ROOT}"},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout.splitlines() == [
        "503 5 application/json False",
        "503 5 text/html; charset=utf-8 False",
        "503 5 text/html; charset=utf-8 False",
    ], done.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/support/", "/s/no-such-study/", "/p/no-such-link/", "/f/no-such/film.mp4"])
def test_a_participants_page_sets_no_cookie_and_tells_nobody(client: Client, address: str) -> None:
    answer = client.get(address)

    assert not answer.cookies
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not hasattr(answer.wsgi_request, "session")


@pytest.mark.django_db
def test_a_researchers_page_has_a_session_and_the_same_policy(client: Client) -> None:
    answer = client.get("/accounts/login/")

    assert answer.status_code == 200
    assert hasattr(answer.wsgi_request, "session")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_researchers_door_asks_for_the_csrf_token() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post("/accounts/login/", {"login": "a@example.org", "password": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Not Found: /p/Zm9vYmFy_-9/", "Not Found: /p/…/"),
        ("Not Found: /p/Zm9vYmFy/film", "Not Found: /p/…/film"),
        ("GET /f/signed:abc/film.mp4 took", "GET /f/…/film.mp4 took"),
        ("Not Found: /s/good-cry/?PROLIFIC_PID=5f3&c=a", "Not Found: /s/good-cry/?…"),
        ("nothing to hide at /studies/good-cry/", "nothing to hide at /studies/good-cry/"),
    ],
)
def test_no_link_reaches_a_log(line: str, kept: str) -> None:
    assert without_links(line) == kept


def test_a_lost_cache_is_an_empty_one() -> None:
    gone = ForgivingCache("unix:///nowhere/valkey.sock?db=1", {})
    begin = time.monotonic()

    gone.set("a", 1)
    gone.set_many({"a": 1})

    assert gone.get("a", 5) == 5
    assert gone.get_many(["a"]) == {}
    assert gone.add("a", 1) is True
    assert gone.incr("a") == 1
    assert not gone.has_key("a") and not gone.delete("a") and not gone.touch("a")
    gone.delete_many(["a"])
    gone.clear()
    assert time.monotonic() - begin < 1, "nobody waits for a cache"


def test_a_cache_that_is_there_keeps() -> None:
    cache = caches["default"]
    assert isinstance(cache, ForgivingCache)

    cache.set("lacrima-test", {"n": 1}, 5)

    assert cache.get("lacrima-test") == {"n": 1}
    assert cache.add("lacrima-test", 2) is False
    cache.delete("lacrima-test")
