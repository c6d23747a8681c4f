"""A whole study is read, or each of its faults is told with its file and line."""

from pathlib import Path

import pytest

from surveys.instruments.document import DefinitionError
from surveys.protocols.columns import columns_of
from surveys.protocols.definition import Safety, Wait
from surveys.protocols.documents import read_folder
from surveys.protocols.read_definition import read_definition
from tests.protocols.small import PROTOCOL, TEXTS, changed, faults_of, line_of, read

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "surveys" / "protocols" / "examples"
STUDIES = Path(__file__).resolve().parent.parent / "studies"


@pytest.mark.parametrize("folder", [EXAMPLES / "good-cry", STUDIES / "short"], ids=lambda folder: folder.name)
def test_a_shipped_study_reads_without_a_fault(folder: Path) -> None:
    assert read_definition(read_folder(folder)).slug == folder.name


def test_the_small_study_reads_without_a_fault() -> None:
    definition = read()

    assert faults_of() == []
    assert [step.id for step in definition.walk()] == [
        *("who", "shuffle1", "extra", "mind.before", "allocate", "text", "film", "mind.after", "safety1", "more"),
        *("wait1", "mind.later", "thanks", "end"),
    ]
    wait, rule = definition.step("wait1"), definition.step("safety1")
    assert isinstance(wait, Wait) and (wait.wait, wait.opens, wait.closes, wait.late) == (600, 480, 3600, "keep")
    assert isinstance(rule, Safety) and (rule.item, rule.trigger) == ("mind.after.low", "mind.after")
    assert rule.rise_from == "mind.before.low"
    assert [(each.id, each.step) for each in definition.outcomes[0].occasions] == [
        ("before", "mind.before"),
        ("after", "mind.after"),
    ]
    assert definition.consent.minimum_age == 18
    assert definition.privacy["delete_after"] == "10 days"


def test_columns_follow_the_journey_and_the_document() -> None:
    columns = [name for name, _ in columns_of(read())]

    assert columns[:6] == ["who_age", "who_sex", "who_grade", "who_words", "who_did_a", "who_did_b"]
    assert columns[8:12] == ["mind_before_low", "mind_before_sure", "mind_before_zeal", "mind_before_total"]
    assert {"film_coverage", "film_evidence", "mind_later_total"} <= set(columns)


# What PROTOCOL.md has and later issues build: (old, new, what the fault names).
LATER = [
    ("  - ask: who", "  - {task: stroop.zip}\n  - ask: who", "“task”"),
    ("at_least: 8,", "at_least: 8, mail_at: 9,", "“mail_at”"),
    ("films:\n", "external: [{id: cortisol, unit: nmol/l, occasion: before}]\nfilms:\n", "“external”"),
]


@pytest.mark.parametrize(("old", "new", "named"), LATER, ids=[named for _, _, named in LATER])
def test_what_is_not_built_yet_is_refused_by_name_at_its_line(old: str, new: str, named: str) -> None:
    text = changed(old, new)
    first = next((at for at, (a, b) in enumerate(zip(text, PROTOCOL, strict=False)) if a != b), 0)

    found = [fault for fault in faults_of(text) if named in fault and "not built yet" in fault]

    assert len(found) == 1
    assert found[0].startswith(f"protocol.yaml:{text[:first].count(chr(10)) + 1}: ")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("kind: text", "kind: text, identifying: true", "“identifying”"),
    ],
)
def test_what_is_not_built_yet_of_items_is_refused_by_name(old: str, new: str, named: str) -> None:
    faults = faults_of(**{"instruments/who.yaml": changed(old, new, TEXTS["instruments/who.yaml"])})

    assert any(fault.startswith("instruments/who.yaml:7: ") and named in fault for fault in faults), faults


