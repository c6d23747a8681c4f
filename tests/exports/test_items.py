"""Squares, items that only some people are shown, and pages that were passed over: each cell as plain Python has it."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.exports.gaps import DECLINED, NOT_ANSWERED, NOT_SHOWN
from surveys.exports.long import NAMES
from surveys.instruments import items
from surveys.instruments.items import Grid
from surveys.participation.facts import Facts, facts_of
from surveys.participation.known import Known, scored
from surveys.participation.models import ItemTiming, Response
from surveys.participation.simulate import simulate
from surveys.protocols.columns import column
from surveys.protocols.definition import Ask
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.exports.reading import exported, read_csv, wide
from tests.participation.studies import folder_with

PLACE = """
instrument: place
title: Place
licence: CC0-1.0
items:
  - {id: felt, text: Felt, kind: grid, size: 5, x: [Bad, Good], y: [Still, Moved], decline: true}
  - {id: tears, text: Tears, kind: scale, from: 0, to: 4, decline: true}
  - {id: why, text: Why, kind: text, when: place.tears >= 2}
  - {id: high, text: High, kind: scale, from: 0, to: 9, when: place.felt_x > 2 and place.tears >= 1}
  - {id: last, text: Last, kind: slider, from: 0, to: 100, decline: true, when: answered(place.high)}
scores:
  total: {mean: [tears, high, last], answered: 0.6, better: lower}
"""
# Items of its first page are asked of some people only, and all of it may be passed over.
TURN = """
instrument: turn
title: Turn
licence: CC0-1.0
per_page: 1
items:
  - {id: spot, text: Spot, kind: grid, x: [Bad, Good], y: [Still, Moved], when: place.felt_y >= 3}
  - {id: mark, text: Mark, kind: number, min: 0, max: 50}
  - {id: more, text: More, kind: number, min: 0, max: 50, when: place.tears < 3}
"""
MIXED = """
instrument: mixed
title: Mixed
licence: CC0-1.0
order: random
per_page: 2
items:
  - {id: one, text: One, kind: scale, from: 0, to: 9, when: place.tears >= 2}
  - {id: two, text: Two, kind: grid, x: [Bad, Good], y: [Still, Moved], when: turn.now.mark < 25}
  - {id: three, text: Three, kind: number, min: 0, when: place.tears >= 2}
  - {id: four, text: Four, kind: scale, from: 0, to: 9}
  - {id: five, text: Five, kind: scale, from: 0, to: 9, when: place.felt_y == 1}
scores:
  sum: {sum: [one, four, five], answered: 0.3, better: lower}
"""
JOURNEY = """
  - ask: place
  - {ask: turn, occasion: now}
  - {wait: 10 minutes, after: place, opens: 8 minutes}
  - {ask: turn, occasion: later}
  - ask: mixed
  - repeat: {each: [a, b, c], as: word, order: random}
    id: again
    steps: [{ask: turn, occasion: each}]
checks:
  exclude:
    - {id: right, when: place.felt_x >= 4}
    - {id: both, when: 'place.felt_x > place.felt_y or turn.now.spot_x == 2'}
    - {id: no_place, when: not answered(place.felt_x)}
    - {id: no_spot, when: not answered(turn.later.spot_y)}
    - {id: grown, when: mixed.two_y > turn.now.spot_y}
    - {id: sum, when: mixed.sum > 9}
groups:
  - {id: moved, label: Moved, when: 'place.felt_y in [3, 4, 5]', among: place.tears < 4, labels: [No, Yes]}
  - {id: first, label: First, when: first(turn.each.spot_x) > 4, labels: [No, Yes]}
  - {id: last, label: Last, when: last(turn.each.mark) > 25, labels: [No, Yes]}
  - {id: mean, label: Mean, when: mean(turn.each.spot_y) > 5, labels: [No, Yes]}
"""
WORDS = {True: "yes", False: "no", None: "unknown"}
PEOPLE = 90


@pytest.fixture
def study(db: None, settings: object, tmp_path: Path) -> Version:
    """The study with people in it, some of whom never came to its end."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    now = timezone.now()
    version = publish(folder_with(JOURNEY, place=PLACE, turn=TURN, mixed=MIXED), by=None, at=now)
    simulate("short", PEOPLE, now=now, within=timedelta(days=1), dropout=0.3, dice=Random(4))
    Participant.objects.update(origin="real")
    strew(Random(5))
    return version


