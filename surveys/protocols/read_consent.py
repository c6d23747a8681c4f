"""The consent of a document: its text, clauses, questions, minimum age, and how long one may withdraw."""

from collections.abc import Sequence

from surveys.instruments.document import Node, Words
from surveys.protocols.consent_form import Clause, ConsentForm, Question
from surveys.protocols.read_journey import duration

OPTIONAL = ("minimum_age", "withdraw_until", "questions")
# Names that the consent page's form uses itself.
TAKEN = {"minimum_age", "step", "nonce", "asked", "disagree", "lang"}
ADULT = 18
# What minors need beside an ethics board's approval.
OF_MINORS = ("parental_consent", "assent")
MOST_QUESTIONS = 10


def read_consent(root: Node, languages: Sequence[str]) -> ConsentForm:
    """The consent of a study's document."""
    node = root.child("consent")
    if not node or not node.keys(("text", "clauses"), OPTIONAL):
        return ConsentForm("", ())
    clauses = read_clauses(node.child("clauses"), languages)
    questions = read_questions(node.child("questions"), languages)
    names = [*(clause.id for clause in clauses), *(question.id for question in questions)]
    if len(set(names)) < len(names) or TAKEN & set(names):
        node.child("clauses").fault(
            "Each clause and question needs an id of its own (minimum_age, step, nonce and asked are taken)."
        )
    age = read_age(root, node.child("minimum_age"), clauses) if node.has("minimum_age") else None
    until = duration(node.child("withdraw_until")) if node.has("withdraw_until") else None
    return ConsentForm(node.child("text").text(), clauses, age, until, questions)


def read_clauses(node: Node, languages: Sequence[str]) -> tuple[Clause, ...]:
    """The sentences to agree to."""
    clauses = []
    for each in node.elements():
        if each.keys(("id", "text"), ("optional",)):
            optional = each.has("optional") and each.child("optional").flag()
            clauses.append(Clause(each.child("id").identifier(), each.child("text").words(languages), optional))
    if not any(not clause.optional for clause in clauses):
        node.fault("At least one clause must be required: without it nobody agrees to anything.")
    return tuple(clauses)


def read_age(root: Node, node: Node, clauses: Sequence[Clause]) -> int:
    """The minimum age; below 18 only with an ethics board's approval, the parents' consent and the child's assent."""
    age = node.integer(ADULT)
    if age > 100:
        node.fault("Nobody would be old enough.")
    if age < 1:
        node.fault("Write an age in years, or leave the key out.")
    needed = {clause.id for clause in clauses if not clause.optional}
    lead = root.child("lead")
    if age < ADULT and not (set(OF_MINORS) <= needed and lead.has("ethics") and lead.child("ethics").text().strip()):
        node.fault(
            "A study with minors needs an ethics approval (“ethics” under lead), and two required clauses with the "
            "ids “parental_consent” and “assent”."
        )
    return age


def read_questions(node: Node, languages: Sequence[str]) -> tuple[Question, ...]:
    """What is asked about the text before somebody can agree."""
    elements = node.elements()
    if len(elements) > MOST_QUESTIONS:
        node.fault(f"{MOST_QUESTIONS} questions about the text are the most.")
    return tuple(
        read_question(each, languages) for each in elements if each.keys(("id", "text", "options", "right"), ("hint",))
    )


def read_question(node: Node, languages: Sequence[str]) -> Question:
    """One question, its options and the right one."""
    options: dict[str, Words] = {}
    for each in node.child("options").elements():
        if each.keys(("value", "label")):
            value = each.child("value").text()
            if value in options:
                each.fault(f"The value “{value}” stands here twice.")
            options[value] = each.child("label").words(languages)
    right = node.child("right").text()
    if len(options) < 2:
        node.child("options").fault("A question needs at least two options.")
    elif right not in options:
        node.child("right").fault(f"“{right}” is not one of the options. Write the value of the right one.")
    hint = node.child("hint").words(languages) if node.has("hint") else {}
    return Question(node.child("id").identifier(), node.child("text").words(languages), options, right, hint)
