"""A slider and a button on the film's clock are read from the document."""

import pytest

from surveys.protocols.compare import compare
from surveys.protocols.definition import Definition, Film
from surveys.protocols.documents import Folder
from surveys.protocols.texts import places_of
from tests.protocols.small import PROTOCOL, TEXTS, changed, faults_of, line_of, read

FILM = "{film: condition.film, watched: 0.9}"
TRACE = "trace: {label: How sad?, ends: [Not at all, Very], from: -5, to: 5}"
MARKER = "marker: {label: Tearing up}"
TWO_LANGUAGES = changed("languages: [en]", "languages: [en, de]")


def asking(*keys: str, text: str = PROTOCOL) -> str:
    """The small study with more keys at its film."""
    return changed(FILM, FILM.replace("}", f", {', '.join(keys)}}}"), text)


def film_of(definition: Definition) -> Film:
    return next(step for step in definition.walk() if isinstance(step, Film))


def test_a_trace_has_a_label_words_at_its_ends_and_whole_numbers() -> None:
    trace = film_of(read(asking(TRACE))).trace

    assert trace is not None
    assert (trace.label, trace.low, trace.high) == ({"en": "How sad?"}, -5, 5)
    assert trace.ends == ({"en": "Not at all"}, {"en": "Very"})


def test_a_trace_goes_from_0_to_100_without_words_at_its_ends_unless_it_says_more() -> None:
    trace = film_of(read(asking("trace: {label: How sad?}"))).trace

    assert trace is not None
    assert (trace.ends, trace.low, trace.high) == ((), 0, 100)


def test_a_marker_has_a_label() -> None:
    assert film_of(read(asking(MARKER))).marker == {"en": "Tearing up"}


def test_a_film_asks_nothing_unless_it_says_so() -> None:
    film = film_of(read())

    assert (film.trace, film.marker) == (None, {})


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("trace: How sad?", "Here a mapping of keys and values is needed."),
        ("trace: {ends: [Low, High]}", "The key “label” is missing."),
        ("trace: {label: ' '}", "Here a text of 1 to 200 characters is needed."),
        ("trace: {label: How sad?, step: 5}", "There is no key called “step” here."),
        ("trace: {label: How sad?, ends: [Low]}", "“ends” are two"),
        ("trace: {label: How sad?, ends: Low}", "Here a list is needed."),
        ("trace: {label: How sad?, from: 5, to: 5}", "“from” is below “to”"),
        ("trace: {label: How sad?, to: 2000}", "both are from -1,000 to 1,000"),
        ("trace: {label: How sad?, to: 7.5}", "Here a whole number is needed."),
        ("marker: Tearing up", "Here a mapping of keys and values is needed."),
        ("marker: {text: Tearing up}", "The key “label” is missing."),
        ("marker: {label: Tearing up, beep: true}", "There is no key called “beep” here."),
    ],
)
def test_what_can_not_be_asked_is_a_fault_with_its_line(keys: str, sentence: str) -> None:
    text = asking(keys)

    told = [fault for fault in faults_of(text) if sentence in fault]

    assert told
    assert told[0].startswith(f"protocol.yaml:{line_of(text, keys)}: ")


@pytest.mark.parametrize(
    ("keys", "missing"),
    [
        ("marker: {label: {en: Tears, de: Tränen}}", False),
        ("marker: {label: {en: Tears}}", True),
        ("trace: {label: {en: How sad?}}", True),
        ("trace: {label: Sad, ends: [{en: No, de: Nein}, {en: Very}]}", True),
    ],
)
def test_a_text_that_is_missing_in_a_language_is_a_fault(keys: str, missing: bool) -> None:
    (told,) = [fault for fault in faults_of(asking(keys, text=TWO_LANGUAGES)) if "missing in “de”" in fault]

    assert (f", {line_of(asking(keys), keys)}," in told) == missing


def test_translators_find_every_text_of_it() -> None:
    text = asking(TRACE, MARKER)

    said = {place.name: place.said["en"] for place in places_of(Folder({**TEXTS, "protocol.yaml": text}))}

    of_film = {name: words for name, words in said.items() if "trace" in name or "marker" in name}
    assert sorted(of_film.values()) == ["How sad?", "Not at all", "Tearing up", "Very"]


def test_a_name_that_is_not_known_before_the_film_can_not_be_piped_into_it() -> None:
    assert faults_of(asking("marker: {label: 'Tears, {who.sex}?'}")) == []
    assert any("{mind.after.low}" in fault for fault in faults_of(asking("marker: {label: 'Tears {mind.after.low}'}")))


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (TRACE, "The step “film”: “trace” is now “How sad?”, “Not at all”, “Very”, -5, 5 (was not there)."),
        (MARKER, "The step “film”: “marker” is now “Tearing up” (was not there)."),
    ],
)
def test_what_a_version_asks_anew_is_said_and_keeps_data_apart(keys: str, words: str) -> None:
    (change,) = compare(read(), read(asking(keys)))

    assert (change.words, change.breaks_pooling) == (words, True)


def test_a_further_language_changes_nothing() -> None:
    german = "trace: {label: {en: How sad?, de: Wie traurig?}}"

    assert compare(read(asking("trace: {label: How sad?}")), read(asking(german))) == []
