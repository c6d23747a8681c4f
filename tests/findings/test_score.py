"""Scoring what is new: once, whatever the order in which responses arrive."""

import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from surveys.enrolment.models import Participant
from surveys.findings import rules as ruling
from surveys.findings.derive import Key
from surveys.findings.measures import measures
from surveys.findings.models import Mark, Measure, Score
from surveys.findings.rules import rules
from surveys.findings.score import SETTLED, score_new_responses
from surveys.participation.models import Response
from surveys.protocols.models import Version
from tests.findings.people import DECLINED, NOON, begin, feel, send


@dataclass(frozen=True)
class One:
    value: float | None
    answered: int
    prorated: bool


def value(person: Participant, kind: str, step: str, key: str) -> One:
    measure = Measure.objects.get(kind=kind, step=step, key=key)
    row = Score.objects.get(participant=person)
    place = row.measures.index(measure.pk)
    return One(row.values[place], row.answered[place], row.prorated[place])


def test_scores_follow_the_missing_rule(moods: Version) -> None:
    full, gap, empty = (begin(moods, condition="warm") for _ in range(3))
    feel(full, "before", 10, 20, 30)
    feel(gap, "before", 10, None, 30)
    feel(empty, "before", DECLINED, None, 30)

    assert score_new_responses(NOON) == 3

    rows = [value(person, "score", "feel.before", "low") for person in (full, gap, empty)]
    assert [(row.value, row.answered, row.prorated) for row in rows] == [
        (pytest.approx((10 + 20 + 70) / 3), 3, False),
        (pytest.approx((10 + 70) / 2), 2, True),
        (None, 1, False),
    ]
    items = [value(person, "item", "feel.before", "sad") for person in (full, gap, empty)]
    assert [(row.value, row.answered) for row in items] == [(10, 1), (10, 1), (None, 0)]


def test_groups_are_known_where_they_concern_a_person(moods: Version) -> None:
    people = {}
    for name, condition, level in [("yes", "warm", 3), ("no", "warm", 1), ("unknown", "warm", None), ("", "cold", 4)]:
        people[name] = begin(moods, condition=condition)
        send(people[name], "about", [50])
        send(people[name], "tears", [level])
    score_new_responses(NOON)

    ids = {number: key for key, number in measures(moods.study_id).items()}
    for name, person in people.items():
        levels = [ids[number] for number in person.score.levels]
        expected = [Key("group", "cried", name)] if name else []
        assert sorted(levels) == [*expected, Key("group", "older", "yes")]


def test_a_second_run_does_nothing(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    assert score_new_responses(NOON) == 1

    assert score_new_responses(NOON) == 0


def test_a_later_page_changes_the_score(moods: Version) -> None:
    person = begin(moods, condition="warm")
    send(person, "feel.before", [10, 20])
    score_new_responses(NOON)
    assert value(person, "score", "feel.before", "low").answered == 2

    send(person, "feel.before", [100], first=1)

    assert score_new_responses(NOON) == 1
    assert value(person, "score", "feel.before", "low").value == pytest.approx(10)
    assert Score.objects.count() == 1


def test_the_items_behind_a_score_are_kept_as_they_were_answered(moods: Version) -> None:
    person = begin(moods, condition="warm")
    feel(person, "before", 10, None, 30)
    score_new_responses(NOON)

    kept = [value(person, "item", "feel.before", item).value for item in ("sad", "tense", "calm")]
    assert kept == [10, None, 30]


def test_a_limit_leaves_the_rest_for_the_next_run(moods: Version) -> None:
    for _ in range(5):
        feel(begin(moods, condition="warm"), "before", 10, 20, 30)

    assert [score_new_responses(NOON, limit=2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_response_that_commits_late_with_an_early_id_is_scored(moods: Version) -> None:
    early, late = begin(moods, condition="warm"), begin(moods, condition="warm")
    with connection.cursor() as cursor:
        # In a fresh database 1 is the first id of all, and nothing fits before it.
        cursor.execute("SELECT nextval(pg_get_serial_sequence('participation_response', 'id'))")
    feel(early, "before", 10, 20, 30)
    score_new_responses(NOON)
    later = NOON + SETTLED - timedelta(seconds=1)
    feel(early, "after", 10, 20, 30)
    score_new_responses(later)

    slow = Response(pk=first_free_id(), participant=late, step="about", page=0, answers=[30], shown_at=NOON, at=NOON)
    slow.save(force_insert=True)

    assert score_new_responses(later) == 1
    assert Score.objects.filter(participant=late).exists()


def first_free_id() -> int:
    """An id below all others: taken from the sequence before them, committed after them."""
    return (Response.objects.order_by("id").values_list("id", flat=True)[0]) - 1


def test_the_mark_moves_on_once_ids_have_settled(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    newest = Response.objects.latest("id").pk
    score_new_responses(NOON)
    assert Mark.objects.get().low == 0

    score_new_responses(NOON + SETTLED)
    assert Mark.objects.get().low == 0

    score_new_responses(NOON + 2 * SETTLED)
    assert Mark.objects.get().low == newest


def test_an_update_that_scores_otherwise_makes_all_scores_anew(moods: Version) -> None:
    people = [begin(moods, condition="warm") for _ in range(3)]
    for person in people:
        feel(person, "before", 10, 20, 30)
    for times in range(4):
        score_new_responses(NOON + times * SETTLED)
    assert Mark.objects.get().low == Response.objects.latest("id").pk
    # What an earlier release made of the answers.
    Score.objects.update(values=[0.0] * len(people[0].score.values))
    assert score_new_responses(NOON) == 0, "control: under the same rules nothing is done again"

    Mark.objects.update(rules="earlier")

    assert [score_new_responses(NOON, limit=2), score_new_responses(NOON), score_new_responses(NOON)] == [2, 1, 0]
    assert [value(person, "score", "feel.before", "low").value for person in people] == [pytest.approx(100 / 3)] * 3
    assert Mark.objects.get().rules == rules()


def test_the_rules_follow_from_the_code_that_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("instruments", "participation", "findings"):
        (tmp_path / name).mkdir()
    (tmp_path / "instruments/scoring.py").write_text("mean")
    monkeypatch.setattr(ruling, "SURVEYS", tmp_path)

    before = rules.__wrapped__()
    (tmp_path / "findings/report.py").write_text("another word")
    assert rules.__wrapped__() == before, "control: what only lays scores out is no rule"
    (tmp_path / "instruments/scoring.py").write_text("median")

    assert rules.__wrapped__() != before


def test_leaving_takes_scores_along_in_one_delete(moods: Version) -> None:
    person = begin(moods, condition="warm")
    feel(person, "before", 10, 20, 30)
    score_new_responses(NOON)

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM enrolment_participant WHERE id = %s", [person.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert not Score.objects.exists()


def test_simulated_people_are_scored_too(moods: Version) -> None:
    feel(begin(moods, condition="warm", origin="simulated"), "before", 10, 20, 30)

    assert score_new_responses(NOON) == 1


def test_measures_are_added_once(moods: Version) -> None:
    wanted = [Key("score", "feel.before", "", "low"), Key("item", "feel.before", "", "sad")]

    assert measures(moods.study_id, wanted) == measures(moods.study_id, wanted)
    assert Measure.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_while_another_worker_scores_this_one_leaves_it_to_it(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    scored: list[int] = []

    def other_worker() -> None:
        scored.append(score_new_responses(NOON))
        connection.close()

    with transaction.atomic():
        assert score_new_responses(NOON) == 1
        worker = threading.Thread(target=other_worker)
        worker.start()
        worker.join()

    assert scored == [0]
    assert Score.objects.count() == 1
