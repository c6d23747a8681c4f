"""Several films of a step are one stimulus: read, refused, named, compared, timed."""

from dataclasses import replace

import pytest

from surveys.participation.stimulus import films_of, stimulus_seconds
from surveys.protocols.columns import OF_FILM, columns_of
from surveys.protocols.compare import compare
from surveys.protocols.definition import Definition, Film
from tests.protocols.small import changed, faults_of, read

ALONE = "{film: condition.film, watched: 0.9}"
LIST = f"{ALONE}\n  - film: [clip-a, clip-b, clip-a]"


def playlist_of(definition: Definition) -> Film:
    step = definition.step("film2")
    assert isinstance(step, Film)
    return step


def test_a_list_of_films_is_one_step_named_by_kind_and_number() -> None:
    step = playlist_of(read(changed(ALONE, LIST)))

    assert step.playlist == ("clip-a", "clip-b", "clip-a")
    assert (step.film, step.condition_key) == ("", "")


def test_a_list_takes_what_a_film_takes() -> None:
    text = changed(ALONE, f"{ALONE}\n  - {{film: [clip-a, clip-b], id: both, watched: 0.5, back: true}}")
    step = read(text).step("both")

    assert isinstance(step, Film)
    assert (step.playlist, step.watched, step.back) == (("clip-a", "clip-b"), 0.5, True)


def test_everybody_sees_all_films_of_a_list_on_one_clock() -> None:
    definition = read(changed(ALONE, LIST))
    lasting = {"clip-a": 10.5, "clip-b": 20.0}
    timed = replace(
        definition, films={key: replace(film, duration_seconds=lasting[key]) for key, film in definition.films.items()}
    )

    assert films_of(timed, playlist_of(timed), "") == ("clip-a", "clip-b", "clip-a")
    assert stimulus_seconds(timed, playlist_of(timed), "one") == 41.0


def test_a_list_has_the_columns_of_one_film() -> None:
    columns = [name for name, step in columns_of(read(changed(ALONE, LIST))) if step == "film2"]

    assert columns == [f"film2_{name}" for name in OF_FILM]


REFUSED = [
    ("{film: []}", "A playlist names 1 to 50 films."),
    ("{film: [clip-a, nothing]}", "There is no film “nothing” under films."),
    ("{film: [clip-a, condition.film]}", "A playlist is the same for everybody."),
    ("{film: [clip-a, [clip-b]]}", "Here a text is needed."),
    (f"{{film: [{', '.join(['clip-a'] * 51)}]}}", "A playlist names 1 to 50 films."),
]


@pytest.mark.parametrize(("step", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_a_list_that_can_not_play_is_refused_with_a_sentence(step: str, sentence: str) -> None:
    found = faults_of(changed(ALONE, f"{ALONE}\n  - {step}"))

    assert [fault for fault in found if sentence in fault] == found != []


def test_a_condition_names_one_film() -> None:
    found = faults_of(changed("set: {film: clip-a,", "set: {film: [clip-a, clip-b],"))

    assert [fault for fault in found if "“film” takes one value." in fault] == found != []


def test_another_order_of_a_list_is_said() -> None:
    before = read(changed(ALONE, LIST))
    after = read(changed(ALONE, LIST.replace("[clip-a, clip-b, clip-a]", "[clip-b, clip-a]")))

    assert [(change.words, change.breaks_pooling) for change in compare(before, after)] == [
        ("The step “film2”: “films” is now “clip-b”, “clip-a” (was “clip-a”, “clip-b”, “clip-a”).", True)
    ]
