"""What differs between two versions is said in words, with what keeps data apart."""

from dataclasses import replace

import pytest

from surveys.protocols.compare import compare
from surveys.protocols.comparison import duration
from surveys.protocols.definition import Definition
from surveys.protocols.documents import LIBRARY, Folder, read_folder
from surveys.protocols.read_definition import read_definition
from tests.protocols.small import EXTRA, MIND, TEXTS, WHO, changed, read
from tests.protocols.test_examples import example_folder

FLAGSHIP = LIBRARY.parent.parent / "protocols" / "examples" / "good-cry"
MIND_FILE, WHO_FILE = "instruments/mind.yaml", "instruments/who.yaml"


def differences(after: Definition, before: Definition | None = None) -> list[tuple[str, bool]]:
    return [(change.words, change.breaks_pooling) for change in compare(before or read(), after)]


def words_of(after: Definition) -> str:
    return "\n".join(words for words, _ in differences(after))


def test_a_study_does_not_differ_from_itself() -> None:
    assert compare(read(), read()) == []


def test_comments_and_other_ways_of_writing_are_no_change() -> None:
    assert compare(read(), read("# A comment.\n" + changed("sizes: [2, 4]", "sizes: [ 2,4 ]"))) == []


MIND_CHANGES = [
    ("text: How low", "text: How sad", "The item “low” of mind is now “How sad” (was “How low”).", True),
    ("to: 10}\n  - {id: sure", "to: 7}\n  - {id: sure", "The item “low” of mind: “to” is now 7 (was 10).", True),
    ("kind: scale", "kind: slider", "The item “low” of mind is of another kind: slider, no more scale.", True),
    ("kind: scale,", "kind: scale, required: true,", "The item “low” of mind: “required” is now yes (was no).", False),
    ("kind: scale,", "kind: scale, labels: {0: Not},",
     "The item “low” of mind: “labels” is now “Not” (was not there).", True),
    ("mean: [low, sure], ", "sum: [low, sure], ",
     "The score “total” of mind: “method” is now “sum” (was “mean”).", True),
    ("reverse: [sure], ", "", "The score “total” of mind: “reverse” is no more there (was “sure”).", True),
    ("{mean: [sure], better: higher}", "{mean: [sure], better: lower}",
     "The score “zeal” of mind: “better” is now “lower” (was “higher”).", False),
    ("mean: [sure], ", "mean: [sure], answered: 0.5, ",
     "The score “zeal” of mind: “answered” is now 0.5 (was 0.8).", True),
    ("title: Now", "title: Now\ninstruction: In the last week.",
     "The questionnaire “mind”: “instruction” is now “In the last week.” (was not there).", True),
    ("title: Now", "title: Then", "The questionnaire “mind”: “title” is now “Then” (was “Now”).", False),
    ("scores:\n", "  - {id: new, text: New, kind: text}\nscores:\n", "One item of mind was added: “new”.", False),
    ("  zeal: {mean: [sure], better: higher}\n", "", "One score of mind was taken away: “zeal”.", False),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words", "breaks"), MIND_CHANGES)
def test_a_change_of_questions_is_said(old: str, new: str, words: str, breaks: bool) -> None:
    assert differences(read(**{MIND_FILE: changed(old, new, MIND)})) == [(words, breaks)]


WHO_CHANGES = [
    ("{value: b, label: B}]}\n  - {id: grade", "{value: b, label: C}]}\n  - {id: grade",
     "The item “sex” of who: the answer “b” is now “C” (was “B”)."),
    ("{value: b, label: B}]}\n  - {id: grade", "{value: b, label: B}, {value: c, label: C}]}\n  - {id: grade",
     "One answer of the item “sex” of who was added: “c”."),
    ("[{value: a, label: A}, {value: b, label: B}]}\n  - {id: grade",
     "[{value: b, label: B}, {value: a, label: A}]}\n  - {id: grade",
     "The item “sex” of who has its answers in another order."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), WHO_CHANGES)
def test_a_change_of_answers_to_choose_is_said(old: str, new: str, words: str) -> None:
    assert differences(read(**{WHO_FILE: changed(old, new, WHO)})) == [(words, True)]


def test_an_answer_that_is_taken_away_is_said() -> None:
    more = changed("{value: b, label: B}]}", "{value: b, label: B}, {value: c, label: C}]}", WHO)

    assert differences(read(), read(**{WHO_FILE: more})) == [
        ("One answer of the item “sex” of who was taken away: “c”.", True)
    ]


NEW_LISTS = ("Allocation begins new lists: balance starts again with this version.", True)
THREE = (
    "  - {id: two, label: Second film, set: {film: clip-b, text: b.md}}\n"
    "  - {id: three, label: Third, set: {film: clip-b, text: b.md}}\nallocation: {method: blocks, sizes: [3], "
)
PROTOCOL_CHANGES = [
    ("title: A small study", "title: A study", [("The title is now “A study” (was “A small study”).", False)]),
    ("team: Lab", "team: Team", [("Who answers for the study changed.", False)]),
    ("{id: agree, text: I agree.}", "{id: agree, text: Yes.}",
     [("The consent clause “agree” is now “Yes.” (was “I agree.”).", False)]),
    ("minimum_age: 18", "minimum_age: 21", [("Consent: “minimum age” is now 21 (was 18).", False)]),
    (", {id: share, text: You may share them., optional: true}", "",
     [("One consent clause was taken away: “share”.", False)]),
    ("  - {id: two, label: Second film, set: {film: clip-b, text: b.md}}\nallocation: {method: blocks, sizes: [2, 4], ",
     THREE,
     [("One condition was added: “three”.", True), ("Allocation: “sizes” is now 3 (was 2, 4).", True), NEW_LISTS]),
    ("set: {film: clip-a, text: a.md}", "set: {film: clip-b, text: a.md}",
     [("The film of the condition “one” is another one: “film” is now “clip-b” (was “clip-a”).", True)]),
    ("label: First film", "label: A film",
     [("The condition “one”: “label” is now “A film” (was “First film”).", False)]),
    ("sizes: [2, 4]", "sizes: [4]", [("Allocation: “sizes” is now 4 (was 2, 4).", True), NEW_LISTS]),
    ("strata: [who.sex]", "strata: [who.sex, who.grade]",
     [("Allocation: “strata” is now “who.sex”, “who.grade” (was “who.sex”).", True), NEW_LISTS]),
    ("  - show: condition.text\n", "", [("The step “text” (text) was taken away.", True)]),
    ("  - complete: end\n", "  - {show: away.md, id: late}\n  - complete: end\n",
     [("A step was added after “thanks”: “late” (text).", False)]),
    ("  - ask: who\n", "  - ask: who\n  - {show: away.md, id: early}\n",
     [("A step was added after “who”: “early” (text).", True)]),
    ("wait: 10 minutes, after: film", "wait: 20 minutes, after: film",
     [("The step “wait1”: “wait” is now 20 minutes (was 10 minutes).", True)]),
    ("watched: 0.9}", "watched: 0.5}", [("The step “film”: “watched” is now 0.5 (was 0.9).", False)]),
    ("at_least: 8", "at_least: 6", [("The safety rule “safety1”: “at least” is now 6 (was 8).", False)]),
    ("when: mind.after.low >= 5", "when: mind.after.low >= 6", [("The step “more”: “when” is another.", True)]),
    ("when: mind.after.low > 5", "when: mind.after.low > 6", [("The group “much”: “when” is another.", True)]),
    ("changed: 2,", "changed: 3,", [("The outcome “low”: “changed” is now 3 (was 2).", False)]),
    ("keep: [PID]", "keep: [PID, SID]", [("Where people come from and what they get changed.", False)]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "found"), PROTOCOL_CHANGES)
def test_a_change_of_the_protocol_is_said(old: str, new: str, found: list[tuple[str, bool]]) -> None:
    assert differences(read(changed(old, new))) == found


def test_a_step_that_was_moved_is_said_once() -> None:
    first = changed("  - show: condition.text\n", "")
    moved = changed(
        "  - {ask: mind, occasion: after}\n", "  - {ask: mind, occasion: after}\n  - show: condition.text\n", first
    )

    assert differences(read(moved)) == [("The step “text” was moved: it now comes after “mind.after”.", True)]


def test_a_step_that_is_shuffled_with_others_now_is_said() -> None:
    three = changed(
        "[{ask: extra}, {ask: mind, occasion: before}]", "[{ask: extra}, {show: b.md}, {ask: mind, occasion: before}]"
    )
    two = changed(", {ask: mind, occasion: before}]", "]\n  - {ask: mind, occasion: before}", three)

    assert differences(read(two), read(three)) == [("The step “mind.before” now stands by itself.", True)]


def test_a_text_matters_where_it_is_read_before_an_outcome() -> None:
    for file, what, breaks in (
        ("consent.md", "consent text", False),
        ("thanks.md", "text", False),
        ("a.md", "text", True),
    ):
        assert differences(read(**{file: "Other words."})) == [(f"The {what} “{file}” reads otherwise.", breaks)]


def test_another_film_under_the_same_name_is_said() -> None:
    def with_hash(digest: str) -> Definition:
        study = read()
        return replace(study, films={**study.films, "clip-a": replace(study.films["clip-a"], sha256=digest)})

    assert differences(with_hash("b"), with_hash("a")) == [
        ("The film “clip-a” of the condition “one” is another one.", True)
    ]
    assert differences(with_hash("a"), with_hash("a")) == []
    # Before publication the hash of a film in a folder isn't known.
    assert differences(with_hash(""), with_hash("a")) == []


CLIP = "clip-a: {file: films/a.mp4, licence: CC0-1.0"
NORM = "{mean: 5, sd: 1.5, n: 80, citation: Ada}"
FILM_CHANGES = [
    ("", ", attribution: By Ada", "“attribution” is now “By Ada” (was not there).", False),
    (", target: sadness", "", "“target” is no more there (was “sadness”).", False),
    (", title: A", ", title: B", "“title” is now “B” (was “A”).", False),
    (", themes: [loss]", ", themes: [loss, war]", "“themes” is now “loss”, “war” (was “loss”).", False),
    (f", norms: {{sad: {NORM}}}", f", norms: {{sad: {NORM.replace('mean: 5', 'mean: 6')}}}",
     "“norms: sad” is now mean 6, sd 1.5, n 80, citation “Ada” (was mean 5, sd 1.5, n 80, citation “Ada”).", False),
    (f", norms: {{sad: {NORM}}}", f", norms: {{sad: {NORM}, calm: {{mean: 1, sd: 1, n: 9}}}}",
     "“norms: calm” is now mean 1, sd 1, n 9 (was not there).", False),
    (CLIP, CLIP.replace("a.mp4", "c.mp4"), "“the file” is now “films/c.mp4” (was “films/a.mp4”).", True),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words", "breaks"), FILM_CHANGES)
def test_each_key_of_a_film_is_said_and_only_another_file_keeps_data_apart(
    old: str, new: str, words: str, breaks: bool
) -> None:
    before, after = (changed(CLIP, key if key.startswith("clip") else CLIP + key) for key in (old or CLIP, new))

    assert differences(read(after), read(before)) == [(f"The film “clip-a”: {words}", breaks)]


def test_keys_of_a_film_that_are_still_to_come_are_said_part_by_part() -> None:
    def with_key(value: object) -> Definition:
        film = read().films["clip-a"]
        return replace(read(), films={"clip-a": replace(film, description={**film.description, "credits": value})})

    found = differences(with_key({"music": {"by": "Ada", "year": 1979}}), with_key({"music": {"by": "Ada", "year": 9}}))

    said = "The film “clip-a”: “credits: music” is now by “Ada”, year 1979 (was by “Ada”, year 9)."
    assert found == [(said, False)]


def test_other_captions_of_a_film_are_another_stimulus() -> None:
    with_captions = changed(CLIP, f"{CLIP}, captions: {{en: a.vtt}}")
    other = changed("en: a.vtt", "en: b.vtt", with_captions)

    assert differences(read(with_captions)) == [("One caption of the film “clip-a” was added: “en”.", True)]
    assert differences(read(other), read(with_captions)) == [
        ("The captions of the film “clip-a” (en) are now “b.vtt” (were “a.vtt”).", True)
    ]


def test_a_file_that_is_only_called_otherwise_keeps_nothing_apart() -> None:
    def named(file: str) -> Definition:
        study = read()
        return replace(study, films={"clip-a": replace(study.films["clip-a"], sha256="a", file=file)})

    words = "The film “clip-a”: “the file” is now “b.mp4” (was “a.mp4”)."
    assert differences(named("b.mp4"), named("a.mp4")) == [(words, False)]


def test_a_further_language_changes_nothing_for_who_has_another() -> None:
    two = changed("languages: [en]", "languages: [en, de]")
    texts = {name.replace(".md", ".de.md"): "Ein Text." for name in TEXTS if name.endswith(".md")}

    assert differences(read(two, **texts)) == [("One language was added: “de”.", False)]


def test_questionnaires_come_and_go() -> None:
    protocol = changed("  - ask: who\n", "  - ask: who\n  - ask: other\n")
    after = read(protocol, **{"instruments/other.yaml": changed("extra", "other", EXTRA)})

    assert ("One questionnaire was added: “other”.", False) in differences(after)
    assert [change.words for change in compare(after, read())][-1] == "One questionnaire was taken away: “other”."


def test_times_are_said_in_their_largest_whole_unit() -> None:
    assert [duration(each) for each in (0, 1, 90, 3600, 5400, 172800)] == [
        *("0 seconds", "1 second", "90 seconds", "1 hour", "90 minutes", "2 days"),
    ]  # fmt: skip


def test_everything_at_once_is_said_in_the_order_of_the_document() -> None:
    protocol = changed("sizes: [2, 4]", "sizes: [4]", changed("minimum_age: 18", "minimum_age: 21"))
    found = words_of(read(protocol, **{MIND_FILE: changed("How low", "How sad", MIND)}))

    places = [found.index(each) for each in ("Consent:", "Allocation:", "The item “low”")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["film-validation", "context-diary", "good-cry"])
def test_an_example_that_is_read_twice_does_not_differ(name: str) -> None:
    def folder() -> Folder:
        return read_folder(FLAGSHIP) if name == FLAGSHIP.name else example_folder(name)

    assert compare(read_definition(folder()), read_definition(folder())) == []
