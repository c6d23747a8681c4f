"""The consent of a document: questions about its text, and the rule for minors."""

import pytest

from surveys.instruments.document import DefinitionError
from surveys.protocols.compare import compare
from tests.protocols.small import changed, read

QUESTION = """  questions:
    - {id: stop, text: When may you stop?, options: [{value: 1, label: Always}, {value: end, label: Never}], right: 1}
"""
AGE = "  minimum_age: 18"


def asking(question: str = QUESTION) -> str:
    return changed(AGE, f"{AGE}\n{question.rstrip()}")


def test_a_question_about_the_text_names_its_right_answer() -> None:
    (question,) = read(asking()).consent.questions

    assert (question.id, question.right, list(question.options)) == ("stop", "1", ["1", "end"])
    assert question.hint == {}


FAULTS = [
    ("right: 1", "right: 2", "“2” is not one of the options"),
    (", {value: end, label: Never}", "", "at least two options"),
    ("value: end", "value: 1", "stands here twice"),
    ("id: stop", "id: agree", "an id of its own"),
    ("id: stop", "id: nonce", "an id of its own"),
    (", right: 1", "", "The key “right” is missing."),
    ("right: 1", "right: 1, points: 2", "There is no key called “points”"),
]


@pytest.mark.parametrize(("old", "new", "sentence"), FAULTS)
def test_a_faulty_question_is_refused_with_a_sentence(old: str, new: str, sentence: str) -> None:
    with pytest.raises(DefinitionError, match=sentence):
        read(asking(QUESTION.replace(old, new)))


def test_a_change_of_a_question_is_said() -> None:
    after = read(asking(QUESTION.replace("When may", "How may")))

    changes = [each.words for each in compare(read(asking()), after)]
    assert changes == [
        "The question “stop” about the consent text is now “How may you stop?” (was “When may you stop?”)."
    ]
    added = [each.words for each in compare(read(), after)]
    assert added == ["One question about the consent text was added: “stop”."]


MINORS = "    - {id: parental_consent, text: A parent agrees.}\n    - {id: assent, text: I want to.}\n"
ETHICS = "lead: {ethics: IRB 2026-1, team: Lab,"


def minors(age: int, *, ethics: bool = True, optional: bool = False) -> str:
    clauses = MINORS.replace("to.}", "to., optional: true}") if optional else MINORS
    text = changed(AGE, f"  minimum_age: {age}").replace("  clauses: [", "  clauses: [PLACE")
    inline = ", ".join(each.strip().removeprefix("- ") for each in clauses.strip().splitlines())
    text = text.replace("PLACE", f"{inline}, ")
    return text.replace("lead: {team: Lab,", ETHICS) if ethics else text


@pytest.mark.promise("S7")
def test_minors_need_an_ethics_approval_the_parents_consent_and_their_own_assent() -> None:
    # Control: with all three it can be written.
    assert read(minors(14)).consent.minimum_age == 14

    for text in (changed(AGE, "  minimum_age: 14"), minors(14, ethics=False), minors(14, optional=True)):
        with pytest.raises(DefinitionError, match="parental_consent"):
            read(text)
    with pytest.raises(DefinitionError, match="age in years"):
        read(minors(0))
