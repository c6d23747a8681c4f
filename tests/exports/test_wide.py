"""The wide file: every cell equals what plain Python makes of one person's record."""

from random import Random

import pytest

from surveys.enrolment.models import Participant
from surveys.exports.gaps import DECLINED, NOT_ANSWERED, NOT_SHOWN
from surveys.instruments import items
from surveys.participation.facts import Facts, facts_of
from surveys.participation.known import Known, scored
from surveys.protocols.columns import column
from surveys.protocols.definition import Ask, Definition
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from tests.exports.reading import Row, exported, header, wide
from tests.findings.people import begin, feel, live, send


def cell_of(answers: dict[str, object], item: str) -> str | float:
    """What stands in an item's cell, by hand."""
    if item not in answers:
        return NOT_SHOWN
    answer = answers[item]
    if answer is None:
        return NOT_ANSWERED
    return DECLINED if answer == items.DECLINED else float(answer)  # type: ignore[arg-type]


def expected(definition: Definition, facts: Facts) -> dict[str, str | float]:
    """A person's items, scores and groups, by the code that scores people one by one."""
    known, found = Known(definition, facts), dict[str, str | float]()
    for step in definition.walk():
        if not isinstance(step, Ask):
            continue
        instrument = definition.instruments[step.instrument]
        answers = known.answers_of(step.id, instrument)
        for item in instrument.answerable:
            found[column(step.id, item.id)] = cell_of(answers, item.id)
        for rule in instrument.scores:
            name, made = column(step.id, rule.id), scored(instrument, rule, answers)
            missing = NOT_ANSWERED if answers else NOT_SHOWN
            found[name] = missing if made.value is None else made.value
            found[f"{name}_n"] = float(made.answered) if answers else NOT_SHOWN
            found[f"{name}_pro"] = float(made.prorated) if answers else NOT_SHOWN
    for group in definition.groups:
        truth = {True: "yes", False: "no"}.get(group.when.value(known), "unknown")  # type: ignore[arg-type]
        outside = group.among is not None and group.among.value(known) is not True
        found[f"group_{group.id}"] = "outside" if outside else truth
    return found


def compare(version: Version) -> int:
    """Compare every person's line; how many cells were compared."""
    definition = definition_of(version.pk)
    people = list(Participant.objects.filter(consented_at__isnull=False, origin="real").order_by("pk"))
    lines, record, cells = wide(version.study), facts_of(each.pk for each in people), 0
    assert len(lines) == len(people)
    for person, line in zip(people, lines, strict=True):
        for name, value in expected(definition, record[person.pk]).items():
            told: str | float = line[name] if isinstance(value, str) else float(line[name])
            assert told == (value if isinstance(value, str) else pytest.approx(value, rel=1e-12)), (name, line)
            cells += 1
    return cells


def test_every_cell_is_what_plain_python_makes_of_the_record(moods: Version) -> None:
    dice = Random(7)
    for _ in range(80):
        live(moods, dice)

    assert compare(moods) > 1_000


def test_items_in_an_order_of_each_persons_own_come_back_in_the_documents(scattered: Version) -> None:
    dice = Random(8)
    for seed in range(60):
        person = live(scattered, dice)
        if person is not None:
            Participant.objects.filter(pk=person.pk).update(seed=seed)

    # What was stored without the order in mind is as good as any: pages of two items and of one.
    assert compare(scattered) > 1_000


def test_three_kinds_of_gap_stay_apart(moods: Version) -> None:
    person = begin(moods, condition="warm")
    send(person, "feel.before", [{"gap": "declined"}, None])

    line = wide(moods.study)[0]

    assert [line[f"feel_before_{item}"] for item in ("sad", "tense", "calm")] == [DECLINED, NOT_ANSWERED, NOT_SHOWN]
    assert (line["feel_before_low"], line["feel_before_low_n"]) == (NOT_ANSWERED, "0")
    assert (line["feel_after_low"], line["feel_after_low_n"]) == (NOT_SHOWN, NOT_SHOWN)


def test_a_person_is_named_by_chance_and_alike_in_every_export(moods: Version, settings: object) -> None:
    for _ in range(3):
        feel(begin(moods, condition="warm"), "before", 10, 20, 30)

    first, again = names(wide(moods.study)), names(wide(moods.study))
    settings.SECRET_KEY = "of another installation, which is long enough"  # type: ignore[attr-defined]

    assert first == again
    assert len(set(first)) == 3
    assert all(len(name) == 21 and name.startswith("p") for name in first)
    assert not set(first) & set(names(wide(moods.study)))


def names(lines: list[Row]) -> list[str]:
    return [line["participant"] for line in lines]


def test_the_pseudonym_is_hmac_sha256(moods: Version, settings: object) -> None:
    import hmac

    person = begin(moods)
    secret = settings.SECRET_KEY.encode()  # type: ignore[attr-defined]
    key = hmac.digest(secret, f"pseudonym:{moods.study_id}".encode(), "sha256")

    name = hmac.digest(key, person.pk.to_bytes(8, "big"), "sha256").hex()[:20]

    assert wide(moods.study)[0]["participant"] == f"p{name}"


def test_origins_never_mix_and_who_did_not_consent_is_left_out(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    begin(moods, consented=False)
    for origin in ("simulated", "test"):
        feel(begin(moods, condition="cold", origin=origin), "before", 11, 20, 30)

    for origin, sad in [("real", "10"), ("simulated", "11"), ("test", "11")]:
        lines = wide(moods.study, origin=origin)
        assert [(line["origin"], line["feel_before_sad"]) for line in lines] == [(origin, sad)]


def test_lines_are_rfc_4180(moods: Version) -> None:
    begin(moods, condition="warm")
    begin(moods)

    content = exported(moods.study, layout="wide")["wide.csv"]

    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\n") == content.count(b"\r\n") == 3
    assert {line.count(b",") for line in content.splitlines()} == {len(header(content)) - 1}