# (old, new, a part of the fault; it stands at the line where the new text begins)
FAULTS = [
    ("lacrima: 1", "lacrima: 2", "This Lacrima reads format 1."),
    ("study: small", "study: small study", "can't be an id"),
    ("study: small", "stduy: small", "There is no key called “stduy”"),
    ("title: A small study", "title: ''", "1 to 200 characters"),
    ("title: A small study", f"title: {'x' * 201}", "1 to 200 characters"),
    ("languages: [en]", "languages: [english]", "“english” is no language code"),
    ("languages: [en]", "languages: en", "Here a list is needed."),
    ("languages: [en]", "languages: []", "at least one language"),
    ("lead: {team: Lab, email: lab@", "lead: {team: Lab, email: lab at ", "is no e-mail address"),
    ("lead: {team: Lab,", "lead: {boss: Me, team: Lab,", "There is no key called “boss”"),
    ("  minimum_age: 18", "  minimum_age: 16", "parental_consent"),
    ("  clauses: [{id: agree,", "  clauses: [{id: share,", "an id of its own"),
    ("  clauses: [{id: agree,", "  clauses: [{id: step,", "an id of its own"),
    ("  clauses: [{id: agree, text: I agree.}, ", "  clauses: [", "At least one clause must be required"),
    ("  - {id: two, label: Second film, set", "  - {id: one, label: Second film, set", "stands here twice"),
    ("  - {id: two, label: Second film, set: {", "  - {id: two, label: Second film, set: {id: x, ", "can't set"),
    ("  - {id: two, label: Second film, set: {", "  - {id: two, label: Second film, set: {a b: x, ", "no expression"),
    ("{method: blocks,", "{method: coin,", "There is no allocation “coin”"),
    ("sizes: [2, 4]", "sizes: [3]", "A block of 3 can't hold 2 conditions"),
    ("sizes: [2, 4]", "sizes: [0]", "A block of 0 can't hold"),
    ("sizes: [2, 4]", "sizes: [-2]", "A block of -2 can't hold"),
    ("sizes: [2, 4]", "sizes: [1000000]", "balances nothing"),
    ("strata: [who.sex]", "strata: [who.age]", "is no choice item"),
    ("strata: [who.sex]", "strata: [who.did]", "is no choice item"),
    ("strata: [who.sex]", "strata: [who.nothing]", "is no choice item"),
    ("strata: [who.sex]", "strata: [sex]", "is no choice item"),
    ("strata: [who.sex]", "strata: [who.sex, who.sex]", "A stratum stands here twice"),
    ("  clip-a: {file: films/a.mp4", "  clip-a: {file: ../a.mp4", "without “..”"),
    ("  clip-a: {file: films/a.mp4", "  clip-a: {file: /a.mp4", "without “..”"),
    ("  clip-a: {file: films/a.mp4", "  clip-a: {file: films\\a.mp4", "without “..”"),
    ("  clip-a: {file", "  clip-a: {captions: {en: x/../../a.vtt}, file", "without “..”"),
    ("  clip-a: {file", "  clip-a: {captions: {de: a.vtt}, file", "“de” is none of the study's languages"),
    ("  clip-a: {file: films/a.mp4, licence: CC0-1.0}", "  clip-a: {file: films/a.mp4}", "“licence” is missing"),
    ("  clip-a: {file", "  clip-a: {themes: loss, file", "Here a list is needed."),
    ("  clip-a: {file", "  clip-a: {variant_of: [clip-b], file", "Here a text is needed."),
    ("  clip-a: {file", "  1clip: {file", "can't be an id"),
    ("  - ask: who\n", "  - ask: whom\n", "There is no instrument “whom”"),
    ("  - ask: who\n", "  - ask: ../../../etc/x\n", "can't be an id"),
    ("  - ask: who\n", "  - 5\n  - ask: who\n", "A step is a mapping"),
    ("  - ask: who\n", "  - {question: who}\n", "There is no kind of step called “question”"),
    ("  - ask: who\n", "  - {ask: who, wihle: 1 == 1}\n", "There is no key called “wihle”"),
    ("  - ask: who\n", "  - {ask: who, id: condition}\n", "can't be the id of a step"),
    ("  - ask: who\n", "  - {ask: who, when: mind.after.low > 3}\n", "is asked later"),
    ("  - ask: who\n", "  - {ask: who, when: who.age > 3}\n", "is asked later"),
    ("{ask: extra}", "{ask: extra, when: mind.before.low > 3}", "is asked later"),
    ("{ask: mind, occasion: before}]", "{ask: mind, occasion: before, when: extra.size > 3}]", "is asked later"),
    ("  - shuffle: [{ask: extra}, ", "  - shuffle: [", "A shuffle needs at least two steps."),
    ("  - shuffle: [{ask: extra}, ", "  - shuffle: [{wait: 5 minutes}, {ask: extra}, ", "can't stand in a shuffle"),
    ("  - show: condition.text", "  - show: condition.", "Write condition. and a key"),
    ("  - show: condition.text", "  - show: condition.words", "The condition “one” doesn't set “words”."),
    ("  - show: condition.text", "  - show: my text.md", "can't be the id of a step"),
    ("  - {film: condition.film,", "  - {film: condition.,", "Write condition. and a key"),
    ("  - {film: condition.film,", "  - {film: condition.movie,", "The condition “two” doesn't set “movie”."),
    ("  - {film: condition.film,", "  - {film: clip-c, id: film,", "There is no film “clip-c”"),
    ("watched: 0.9}", "watched: 90}", "a share from 0 to 1"),
    ("  - {ask: mind, occasion: after}", "  - {ask: mind, occasion: before}", "Two steps have the id “mind.before”."),
    ("  - {ask: mind, occasion: after}", "  - {ask: mind, id: x}", "it needs an “occasion” each time"),
    ("  - {ask: mind, occasion: after}", "  - {ask: mind, occasion: before, id: x}", "two occasions “before”"),
    ("{item: mind.low, at_least: 8,", "{item: mind.words, at_least: 8,", "which is not asked before it"),
    ("{item: mind.low, at_least: 8,", "{item: who.sex, at_least: 8,", "has no numbers"),
    ("at_least: 8, rise: {from: before, by: 4}, ", "", "at_least, rise or an “or”"),
    ("at_least: 8,", "at_least: high,", "Here a number is needed."),
    ("rise: {from: before,", "rise: {from: later,", "“mind.later.low”, which is not asked before it"),
    ("offer: clip-b", "offer: clip-z", "There is no film “clip-z”"),
    ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: mind.after.low = 5}", "can't be read here"),
    ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: mind.after.low}", "neither true nor false"),
    ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: 5}", "neither true nor false"),
    ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: mind.low >= 5}", "Do you mean mind.after.low"),
    ("{ask: more, when: mind.after.low >= 5}", "{ask: more, when: 1 == 1}", "compares no name"),
    ("{wait: 10 minutes", "{wait: ten minutes", "is no duration"),
    ("{wait: 10 minutes", "{wait: 99999999 days", "is no duration"),
    ("after: film,", "after: later,", "“after: later” names no earlier step."),
    ("opens: 8 minutes", "opens: 11 minutes", "“opens” can't be later"),
    ("closes: 1 h", "closes: 10 minutes", "“closes” must be later"),
    ("filler: filler.md", "filler: ../../x", "can't be an id"),
    ("filler: filler.md", "filler: puzzle", "There is no instrument “puzzle”"),
    ("filler: filler.md", "late: perhaps, filler: filler.md", "“perhaps” is not possible here"),
    ("filler: filler.md", "filler: filler.md, remind: [pigeon]", "“pigeon” is not possible here"),
    ("  - show: thanks.md", "  - show: nothing.md", "The text file “nothing.md” is missing or empty."),
    ("  - show: thanks.md", "  - show: ../thanks.md", "The text file “../thanks.md” is missing or empty."),
    ("  - complete: end", "  - complete: finish", "The part “finish” has no code or link"),
    ("keep: [PID]", "keep: [c]", "can't be a parameter"),
    ("{end: {code: A1}}", "{end: {code: 0123}}", "Put it in quotes"),
    ("{end: {code: A1}}", "{end: {url: 'http://panel.example'}}", "must begin with https://"),
    ("{end: {code: A1}}", "{end: {url: 'https://a b'}}", "must begin with https://"),
    ("{end: {code: A1}}", "{end: {}}", "needs a code or a url"),
    ("  keep: [PID]", "  target: {completed: 0}\n  keep: [PID]", "at least one person"),
    ("  keep: [PID]", "  target: {completed: 5, per: film}\n  keep: [PID]", "“film” is not possible here"),
    ("item: mind.low, better", "item: mind.none, better", "There is no item “mind.none”"),
    ("item: mind.low, better: lower, changed: 2", "item: mind.low, changed: 2", "Say which is better"),
    ("changed: 2", "changed: 0", "a number of points above 0"),
    ("occasions: [before, after], primary", "occasions: [before, soon], primary", "not asked on the occasion “soon”"),
    ("occasions: [before, after], primary", "occasions: [after, after], primary", "stands here twice"),
    ("primary: after", "primary: later", "none of the outcome's occasions"),
    ("occasions: [before, after, later]", "occasions: []", "at least one occasion"),
    ("score: mind.total", "score: mind.low", "There is no score “mind.low”"),
    ("labels: [No, Yes]", "labels: [No]", "A group has two labels"),
    ("delete_after: 10 days", "delete_after: soon", "is no duration"),
    ("bands: [30, 50]", "bands: [50, 30]", "Bands rise"),
    ("quasi_identifiers: {who.age: {bands: [30, 50]}, who.sex: {}}", "quasi_identifiers: 5", "a mapping of keys"),
    ("sensitive: [mind]", "sensitive: mind", "Here a list is needed."),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "fault"), FAULTS)
