"""The software's own words: every text in all six languages, with its placeholders, on every kind of page."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.core.cache import cache as tries
from django.db.models import F
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from lacrima.doors import SORRY, sorry_page
from surveys.enrolment.models import Consent, Participant
from surveys.instruments.items import BadAnswer
from surveys.pages import participant
from surveys.pages.participant.languages import speaking, translated
from surveys.pages.participant.start import lasts
from surveys.pages.participant.waiting import waiting
from surveys.pages.words import catalogues
from surveys.pages.words.catalogues import PLURALS, faults_of
from surveys.pages.words.extract import extract
from surveys.participation.models import Response
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Study, Version
from surveys.protocols.po import Unit, head, write_po
from surveys.protocols.publish import publish
from tests.journeys.person import DoorsHandler, Person
from tests.pages.speech import said_by
from tests.protocols.small import changed, read

STUDIES = Path(__file__).resolve().parent.parent / "studies"
# Names that no language translates.
NAMES = ("/back/", "UTC", "findahelpline.com", "TelefonSeelsorge", "Samaritans")
RECEIPT = r"[A-Z0-9]{5}-[A-Z0-9]{5}"
OWN_SCRIPT = ("ar", "zh-hans")


@pytest.fixture
def wordless(db: None, settings: object, tmp_path: Path) -> Version:
    """A study of signs, with every kind of page."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    tries.clear()
    folder = tmp_path / "wordless"
    shutil.copytree(STUDIES / "wordless", folder)
    shutil.copytree(STUDIES / "short" / "films", folder / "films")
    return publish(read_folder(folder), by=None, at=timezone.now())


@pytest.mark.parametrize("language", PLURALS)
def test_nothing_is_missing_fuzzy_or_broken(language: str) -> None:
    assert list(faults_of(language)) == []


def test_there_is_something_to_translate() -> None:
    sources = {unit.source for unit in extract()}

    assert len(sources) > 140
    assert {"I want to stop", "Choose one answer here.", "Please tick this if you want to take part."} <= sources
    assert "in about %(n)s minute" in sources


