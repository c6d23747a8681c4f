"""Expressions mean in PostgreSQL what they mean in Python, the unknown included."""

from random import Random

import pytest
from django.db import connection

from surveys.enrolment.models import Consent
from surveys.exports.columns import Columns
from surveys.exports.layers import Layers
from surveys.exports.names_sql import NamesSql
from surveys.exports.pages import Published, pages
from surveys.exports.people import people
from surveys.exports.snapshot import prepare
from surveys.exports.truth import truth
from surveys.instruments.expression import parse
from surveys.participation.facts import facts_of
from surveys.participation.known import Known
from surveys.participation.models import Response
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from tests.exports.reading import NOON
from tests.findings.people import begin

EXPRESSIONS = [
    *("person.age >= 30", "person.age == 44", "person.age != 44", 'person.sex == "female"', 'person.sex != "female"'),
    *('person.sex in ["female", "else"]', 'not (person.sex in ["male"])', "answered(person.sex)"),
    *('"tea" in everything.likes', 'everything.likes in ["coffee", "none"]', 'everything.likes not in ["tea"]'),
    *('everything.where == "other"', 'everything.where in ["home"]', "answered(everything.words)"),
    *(
        "film.coverage < 0.9",
        "film.evidence",
        "not film.evidence",
        'condition.id == "bright"',
        "answered(condition.id)",
    ),
    *('condition.label == "Calm film"', 'condition.film == "clip"', "consent.share", "strain.after.total > 4.5"),
    *(
        "strain.after.level > strain.before.level",
        'person.age >= 30 and person.sex == "male"',
        "answered(film.coverage)",
    ),
    *("person.age < 30 or strain.after.total <= 5", 'not (person.age < 30 and person.sex == "male")'),
]


def life(version: Version, dice: Random) -> None:
    """Somebody with a random record of the steps that expressions name."""
    person = begin(version, condition=dice.choice(["", "bright", "calm"]))
    clauses = dice.choice([["take_part"], ["take_part", "share"]])
    Consent.objects.create(
        participant=person, text_sha256="", clauses=clauses, language="en", agreed_at=NOON, receipt_hash=b""
    )
    declined = {"gap": "declined"}
    records = {
        "person": [[dice.choice([18, 30, 44, None]), dice.choice(["female", "male", None, declined]), "no"]],
        "everything": [
            [
                dice.choice([None, ["tea"], ["coffee", "tea"], ["none"], ["other", {"other": "tea"}]]),
                dice.choice([None, "home", "other", ["other", "at sea"]]),
                dice.choice([None, "words"]),
            ]
        ],
        "film": [[dice.choice([0, 0.89, 0.9, 1]), dice.choice([0, 1]), NOON.timestamp()]],
        "strain.before": [[dice.choice([0, 5, None]), dice.choice([0, 5, None]), 50, "no"]],
        "strain.after": [[dice.choice([0, 5, 9, None]), dice.choice([0, 4, None]), 50, "no"]],
    }
    for step, sent in records.items():
        if dice.random() < 0.8:
            for page, answers in enumerate(sent):
                Response.objects.create(
                    participant=person, step=step, page=page, answers=answers, shown_at=NOON, at=NOON
                )


@pytest.mark.django_db
def test_both_agree_on_random_lives(short: Version) -> None:
    dice = Random(11)
    for _ in range(150):
        life(short, dice)
    definition = definition_of(short.pk)
    version, layers = Published(short.pk, 1, definition), Layers()
    slots = pages([version])
    names = NamesSql(version, slots, layers)
    trees = [parse(text) for text in EXPRESSIONS]
    cells = [truth(tree, names) for tree in trees]
    query = people(Columns([version], slots, layers, []), "real")
    prepare(connection.connection, short.study)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(cells)} FROM ({query.replace('%', '%%')}) w", [])
        found = {row[0]: row[1:] for row in cursor.fetchall()}

    seen = set()
    for key, facts in facts_of(found).items():
        known = Known(definition, facts)
        for text, tree, told in zip(EXPRESSIONS, trees, found[key], strict=True):
            value = tree.value(known)
            assert told == (value if isinstance(value, bool) else None), (text, facts.sent)
            seen.add((text, told))
    # Control: each of them was true of somebody and false of somebody.
    assert {text for text, told in seen if told is True} == {text for text, told in seen if told is False}
    assert len({text for text, told in seen if told is True}) == len(EXPRESSIONS)