def test_a_fault_is_told_at_its_line(old: str, new: str, fault: str) -> None:
    text = changed(old, new)
    first = next(at for at, (a, b) in enumerate(zip(text, PROTOCOL, strict=False)) if a != b)
    line = text[:first].count("\n") + 1

    faults = faults_of(text)

    assert any(each.startswith(f"protocol.yaml:{line}: ") and fault in each for each in faults), faults


# Faults that stand at the key to which they belong.
ELSEWHERE = [
    ("safety_email: duty@example.org, ", "", "lead:", "needs “safety_email” under lead."),
    (", support: support.md", "", "lead:", "needs “support” under lead."),
    ("  - allocate\n", "", "allocation:", "no step “allocate”"),
    ("  - allocate\n", "  - allocate\n  - {allocate: allocate, id: again}\n", "allocation:", "can stand once only"),
    ("strata: [who.sex]", "strata: [more.kind]", "allocation:", "no choice item"),
    ("when: who.age > 80", "when: mind.after.low > 8", "recruitment:", "is asked later"),
    ("when: mind.after.low > 5,", "when: mind.after.lo > 5,", "groups:", "There is no name “mind.after.lo”"),
    ("{id: much,", "{id: visit,", "groups:", "reserved word"),
    ("moderators: [who.sex]", "moderators: [who.six]", "moderators:", "There is no name “who.six”"),
    ("target: extra.size", "target: extra.sise", "checks:", "There is no name “extra.sise”"),
    ("[{id: gone, when: film.coverage", "[{id: gone, when: film.cover", "checks:", "There is no name “film.cover”"),
    ("{who.age: {bands", "{who.old: {bands", "privacy:", "There is no name “who.old”"),
    ("sensitive: [mind]", "sensitive: [soul]", "privacy:", "“soul” is no instrument or name"),
    ("- {id: total, label", "- {id: low, label", "outcomes:", "The id “low” stands here twice."),
    ("[{id: gone, when", "[{id: gone, when: film.coverage < 0.5}, {id: gone, when", "checks:", "stands here twice"),
    ("variant_of: clip-a", "variant_of: clip-z", "  clip-b:", "There is no film “clip-z” to be a variant of."),
    ("  text: consent.md\n", "", "consent:", "The key “text” is missing."),
]