def strew(dice: Random) -> None:
    """Other answers to the first page than people make up: any place and any gap, whatever was shown after it."""
    for page in Response.objects.filter(step="place", page=0):
        place = [dice.randint(1, 5), dice.randint(1, 5)]
        page.answers = [dice.choice([place, place, place, None, items.DECLINED]), dice.choice([0, 1, 2, 3, 4, None])]
        page.save()


def people_of(version: Version) -> list[tuple[Participant, Known, Facts]]:
    """Everybody in the file, in its order."""
    everybody = list(Participant.objects.filter(version=version, consented_at__isnull=False).order_by("pk"))
    record, definition = facts_of(each.pk for each in everybody), definition_of(version.pk)
    return [(each, Known(definition, record[each.pk]), record[each.pk]) for each in everybody]


def cells_of(item: items.Item, answers: dict[str, object]) -> list[str]:
    """What stands in an item's cells, by hand."""
    answer = answers.get(item.id, items.NOT_SHOWN)
    if isinstance(answer, dict):
        gap = DECLINED if answer == items.DECLINED else NOT_SHOWN
    else:
        gap = NOT_ANSWERED if answer is None else ""
    if gap:
        return [gap] * len(item.columns)
    return [str(each) for each in answer] if isinstance(item, Grid) else [str(answer)]  # type: ignore[attr-defined]


def same(told: str, value: float | str) -> bool:
    """Whether a cell says it: numbers by their value, to the tenth of seconds."""
    if isinstance(value, str) and not value.replace(".", "", 1).isdigit():
        return told == value
    return told[0] != "[" and float(told) == pytest.approx(float(value), abs=0.051)


def test_every_cell_of_an_item_is_what_was_stored(study: Version) -> None:
    definition, seen = definition_of(study.pk), Counter[str]()

    for (_, known, _), line in zip(people_of(study), wide(study.study), strict=True):
        for step in (each for each in definition.walk() if isinstance(each, Ask)):
            instrument = definition.instruments[step.instrument]
            answers = known.answers_of(step.id, instrument)
            for item in instrument.answerable:
                told = [line[column(step.id, name)] for name in item.columns]
                assert all(map(same, told, cells_of(item, answers))), (step.id, item.id, told)
                seen.update((item.kind, cell if cell in (DECLINED, NOT_ANSWERED, NOT_SHOWN) else "") for cell in told)

    # Control: each kind of gap, and answers, came up on squares and on scales.
    assert all(seen["grid", each] > 3 for each in ("", DECLINED, NOT_ANSWERED, NOT_SHOWN)), seen
    assert all(seen["scale", each] > 3 for each in ("", NOT_SHOWN)), seen


def test_an_item_that_was_not_shown_counts_as_unanswered_in_scores(study: Version) -> None:
    definition, seen = definition_of(study.pk), Counter[object]()

    for (_, known, _), line in zip(people_of(study), wide(study.study), strict=True):
        for step, rule_id in (("place", "total"), ("mixed", "sum")):
            instrument = definition.instruments[step]
            answers, rule = known.answers_of(step, instrument), instrument.score(rule_id)
            assert rule is not None
            made, name = scored(instrument, rule, answers), f"{step}_{rule_id}"
            missing = NOT_ANSWERED if answers else NOT_SHOWN
            assert same(line[name], missing if made.value is None else str(made.value))
            assert line[f"{name}_n"] == (str(made.answered) if answers else NOT_SHOWN)
            seen[made.prorated, made.value is None] += 1

    assert seen[True, False] > 5
    assert seen[False, False] > 5


def test_groups_and_exclusions_may_name_a_place_on_a_square(study: Version) -> None:
    definition, seen = definition_of(study.pk), Counter[tuple[str, str]]()

    for (_, known, _), line in zip(people_of(study), wide(study.study), strict=True):
        for group in definition.groups:
            among = group.among is None or group.among.value(known) is True
            expected = WORDS[group.when.value(known)] if among else "outside"  # type: ignore[index]
            assert line[f"group_{group.id}"] == expected, group.id
            seen[group.id, expected] += 1
        for rule in definition.exclusions:
            expected = WORDS[rule.when.value(known)]  # type: ignore[index]
            assert line[f"flag_{rule.id}"] == expected, rule.id
            seen[rule.id, expected] += 1

    # Control: each was true of somebody, and false of somebody.
    assert {name for name, word in seen if word == "yes"} == {name for name, word in seen if word == "no"}
    assert len({name for name, word in seen if word == "yes"}) == len(definition.groups) + len(definition.exclusions)