@pytest.mark.parametrize(
    ("unit", "fault"),
    [
        (None, "is missing"),
        (Unit("Stop here", ("",)), "not translated"),
        (Unit("Stop here", ("Hier aufhören",), fuzzy=True), "fuzzy"),
        (Unit("Stop here", ("Hier %(n)s aufhören",)), "other placeholders"),
        (Unit("Stop here", ("Hier <b>aufhören",)), "other placeholders or markup"),
        (Unit("Stop there", ("Dort aufhören",)), "not used any more"),
    ],
)
def test_a_catalogue_with_a_fault_is_seen(
    unit: Unit | None, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    monkeypatch.setattr(catalogues, "extract", lambda: [Unit("Stop here")])
    catalogues.update("de")
    units = [unit] if unit else []
    catalogues.file_of("de").write_text(write_po([head("de", PLURALS["de"][0]), *units]), encoding="utf-8")

    assert any(fault in sentence for sentence in faults_of("de"))


def test_arabic_has_six_ways_to_count() -> None:
    with override("ar"):
        said = [ngettext("in about %(n)s minute", "in about %(n)s minutes", n) for n in (0, 1, 2, 5, 20, 100)]
        assert gettext("Stop here") == "التوقف هنا"

    # A hundred has the noun of twenty here, and its own form in days.
    assert len(set(said)) == 5
    assert "%(n)s" not in said[2]


def test_sentences_of_earlier_rooms_are_translated_with_their_numbers() -> None:
    sentence = BadAnswer("Give a number from %(low)s to %(high)s.", low=0.5, high=10).sentence

    assert sentence == "Give a number from 0.5 to 10."
    with override("de"):
        assert translated(sentence) == "Bitte geben Sie eine Zahl von 0,5 bis 10 ein."


def test_waiting_is_said_in_minutes_hours_and_days() -> None:
    assert "in about 20 minutes" in waiting("en", 1_200, 0)
    assert "in etwa 20 Minuten" in waiting("de", 1_200, 0)
    assert "بعد 5 دقائق تقريبًا" in waiting("ar", 300, 0)
    assert "in etwa 14 Stunden" in waiting("de", 14 * 3600, 0)
    assert "Donnerstag 14:00 UTC" in waiting("de", 14 * 3600, 0)
    assert "dans environ 3 jours" in waiting("fr", 70 * 3600, 0)


@pytest.mark.parametrize(
    ("language", "wait", "said"),
    [
        ("en", "90 minutes", "Takes about 93 minutes in all, breaks included."),
        ("en", "30 hours", "Takes about 30 hours in all, breaks included."),
        ("en", "10 days", "Takes about 10 days in all, breaks included."),
        ("de", "30 hours", "Dauert insgesamt etwa 30 Stunden, mit Pausen."),
        ("es", "30 hours", "Dura unas 30 horas en total, con las pausas."),
        ("fr", "10 days", "Dure environ 10 jours en tout, pauses comprises."),
        ("ar", "10 days", "تستغرق نحو 10 أيام مع الاستراحات."),
        ("zh-hans", "30 hours", "总共大约需要30小时，包括休息时间。"),
    ],
)
def test_how_long_a_study_lasts_is_said_in_minutes_hours_or_days(language: str, wait: str, said: str) -> None:
    study = read(changed("wait: 10 minutes, after: film, opens: 8 minutes, closes: 1 h", f"wait: {wait}, after: film"))

    with speaking(language):
        assert lasts(study) == said


def test_a_language_that_the_software_does_not_speak_gets_english_words() -> None:
    assert "in about 20 minutes" in waiting("it", 1_200, 0)
    assert "in etwa 20 Minuten" in waiting("de-AT", 1_200, 0)
    assert "大约20分钟后" in waiting("zh", 1_200, 0)


@pytest.mark.parametrize("language", PLURALS)
def test_no_page_speaks_english(language: str, wordless: Version) -> None:
    pages = dict(walk(language))

    assert len(pages) == 35
    for page, html in pages.items():
        assert english_in(html, language) == [], page
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html, page


@pytest.mark.parametrize("language", PLURALS)
def test_a_lost_database_is_told_in_the_browsers_language(language: str) -> None:
    request = RequestFactory().get("/p/x/", headers={"accept-language": language})

    with override(language):
        assert gettext(SORRY) != SORRY
        assert gettext(SORRY) in sorry_page(request)


def test_english_would_be_seen(wordless: Version) -> None:
    html = dict(walk("en"))["consent"]

    assert english_in(html, "de") != []
    assert english_in("<p>Nobody has marked this sentence</p>", "ar") != []


def english_in(html: str, language: str) -> list[str]:
    """What a page says in English: texts of the catalogue as they are in the code, Latin words in other scripts."""
    said = said_by(html)
    found = [text for text in said if text in translatable(language)]
    if language in OWN_SCRIPT:
        # {less} and the like are places that a script fills.
        words = re.sub("|".join((RECEIPT, r"\{[a-z]+\}", *map(re.escape, NAMES))), "", " ".join(said))
        found += re.findall(r"[A-Za-z]{2,}", words)
    return found


@cache
def translatable(language: str) -> set[str]:
    """The texts that are said in another way in a language."""
    with override(language):
        return {unit.source for unit in extract() if gettext(unit.source) != unit.source}


def walk(language: str) -> Iterator[tuple[str, str]]:
    """Every kind of page of the study in a language, by what it is."""
    yield from around(language)
    yield from journey(language)
    yield from leaving(language)


def start(language: str) -> Person:
    return Person("wordless", lang=language)


def agreed(language: str) -> Person:
    return start(language).send({"minimum_age": "yes", "agree": "yes"})


def around(language: str) -> Iterator[tuple[str, str]]:
    """Pages that belong to nobody."""
    heard = {"HTTP_ACCEPT_LANGUAGE": language}
    browser = Client(**heard)
    browser.handler = DoorsHandler()
    yield "start", text(browser.get("/s/wordless/"))
    yield "start by link", text(Client().get(f"/s/wordless/?lang={language}"))
    yield "unknown study", text(browser.get("/s/nothing/"))
    yield "unknown link", text(browser.get("/p/nothing/"))
    yield "help", text(browser.get("/support/"))
    yield "unreadable", text(browser.post("/s/wordless/", {"c": "\0"}))
    for _ in range(61):
        many = browser.get("/p/nothing/")
    tries.clear()
    yield "too many", text(many)
    Study.objects.update(state=Study.State.CLOSED)
    yield "closed", text(browser.get("/s/wordless/"))
    Study.objects.update(state=Study.State.OPEN)


def journey(language: str) -> Iterator[tuple[str, str]]:
    """The pages of one person's journey, and what else their link shows."""
    someone = start(language)
    yield "consent", someone.html
    yield "consent again", someone.send().html
    someone.send({"minimum_age": "yes", "agree": "yes"})
    yield "kinds", someone.html
    wrong = {
        "square.x": "2",
        "line": "11",
        "some": ["1", "2", "3"],
        "many": "9",
        "size": "1,000",
        "count": "1.5",
        "words": "★" * 11,
    }
    yield "kinds again", someone.send({**wrong, "words": "★" * 11}).html
    yield "one too few", someone.send({"point": "3", "some": "1", "size": "0", "one": "9", "list": ["1", "2"]}).html
    yield (
        "too much",
        someone.send({"point": "3", "size": "100", "count": "?", "words": "", "one.other": "★" * 201}).html,
    )
    yield "forged", text(someone.browser.post(someone.link, {**someone.form.hidden, "nonce": "x"}))
    yield "data", text(someone.browser.get(f"{someone.link}data"))
    yield "stop", text(someone.browser.get(f"{someone.link}stop"))
    yield "support", someone.send({"point": "3", "one": "other", "one.other": "★"}).html
    yield "film", someone.send().html
    yield "optional film", someone.send().html
    yield "timer", someone.send().html
    travel(minutes=6)
    yield "event", someone.send().html
    someone.send({"event": "none"})
    yield "filler", someone.look().html
    yield "wait", someone.send({"size": "1"}).html
    travel(minutes=30)
    yield "complete", someone.look().html
    yield "long wait", someone.send().html
    travel(minutes=31 * 60)
    yield "end", someone.look().send().html
    yield "data of many kinds", text(someone.browser.get(f"{someone.link}data"))
    yield "data with a wrong code", text(someone.browser.post(f"{someone.link}data", {"receipt": "?"}))


def leaving(language: str) -> Iterator[tuple[str, str]]:
    """The pages of those who leave."""
    yield "declined", start(language).send({"disagree": "yes"}).html
    someone = start(language).send({"agree": "yes"})
    yield "under age", someone.send({"agree": "yes"}).html
    yield "screened out", agreed(language).send({"point": "1", "size": "99"}).html
    someone = agreed(language)
    yield "no way to stop", text(someone.browser.post(f"{someone.link}stop", {}, HTTP_ACCEPT_LANGUAGE=language))
    someone.browser.post(f"{someone.link}stop", {"mode": "stop"})
    yield "stopped", someone.look().html
    yield "deleted", text(someone.browser.post(f"{someone.link}stop", {"mode": "delete"}))


def travel(*, minutes: int) -> None:
    """Let minutes pass: everything that was recorded lies that much further back."""
    back = timedelta(minutes=minutes)
    for row in Response.objects.filter(step__in=("film", "again")):
        row.answers[2] -= back.total_seconds()
        row.save(update_fields=["answers"])
    Response.objects.update(at=F("at") - back, shown_at=F("shown_at") - back)
    Participant.objects.update(started_at=F("started_at") - back, consented_at=F("consented_at") - back)
    Consent.objects.update(agreed_at=F("agreed_at") - back)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("script", ["participant.js", "film.js"])
def test_scripts_bring_no_words_of_their_own(script: str) -> None:
    source = (Path(participant.__file__).parents[1] / "static" / "lacrima" / script).read_text()
    code = re.sub(r"//[^\n]*|/\*.*?\*/", "", source, flags=re.DOTALL)

    assert "dataset" in code
    assert re.findall(r"[\"'`][A-Z][a-z]+(?: [a-z]+)+", code) == []