@pytest.mark.parametrize(("old", "new", "place", "fault"), ELSEWHERE)
def test_a_fault_of_the_whole_is_told_at_its_key(old: str, new: str, place: str, fault: str) -> None:
    text = changed(old, new)
    # A block below a key begins on the line behind it.
    lines = (line_of(text, place), line_of(text, place) + 1)

    faults = faults_of(text)

    assert any(
        fault in each and each.startswith(tuple(f"protocol.yaml:{line}: " for line in lines)) for each in faults
    ), faults


def test_faults_of_several_files_and_lines_are_told_together_in_their_order() -> None:
    text = changed("sizes: [2, 4]", "sizes: [3]", changed("  - ask: who\n", "  - {ask: who, wihle: 1}\n"))
    mind = changed("to: 10}", "to: -1}", TEXTS["instruments/mind.yaml"])

    faults = faults_of(text, **{"instruments/mind.yaml": mind, "away.md": None})

    assert [fault.partition(": ")[0] for fault in faults] == [
        "instruments/mind.yaml:4",
        *(f"protocol.yaml:{line_of(text, part)}" for part in ("allocation:", "  - {ask: who, w", "  screened_out:")),
    ]


def test_a_step_that_cannot_be_read_does_not_shift_the_lines_of_others() -> None:
    text = changed("  - ask: who\n", "  - {task: a.zip}\n  - [ask]\n  - ask: who\n")

    faults = faults_of(changed("offer: clip-b", "offer: clip-z", text))

    assert f"protocol.yaml:{line_of(text, '  - safety')}: There is no film “clip-z” under films." in faults