def test_times_leave_out_pages_that_were_passed_over(study: Version) -> None:
    passed = Counter[int]()

    for (person, _, facts), line in zip(people_of(study), wide(study.study), strict=True):
        started = person.started_at.timestamp()
        for step, base, occurrence in (
            ("turn_now", "turn.now", ""),
            ("mixed", "mixed", ""),
            ("turn_each_b", "turn.each", "b"),
        ):
            pages = [sent for key, sent in facts.sent.items() if key[:2] == (base, occurrence)]
            for suffix, times in (("shown", [sent.shown_at for sent in pages]), ("sent", [sent.at for sent in pages])):
                at = (min if suffix == "shown" else max)(times, default=None)
                assert same(line[f"{step}_{suffix}_s"], NOT_SHOWN if at is None else str(at - started)), step
            passed[len(pages)] += 1
        later = [sent.shown_at for key, sent in facts.sent.items() if key[0] == "turn.later"]
        end = max((sent.at for key, sent in facts.sent.items() if key[0] == "place"), default=None)
        delay = str(min(later) - end) if later and end is not None else NOT_SHOWN
        assert same(line["turn_later_delay_s"], delay)

    # Control: people came by one, two and three pages of the same questionnaire.
    assert min(passed[1], passed[2], passed[3]) > 5


def test_a_square_has_two_entries_in_the_codebook(study: Version) -> None:
    book = {line["name"]: line for line in read_csv(exported(study.study)["codebook.csv"])}

    x, y = book["place_felt_x"], book["place_felt_y"]

    assert (x["label"], y["label"]) == ("Felt (Bad to Good)", "Felt (Still to Moved)")
    assert (x["values"], y["values"]) == ("1=Bad|5=Good", "1=Still|5=Moved")
    assert [(each["kind"], each["low"], each["high"]) for each in (x, y)] == [("integer", "1", "5")] * 2
    assert x["gaps"].split("|") == [DECLINED, NOT_ANSWERED, NOT_SHOWN]
    assert book["turn_now_spot_x"]["gaps"].split("|") == [NOT_ANSWERED, NOT_SHOWN]


def test_the_file_of_times_says_what_was_stored_person_by_person(study: Version) -> None:
    dice, expected = Random(6), list[list[str]]()
    stored = ItemTiming.objects.order_by("participant", "pk")
    for row in stored:
        for times in row.items.values():
            times[1:] = [dice.choice([None, 0, dice.randint(1, 90_000)]) for _ in range(3)]
    ItemTiming.objects.bulk_update(stored, ["items"])
    names = {person.pk: line for (person, _, _), line in zip(people_of(study), wide(study.study), strict=True)}
    for row in stored:
        whose = [names[row.participant_id][key] for key in NAMES]
        for item, times in sorted(row.items.items(), key=lambda each: each[1][0]):
            numbers = ["" if each is None else str(each) for each in times]
            expected.append([*whose, row.step, row.occurrence, str(row.page + 1), item, *numbers])

    told = [list(line.values()) for line in read_csv(exported(study.study, layout="long")["timing.csv"])]

    assert len(told) > 500
    assert told == expected


def test_what_was_hidden_has_no_line_of_times(study: Version) -> None:
    lines = read_csv(exported(study.study)["timing.csv"])
    told = {(line["participant"], line["item"]) for line in lines if line["step"] == "place"}

    for line in wide(study.study):
        for item in ("why", "high", "last"):
            assert (line[f"place_{item}"] != NOT_SHOWN) is ((line["participant"], item) in told)


def test_times_are_of_the_people_of_the_export_only(study: Version) -> None:
    everybody = list(Participant.objects.order_by("pk"))
    other, unsure = everybody[0], everybody[1]
    Participant.objects.filter(pk=other.pk).update(origin="test")
    Participant.objects.filter(pk=unsure.pk).update(consented_at=None)

    def whose(origin: str) -> set[str]:
        return {line["participant"] for line in read_csv(exported(study.study, origin=origin)["timing.csv"])}

    assert len(whose("test")) == 1
    assert not whose("real") & whose("test")
    timed = ItemTiming.objects.exclude(participant__in=[other, unsure]).values("participant").distinct().count()
    assert len(whose("real")) == timed


def test_the_codebook_says_what_the_columns_of_times_are(study: Version) -> None:
    files = exported(study.study)
    book = [line for line in read_csv(files["codebook.csv"]) if line["file"] == "timing.csv"]

    assert [line["name"] for line in book] == list(read_csv(files["timing.csv"])[0])
    assert {line["name"]: line["unit"] for line in book if line["unit"]} == dict.fromkeys(
        ("shown_ms", "touched_ms", "answered_ms"), "milliseconds"
    )
