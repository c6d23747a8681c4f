"""Score rows against what each person's answers give, looked up by the names that expressions use."""

import math
from collections.abc import Iterator

from surveys.enrolment.models import Participant
from surveys.findings.derive import items_behind
from surveys.findings.models import Measure, Score
from surveys.instruments.expression import is_number
from surveys.participation.facts import facts_of
from surveys.participation.known import Known
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of

CHUNK = 500
# A measure by step and key, and its value; None where it is missing.
Values = dict[tuple[str, str], float | None]


def plain_scores(study_id: int, origin: str) -> Iterator[str]:
    """A sentence for every person whose score row isn't what the answers give."""
    names = {each.pk: (each.step, each.key) for each in Measure.objects.filter(study=study_id)}
    people = Participant.objects.filter(version__study=study_id, origin=origin, consented_at__isnull=False)
    ids = list(people.order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        rows = Score.objects.in_bulk(chunk)
        for person, facts in facts_of(chunk).items():
            expected = values_of(definition_of(facts.version), Known(definition_of(facts.version), facts))
            row = rows.get(person)
            stored = dict(zip((names[each] for each in row.measures), row.values, strict=True)) if row else {}
            if facts.sent and not same(stored, expected):
                yield f"the score row of person {person} isn't what the answers give"


def values_of(definition: Definition, names: Known) -> Values:
    """Every outcome at every occasion that was answered, with the items behind it."""
    found: Values = {}
    for outcome in definition.outcomes:
        instrument = definition.instruments[outcome.instrument]
        for occasion in outcome.occasions:
            if names.answers_of(occasion.step, instrument):
                for key in (outcome.key, *items_behind(definition, outcome)):
                    value = names.get(f"{occasion.step}.{key}")
                    found[occasion.step, key] = float(value) if is_number(value) else None
    return found


def same(stored: Values, expected: Values) -> bool:
    """Whether two sets of values are equal but for rounding."""
    return stored.keys() == expected.keys() and all(
        value == expected[key] or (value is not None and math.isclose(value, expected[key] or 0, rel_tol=1e-9))
        for key, value in stored.items()
    )
