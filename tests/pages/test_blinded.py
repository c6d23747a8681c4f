"""Until its stop a blinded study shows nothing by condition, at no door; an owner opens it with a reason."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lacrima.accounts.issue_token import issue_token
from surveys.exports.ask import ask
from surveys.exports.build import build_next
from surveys.exports.error import ExportError
from surveys.exports.hand_out import hand_out
from surveys.findings.models import Look
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.ledger.models import Entry
from surveys.protocols.models import Membership, Study, Version
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import NOON, begin, feel, send
from tests.findings.veiled import veiled

PAGE = "/researcher/moods/findings/"
OPEN_UP, API = f"{PAGE}unblind/", "/api/v1/studies/moods/findings/"
WORDS = {"name": "Moods", "reason": "The safety board asks."}


@pytest.fixture
def blinded(db: None) -> Version:
    """A blinded study with answers from which a condition could be told: the warm are at 10, the cold at 90."""
    cache.clear()
    version = veiled("completed 300")
    for condition, sad in [("warm", 10), ("warm", 11), ("cold", 90), ("cold", 91)]:
        for origin in ("real", "simulated"):
            person = begin(version, condition=condition, origin=origin)
            feel(person, "before", sad, 20, 30)
            feel(person, "after", sad + 5.5 + sad % 2, 20, 30)
            send(person, "tears", [sad % 5])
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    return version


@pytest.fixture
def researcher(blinded: Version) -> Callable[[str], Client]:
    def client(role: str) -> Client:
        user, _ = get_user_model().objects.get_or_create(email=f"{role}@example.org")
        Membership.objects.get_or_create(study=blinded.study, user=user, role=role)
        browser = Client()
        browser.force_login(user)
        return browser

    return client


def said(browser: Client, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def rows(browser: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(said(browser, address), newline="")))


def labels(html: str, caption: str) -> list[str]:
    """The names of a table's rows."""
    table = next(each for each in re.findall(r"<table.*?</table>", html, re.DOTALL) if caption in each)
    return re.findall(r'<th scope="row(?:group)?"[^>]*>(.*?)</th>', table)


def test_the_page_says_why_and_shows_everybody_together(researcher: Callable[[str], Client]) -> None:
    html = said(researcher("viewer"))

    assert "Blinded until 300 people have reached the end of the journey." in html
    assert labels(html, "Change in Sadness") == ["Everybody"]
    assert "p (interim)" in html
    assert "everybody together?" in html and "by condition" not in html[: html.index('id="flow"')].replace(
        "outcome by condition", ""
    )
    assert "adjusted for the start" not in html
    assert 'id="group-cried"' not in html
    # The flow is by condition.
    flow = html[html.index('id="flow"') :]
    assert "Warm light" in flow and "Cold light" in flow
    assert "Warm light" not in html[: html.index('id="flow"')]


def test_simulated_people_are_shown_whole(researcher: Callable[[str], Client]) -> None:
    html = said(researcher("viewer"), f"{PAGE}?people=simulated")

    assert labels(html, "Change in Sadness") == ["Warm light", "Cold light"]
    assert "Blinded until" not in html


def test_files_are_of_everybody_and_say_so(researcher: Callable[[str], Client]) -> None:
    browser = researcher("owner")

    changes = rows(browser, f"{PAGE}changes/sad.csv")

    assert [(row["condition"], row["n"], row["blinded_until"]) for row in changes] == [("all", "4", "completed 300")]
    picture = said(browser, f"{PAGE}changes/sad.svg?save=1")
    assert "Blinded." in picture and "Warm light" not in picture and "Everybody" in picture
    assert browser.get(f"{PAGE}changes/sad.png").headers["Content-Type"] == "image/png"
    assert {row["condition"] for row in rows(browser, f"{PAGE}flow/flow.csv")} == {"warm", "cold"}


@pytest.mark.parametrize(
    "file",
    [
        *("ancova/sad.csv", "levels/cried.csv", "levels/cried.svg"),
        *("course/sad.csv?group=cried", "course/sad.svg?group=older"),
    ],
)
def test_files_by_condition_or_group_hold_nothing(researcher: Callable[[str], Client], file: str) -> None:
    answer = researcher("owner").get(PAGE + file)

    assert answer.status_code == 404 or answer.content.strip() == b""


def test_the_page_of_one_version_is_blinded_too(researcher: Callable[[str], Client]) -> None:
    browser = researcher("viewer")

    for _ in range(2):
        assert labels(said(browser, f"{PAGE}?version=1"), "Change in Sadness") == ["Everybody"]


