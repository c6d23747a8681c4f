"""What the desk shows of films: coverage, verdicts, strips, curves; while blinded nothing by condition."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from surveys.protocols.models import Membership, Version
from tests.findings.seen import PROTOCOL, published, see

pytestmark = pytest.mark.django_db
PAGE = "/researcher/seen/films/"
STRIPS = f"{PAGE}film/people/"
TRACE = [[0.1, 40], [1.0, 60]]


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    cache.clear()
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "study"


@pytest.fixture
def seen(folder: Path) -> Version:
    return published(folder)


def viewer(version: Version, role: str = "viewer") -> Client:
    user = get_user_model().objects.create_user(f"{role or 'nobody'}@example.org", "a long enough password")
    if role:
        Membership.objects.create(study=version.study, user=user, role=role)
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def table(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text(client, address))))


def test_before_the_first_version_and_before_the_first_person_the_page_says_how_to_begin(seen: Version) -> None:
    client = viewer(seen)

    assert "Nobody has seen it yet" in text(client, PAGE)
    assert "Nobody here" in text(client, STRIPS)


def test_the_page_shows_coverage_curve_and_taps_by_condition(seen: Version) -> None:
    for condition in ("warm", "warm", "cold"):
        see(seen, condition, trace=TRACE, markers=[0.5])
    client = viewer(seen)

    page = text(client, PAGE)

    assert "The film “film”: how much of it was seen?" in page
    assert "Warm light" in page
    assert "What each of 3 people saw" in page
    assert "How sad?" in page
    assert "“Tearing up”" in page


@pytest.mark.parametrize("kind", ["exposure", "feelings", "strips"])
def test_each_picture_is_a_file_without_styles(seen: Version, kind: str) -> None:
    see(seen, trace=TRACE, markers=[0.5], strip={"paused": [[1, 3]], "hidden": [[0.2, 0.6]], "stalled": [[1.5, 1]]})
    client = viewer(seen)

    for look in ("", "?theme=dark&shape=narrow"):
        answer = client.get(f"{PAGE}film/{kind}.svg{look}")
        assert answer.headers["Content-Type"] == "image/svg+xml"
        assert b"style=" not in answer.content
        assert b"<desc" in answer.content
    assert client.get(f"{PAGE}film/{kind}.png").content.startswith(b"\x89PNG")
    assert "attachment" in client.get(f"{PAGE}film/{kind}.png").headers["Content-Disposition"]


@pytest.mark.parametrize("address", ["film/nothing.svg", "film/exposure.pdf", "film/nothing.csv", "other/exposure.svg",
                                     "other/people/", "film/people/?page=2", "film/people/?page=0",
                                     "film/people/?verdict=odd", "film/people/?page=x"])  # fmt: skip
def test_what_there_is_not_is_not_found(seen: Version, address: str) -> None:
    see(seen)

    assert viewer(seen).get(PAGE + address).status_code == 404


@pytest.mark.parametrize("address", [PAGE, STRIPS, f"{PAGE}film/exposure.svg", f"{PAGE}film/trace.csv"])
def test_nobody_from_outside_sees_any_of_it(seen: Version, address: str) -> None:
    see(seen)

    assert viewer(seen, "").get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert viewer(seen).get(address).status_code == 200


def test_tables_have_full_precision_and_every_place(seen: Version) -> None:
    see(seen, trace=TRACE, markers=[0.5])
    see(seen, until=1.0, trace=[[0.0, 20]], paused_s=4.0, pauses=1)
    client = viewer(seen)

    (exposure,) = table(client, f"{PAGE}film/exposure.csv")
    assert (exposure["condition"], exposure["n"], exposure["coverage_mean"]) == ("warm", "2", "0.75")
    curve = table(client, f"{PAGE}film/trace.csv")
    assert [(row["second"], row["n"], row["mean"]) for row in curve][:2] == [("0.0", "2", "30.0"), ("0.5", "2", "30.0")]
    (taps,) = table(client, f"{PAGE}film/taps.csv")
    assert (taps["n"], taps["tapped"], taps["share"]) == ("2", "1", "0.5")
    assert {row["verdict"]: row["people"] for row in table(client, f"{PAGE}film/verdicts.csv")} == {
        "seen": "1", "partly": "1"
    }  # fmt: skip
    paused = next(row for row in table(client, f"{PAGE}film/spells.csv") if row["what"] == "paused")
    assert (paused["people"], paused["seconds_median"]) == ("1", "4.0")


def test_strips_come_fifty_to_a_page_and_by_verdict_under_names_that_say_nothing(seen: Version) -> None:
    people = [see(seen, until=2.0 if number else 1.0) for number in range(52)]
    client = viewer(seen)

    first, second = (table(client, f"{PAGE}film/strips.csv?page={number}") for number in (1, 2))

    assert (len(first), len(second)) == (50, 2)
    names = [row["person"] for row in first + second]
    assert len(set(names)) == 52
    assert all(re.fullmatch("[2-9B-Z]{5}", name) for name in names)
    assert not {str(person.pk) for person in people} & {*names}
    assert "page 1 of 2" in text(client, STRIPS)
    assert 'rel="next"' in text(client, STRIPS)
    assert 'rel="prev"' in text(client, f"{STRIPS}?page=2")
    partly = text(client, f"{STRIPS}?verdict=partly")
    assert "1 person" in partly
    assert [row["person"] for row in table(client, f"{PAGE}film/strips.csv?verdict=partly")] == [second[-1]["person"]]


def test_real_and_simulated_people_and_versions_are_never_mixed(seen: Version, folder: Path) -> None:
    see(seen)
    see(seen, origin="simulated")
    see(seen, origin="simulated")
    second = published(folder, PROTOCOL.replace("title: Seen", "title: Again"))
    see(second)
    client = viewer(second)

    def n(query: str) -> str:
        return table(client, f"{PAGE}film/exposure.csv{query}")[0]["n"]

    assert (n(""), n("?people=simulated"), n("?version=1"), n("?version=2")) == ("2", "2", "1", "1")
    assert "made up" in text(client, f"{PAGE}?people=simulated")


def test_while_blinded_nothing_tells_the_conditions_apart(folder: Path) -> None:
    blinded = published(folder, PROTOCOL + 'blinded: {until: "completed 300"}\n')
    see(blinded, "warm", trace=TRACE, markers=[0.5])
    see(blinded, "cold", until=1.0, trace=TRACE, markers=[0.7])
    client = viewer(blinded)

    page, people = text(client, PAGE), text(client, STRIPS)

    assert "Blinded until" in page
    assert "would tell the conditions apart" in page
    files = [text(client, f"{PAGE}film/{name}") for name in ("exposure.csv", "strips.csv", "trace.csv", "taps.csv")]
    drawn = [text(client, f"{PAGE}film/{kind}.svg") for kind in ("exposure", "strips")]
    assert client.get(f"{PAGE}film/feelings.svg").status_code == 404
    for shown in (page, people, *files, *drawn):
        for told in ("warm", "cold", "Warm", "Cold", "two", "0:00", "played_s", "gap"):
            assert not re.search(rf"\b{told}\b", shown), told
    simulated = text(client, f"{PAGE}?people=simulated")
    assert "Blinded until" not in simulated, "made-up people betray nothing"
