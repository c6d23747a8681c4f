"""What people are told of films before they agree: of all conditions together, in their own language (S3)."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from surveys.pages.participant.warning import KNOWN, warning_before, warning_of_study
from surveys.protocols.definition import Definition, Film
from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from tests.journeys.person import Person
from tests.protocols.small import PROTOCOL, changed, faults_of, read

EXAMPLES = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples"
GERMAN = {f"{name}.de.md": "Ein Text." for name in ("consent", "support", "a", "b", "filler", "thanks", "away")}
LASTS = {"clip-a": 70.0, "clip-b": 100.0}


def told(protocol: str) -> Definition:
    """The small study with films of a known length."""
    definition = read(protocol)
    films = {key: replace(film, duration_seconds=LASTS[key]) for key, film in definition.films.items()}
    return replace(definition, films=films)


SAD = changed(
    "licence: CC0-1.0}\n  clip-b", "licence: CC0-1.0, themes: [war, an old song], intensity: strong}\n  clip-b"
)
BOTH = changed("variant_of: clip-a}", "variant_of: clip-a, themes: [loss, war], intensity: mild}", SAD)


def test_the_themes_of_all_conditions_are_told_together_and_each_once() -> None:
    note = warning_of_study(told(BOTH), "en")

    assert note is not None
    assert note.themes == ("an old song", "loss", "war")
    assert note.intensity == ("mild", "strong")
    assert note.of_several


def test_it_lasts_as_long_as_for_whoever_sees_the_most() -> None:
    twice = changed(
        "  - {ask: mind, occasion: after}", "  - {film: clip-a, id: again}\n  - {ask: mind, occasion: after}"
    )
    chosen = changed(
        "  - {ask: mind, occasion: after}",
        "  - choose: {n: 1, from: [{film: clip-a, id: x}, {film: clip-b, id: y}]}\n  - {ask: mind, occasion: after}",
    )

    # One condition sees 70 s, the other 100 s; then both 70 s more; then one of the two once more.
    minutes = [warning_of_study(told(each), "en").minutes for each in (PROTOCOL, twice, chosen)]  # type: ignore[union-attr]

    assert minutes == [2, 3, 3]
    assert warning_of_study(read(), "en").minutes == 0  # type: ignore[union-attr]


def test_the_note_before_a_film_is_the_same_in_every_condition() -> None:
    definition = told(BOTH)
    step = definition.step("film")
    assert isinstance(step, Film)

    assert warning_before(definition, step, "en") == warning_of_study(definition, "en")


def test_words_that_many_studies_use_are_translated_and_others_stay() -> None:
    german = changed("languages: [en]", "languages: [en, de]", BOTH)
    definition = in_german(german)

    note = warning_of_study(definition, "de")

    assert note is not None
    assert note.themes == ("an old song", "Krieg", "Verlust")
    assert note.intensity == ("leicht", "stark")
    assert "loss" in KNOWN


def in_german(protocol: str) -> Definition:
    """The small study in two languages: its text files serve both."""
    return read(protocol, **GERMAN)


def test_a_theme_may_have_words_for_each_language() -> None:
    themes = "themes: [{en: a hard farewell, de: ein schwerer Abschied}]"
    protocol = changed("languages: [en]", "languages: [en, de]", changed("variant_of: clip-a}", f"{themes}}}"))

    note = warning_of_study(in_german(protocol), "de")

    assert note is not None and note.themes == ("ein schwerer Abschied",)
    (fault,) = faults_of(protocol.replace(", de: ein schwerer Abschied", ""), **GERMAN)
    assert "The text in “de” is missing." in fault


def test_a_study_without_films_warns_of_nothing() -> None:
    definition = replace(read(), steps=())

    assert warning_of_study(definition, "en") is None


@pytest.fixture
def flagship(db: None, settings: object, tmp_path: Path) -> Version:
    """The example study, published."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(EXAMPLES / "good-cry"), by=None, at=timezone.now())


@pytest.mark.promise("S3")
@pytest.mark.parametrize(
    ("language", "themes", "strength", "length", "no"),
    [
        ("en", "loss, separation", "moderate", "About 2 minutes of film in all, with sound", "I don&#x27;t agree"),
        ("de", "Trennung, Verlust", "mittel", "Insgesamt etwa 2 Minuten Film, mit Ton", "Ich stimme nicht zu"),
    ],
)
def test_themes_strength_length_and_sound_are_told_before_consent(
    flagship: Version, language: str, themes: str, strength: str, length: str, no: str
) -> None:
    person = Person("good-cry", lang=language)

    for html in (Client().get(f"/s/good-cry/?lang={language}").content.decode(), person.html):
        for words in (themes, strength, length):
            assert words in html
        # Nothing tells which film it will be.
        assert "lighthouse" not in html.casefold() and "leuchtturm" not in html.casefold()
    assert f"“{no}”" in person.html or f"„{no}“" in person.html


def test_the_films_of_the_example_read_with_their_themes() -> None:
    definition = read_definition(read_folder(EXAMPLES / "good-cry"))

    assert definition.films["lighthouse-adrift"].themes[0] == {"en": "loss", "de": "Verlust"}
    assert definition.films["lighthouse-adrift"].description["themes"] == ["loss", "separation"]
    assert definition.films["lighthouse-adrift"].description["intensity"] == "moderate"