@pytest.mark.parametrize(
    "key",
    ["lacrima: 1\n", "study: small\n", "title: A small study\n", "languages: [en]\n"],
    ids=lambda key: key.split(":")[0],
)
def test_a_required_key_that_is_missing_is_told(key: str) -> None:
    assert f"protocol.yaml:1: The key “{key.split(':')[0]}” is missing." in faults_of(changed(key, ""))


@pytest.mark.parametrize("key", ["lead", "consent", "journey"])
def test_a_required_part_that_is_empty_is_told(key: str) -> None:
    lines = PROTOCOL.splitlines(keepends=True)
    begin = next(at for at, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next(at for at in range(begin + 1, len(lines)) if not lines[at].startswith(" "))

    for written in (f"{key}:\n", f"{key}: 5\n", f"{key}: []\n", f"{key}: {{}}\n"):
        assert faults_of("".join([*lines[:begin], written, *lines[end:]]))


@pytest.mark.parametrize("text", ["", "5", "[]", "- a", "lacrima", "null", "{", "\t", "lacrima: 1"])
def test_a_protocol_that_is_none_is_told(text: str) -> None:
    assert faults_of(text)


TOP_KEYS = [line.split(":")[0] for line in PROTOCOL.splitlines() if line[0].isalpha()]


@pytest.mark.parametrize(
    "value", ["5", "text", "[1]", "{a: 1}", "[[]]", "[{}]", "true", "null", "{a: {b: [c]}}", "2026-01-01"]
)
@pytest.mark.parametrize("key", TOP_KEYS)
def test_a_wrong_value_anywhere_gives_faults_and_never_an_exception(key: str, value: str) -> None:
    lines = PROTOCOL.splitlines(keepends=True)
    begin = next(at for at, line in enumerate(lines) if line.startswith(f"{key}:"))
    end = next((at for at in range(begin + 1, len(lines)) if not lines[at].startswith(" ")), len(lines))

    faults = faults_of("".join([*lines[:begin], f"{key}: {value}\n", *lines[end:]]))

    assert faults or (key, value) in {("title", "5"), ("title", "text"), ("study", "text"), ("lacrima", "true")}


def test_a_folder_without_a_protocol_is_told(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="The folder has no protocol.yaml"):
        read_definition(read_folder(tmp_path))
    with pytest.raises(DefinitionError, match="There is no such folder"):
        read_folder(tmp_path / "nowhere")
