"""The person's choice of language: by link and browser, changed on the way, kept with what is sent."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.enrolment.models import Consent, Participant
from surveys.participation.models import Response
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.journeys.conftest import STUDIES
from tests.journeys.person import Person
from tests.journeys.test_statements import MOST_STATEMENTS, statements


@pytest.fixture
def wordless(db: None, settings: object, tmp_path: Path) -> Iterator[Version]:
    """A study in six languages."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    folder = tmp_path / "wordless"
    shutil.copytree(STUDIES / "wordless", folder)
    shutil.copytree(STUDIES / "short" / "films", folder / "films")
    yield publish(read_folder(folder), by=None, at=timezone.now())


def speaks(someone: Person, language: str) -> bool:
    return f'<html lang="{language}"' in someone.html


def look_in(someone: Person, language: str) -> Person:
    """Follow a page's link to another language."""
    assert f'href="?lang={language}"' in someone.html
    someone.response = someone.browser.get(f"{someone.link}?lang={language}")
    return someone


def kept() -> str:
    return Participant.objects.get().language


@pytest.mark.parametrize(
    ("query", "heard", "language"),
    [
        ("", "", "en"),
        ("?lang=fr", "de", "fr"),
        ("?lang=tlh", "de-CH,de;q=0.9", "de"),
        ("", "it,es;q=0.5", "es"),
        ("", "zh-CN", "zh-hans"),
        ("", "tlh", "en"),
    ],
)
def test_the_start_page_speaks_as_the_link_or_the_browser_asks(
    wordless: Version, query: str, heard: str, language: str
) -> None:
    page = Client().get(f"/s/wordless/{query}", headers={"accept-language": heard}).content.decode()

    assert f'<html lang="{language}"' in page
    assert f'name="lang" value="{language}"' in page


def test_the_links_to_other_languages_keep_what_the_start_link_carries(wordless: Version) -> None:
    page = Client().get("/s/wordless/?c=a%26b").content.decode()

    assert '<a href="?c=a%26b&amp;lang=de" lang="de" hreflang="de">Deutsch</a>' in page
    assert '<a href="?c=a%26b&amp;lang=en" lang="en" hreflang="en" aria-current="true">English</a>' in page


def test_looking_at_a_page_in_another_language_stores_nothing(wordless: Version) -> None:
    someone = look_in(Person("wordless", lang="en"), "ar")

    assert speaks(someone, "ar")
    assert 'dir="rtl"' in someone.html
    assert kept() == "en"
    assert speaks(someone.look(), "en")


def test_who_agrees_in_another_language_has_read_it_in_that_language(wordless: Version) -> None:
    someone = look_in(Person("wordless", lang="en"), "de")

    with CaptureQueriesContext(
        connection,
    ) as asked:
        someone.response = someone.browser.post(
            someone.link, {**someone.form.hidden, "minimum_age": "yes", "agree": "yes"}
        )

    assert len(statements(asked)) <= MOST_STATEMENTS
    assert Consent.objects.get().language == "de"
    assert kept() == "de"
    assert speaks(someone.look(), "de")


def test_a_switch_in_the_middle_is_kept_by_the_next_page_that_is_sent_at_no_statement_more(wordless: Version) -> None:
    counts = []
    for language in ("en", "es"):
        Participant.objects.all().delete()
        someone = Person("wordless", lang="en").send({"minimum_age": "yes", "agree": "yes"})
        someone.send({"point": "1"})
        form = {**someone.form.hidden, "step.lang": language}
        with CaptureQueriesContext(connection) as asked:
            someone.browser.post(someone.link, form)
        counts.append(len(statements(asked)))
        assert kept() == language
        assert speaks(someone.look(), language)

    assert counts[0] == counts[1]


def test_a_refused_page_stays_in_the_language_of_the_form_and_stores_nothing(wordless: Version) -> None:
    someone = Person("wordless", lang="en").send({"minimum_age": "yes", "agree": "yes"})
    look_in(someone, "de").send({"size": "100"})

    assert someone.response.status_code == 422
    assert speaks(someone, "de")
    assert "bis höchstens 99,5" in someone.html
    assert someone.form.kept["size"] == ["100"]
    assert kept() == "en"
    assert not Response.objects.exists()

    someone.send({"size": "9", "point": "1"})
    assert kept() == "de"


def test_waiting_pages_keep_a_switch_too(wordless: Version) -> None:
    someone = Person("wordless", lang="en").send({"minimum_age": "yes", "agree": "yes"})
    someone.send({"point": "1"}).send().send()
    assert someone.step.startswith("timer")

    look_in(someone, "de").send()

    assert kept() == "de"
    assert speaks(someone, "de")


@pytest.mark.parametrize("language", ["tlh", "", "de\0", "<b>"])
def test_a_language_that_the_study_does_not_have_changes_nothing(wordless: Version, language: str) -> None:
    someone = Person("wordless", lang="en")
    response = someone.browser.get(someone.link, {"lang": language})

    assert '<html lang="en"' in response.content.decode()
    someone.send({"minimum_age": "yes", "agree": "yes", "step.lang": language.replace("\0", "?")})
    assert kept() == "en"


def test_a_page_that_is_no_longer_due_does_not_bring_its_language_back(wordless: Version) -> None:
    someone = Person("wordless").agree()
    old = someone.form.hidden
    look_in(someone, "de").fill()
    assert kept() == "de"

    assert someone.browser.post(someone.link, old).status_code == 303

    assert kept() == "de"
    assert speaks(someone.look(), "de")


def test_help_data_and_stop_are_shown_in_the_language_that_was_switched_to(wordless: Version) -> None:
    someone = look_in(Person("wordless", lang="en"), "de")

    assert 'href="stop?lang=de"' in someone.html
    assert 'href="data?lang=de"' in someone.html
    assert 'href="/support/?lang=de"' in someone.html
    for page in ("stop", "data"):
        html = someone.browser.get(f"{someone.link}{page}?lang=de").content.decode()
        assert '<html lang="de"' in html
        assert 'href="./?lang=de"' in html
    assert "Hilfe" in someone.browser.get("/support/?lang=de").content.decode()
    gone = someone.browser.post(f"{someone.link}stop?lang=de", {"mode": "delete"}).content.decode()
    assert "Ihre Antworten sind gelöscht" in gone


def test_a_study_in_one_language_shows_no_choice(short: Version) -> None:
    someone = Person("short")

    assert "hreflang" not in someone.html
    assert "step.lang" not in someone.html
    assert "hreflang" not in Client().get("/s/short/").content.decode()