def test_programs_get_no_more(blinded: Version) -> None:
    user = get_user_model().objects.create_user("program@example.org")
    Membership.objects.create(study=blinded.study, user=user, role="owner")
    program = Client(headers={"Authorization": f"Token {issue_token(user, 'test', at=NOON)[1]}"})

    found = program.get(API).json()

    assert {cell["condition"] for outcome in found["outcomes"] for cell in outcome["cells"]} == {"all"}
    assert (found["groups"], found["blinded"]["until"]) == ([], "completed 300")
    assert "everybody" not in found


def test_an_owner_opens_it_by_typing_its_name_with_a_reason(researcher: Callable[[str], Client]) -> None:
    owner, viewer = researcher("owner"), researcher("viewer")
    before = viewer.get(PAGE)
    assert OPEN_UP in said(owner) and OPEN_UP not in said(viewer) + said(researcher("editor"))
    assert "type the study’s name: Moods" in said(owner, OPEN_UP)

    answer = owner.post(OPEN_UP, WORDS)

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    # Nobody is told that nothing is new.
    again = viewer.get(PAGE, headers={"If-None-Match": before.headers["ETag"]})
    html = again.content.decode()
    assert again.status_code == 200
    assert labels(html, "Change in Sadness") == ["Warm light", "Cold light"]
    assert "1 interim look before the planned end" in html and "The safety board asks." in html
    assert OPEN_UP not in said(owner)
    entry = Entry.objects.get(verb="unblinded before the stop")
    look = Look.objects.get()
    assert (entry.actor, entry.about) == (str(look.by_id), f"look:{look.pk}")
    assert "Interim look, before the planned end." in said(viewer, f"{PAGE}changes/sad.svg?save=1")
    changes = rows(viewer, f"{PAGE}changes/sad.csv")
    assert {(row["interim"], row["looks_before_stop"]) for row in changes} == {("yes", "1")}


def test_it_stays_interim_in_a_study_that_was_closed(researcher: Callable[[str], Client]) -> None:
    browser = researcher("owner")
    browser.post(OPEN_UP, WORDS)
    Study.objects.update(state="closed")

    html = said(browser)

    assert html.count("p (interim)") >= 4 and "p-values are interim." in html


def test_after_the_stop_nothing_is_interim_and_the_looks_are_told(
    researcher: Callable[[str], Client], blinded: Version
) -> None:
    browser = researcher("owner")
    browser.post(OPEN_UP, WORDS)
    blinded.study.looks.create(at=timezone.now(), planned=True)
    Study.objects.update(state="closed")

    html = said(browser)

    assert "p (interim)" not in html and "p-values are interim" not in html
    assert "1 interim look before the planned end" in html
    assert browser.get(OPEN_UP).headers["Location"] == PAGE


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"name": "moods"}, "This is not the study&#x27;s name."),
        ({"name": ""}, "This is not the study&#x27;s name."),
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 301}, "300 characters at most"),
    ],
)
def test_a_wrong_name_or_no_reason_opens_nothing_and_keeps_the_words(
    researcher: Callable[[str], Client], words: dict[str, str], problem: str
) -> None:
    answer = researcher("owner").post(OPEN_UP, WORDS | words)

    assert answer.status_code == 422
    html = answer.content.decode()
    assert problem in html and (WORDS | words)["reason"] in html
    assert not Look.objects.exists()


def test_two_taps_are_one_look(researcher: Callable[[str], Client]) -> None:
    browser = researcher("owner")

    for _ in range(2):
        assert browser.post(OPEN_UP, WORDS).headers["Location"] == PAGE

    assert Look.objects.count() == 1


def test_an_admin_who_owns_nothing_opens_nothing(blinded: Version) -> None:
    browser = Client()
    browser.force_login(get_user_model().objects.create_superuser("admin@example.org", "a long enough password"))

    assert browser.post(OPEN_UP, WORDS).status_code == 404
    assert not Look.objects.exists()


@pytest.fixture
def files(settings: object, tmp_path: Path) -> Path:
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    return tmp_path


def test_data_of_real_people_stay_here_until_then(
    researcher: Callable[[str], Client], blinded: Version, files: Path
) -> None:
    with pytest.raises(ExportError, match=r"blinded until 300 people .* manage.py findings moods --unblind"):
        ask(blinded.study, by=None, at=NOON)
    assert ask(blinded.study, by=None, at=NOON, origin="simulated").pk

    browser = researcher("owner")
    browser.post(OPEN_UP, WORDS)

    assert ask(blinded.study, by=None, at=NOON).pk


@pytest.mark.django_db(transaction=True)
def test_a_file_from_before_the_blinding_is_handed_out_no_more(files: Path, moods: Version) -> None:  # noqa: F811
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    export = ask(moods.study, by=None, at=timezone.now())
    build_next(now=timezone.now)
    assert hand_out(export, to=None, at=timezone.now()).exists()

    veiled("completed 300")

    with pytest.raises(ExportError, match="is blinded until"):
        hand_out(export, to=None, at=timezone.now())
