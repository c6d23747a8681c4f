"""Simulated people: plausible, whole, kept apart, and gone when they are cleared."""

import io
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from surveys.api.verify import verify
from surveys.enrolment.models import Allocation, Consent, Participant, Tombstone
from surveys.enrolment.roster import roster_of
from surveys.findings.findings import computed
from surveys.findings.models import Aggregate
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.ledger.models import Entry
from surveys.participation.models import Exposure, ItemTiming, Response, Viewing
from surveys.participation.simulate import NothingToSimulateError, simulate
from surveys.participation.viewings import derive_viewings
from surveys.protocols.documents import read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version
from surveys.protocols.publish import publish
from tests.participation.studies import folder_with

EXAMPLES = Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "examples"
DAYS = timedelta(days=3)
SIMULATED = Participant.Origin.SIMULATED


@pytest.fixture
def flagship(db: None, settings: object, tmp_path: Path) -> Version:
    """The flagship, published."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(read_folder(EXAMPLES / "good-cry"), by=None, at=timezone.now())


def many(count: int = 60, **more: float) -> int:
    now = timezone.now()
    return simulate("good-cry", count, now=now, within=DAYS, dice=Random(5), **more)


def test_people_are_plausible_by_condition_and_everything_that_they_leave_is_whole(flagship: Version) -> None:
    many(dropout=0.1)
    score_new_responses(timezone.now())

    found = computed(flagship.study, now=timezone.now(), origin=SIMULATED)

    negative = next(each for each in found["outcomes"] if each["id"] == "negative")
    change = {(each["condition"], each["to"]): each["mean"] for each in negative["changes"]}
    for heavy in ("reunited", "adrift"):
        assert change[heavy, "after"] > change["harbour", "after"] + 5
        assert change[heavy, "after"] > change[heavy, "after20"] > change[heavy, "after90"]
    assert all(0.6 < each["alpha"] < 0.97 for each in negative["reliability"])
    cried = next(each for each in found["groups"] if each["id"] == "cried")
    emotional = [each for each in cried["levels"] if each["condition"] != "harbour"]
    assert 0.2 < sum(each["yes"] for each in emotional) / sum(each["n"] for each in emotional) < 0.8
    assert verify(timezone.now()) == []


def test_every_page_is_answered_in_its_time(flagship: Version) -> None:
    many(30, dropout=0)

    definition = definition_of(flagship.pk)
    reached = set(Response.objects.values_list("step", flat=True))
    pages = {step.id for step in definition.walk() if type(step).__name__ in ("Ask", "Film", "Show")}
    assert pages - reached <= {"debrief"}
    assert not Response.objects.filter(at__gt=timezone.now()).exists()
    after = Response.objects.filter(step="mood.after90").select_related("participant")
    films = {each.participant_id: each.answers[2] for each in Response.objects.filter(step="film")}
    delays = [each.shown_at.timestamp() - films[each.participant_id] for each in after]
    assert delays
    assert min(delays) >= 80 * 60
    assert Exposure.objects.exists()


def test_how_they_watched_is_worked_out_as_for_real_people(flagship: Version) -> None:
    many(150, dropout=0)

    while derive_viewings(at=timezone.now()):
        pass

    found = Viewing.objects.filter(step="film")
    verdicts = Counter(found.values_list("verdict", flat=True))
    assert verdicts["seen"] > 0.8 * found.count()
    assert 0 < verdicts["unplayable"] < 0.1 * found.count()
    assert verdicts["partly"] > 0
    assert not found.filter(refused__gt=0).exists()
    for some in ("paused_s", "stalled_s", "hidden_s", "muted_s"):
        assert 0 < found.filter(**{f"{some}__gt": 0}).count() < 0.4 * found.count(), some
    assert set(found.filter(verdict="seen").values_list("rendition", flat=True)) == {360, 480, 720}
    assert set(found.values_list("sound_heard", flat=True)) >= {True, False}
    assert verify(timezone.now()) == []


def test_people_leave_about_as_often_as_asked_for(flagship: Version) -> None:
    many(40, dropout=1.0)

    assert not Participant.objects.filter(completed_at__isnull=False).exists()
    left = Counter(Tombstone.objects.filter(origin=SIMULATED).values_list("mode", flat=True))
    assert Participant.objects.filter(stopped_at__isnull=False).exists()
    assert left["deleted"] > 0


def test_real_figures_and_lists_are_untouched(flagship: Version) -> None:
    many(10)

    assert computed(flagship.study, now=timezone.now())["enrolment"]["started"] == 0
    assert Allocation.objects.exists()
    assert not Allocation.objects.exclude(roster__startswith="simulated:").exists()


def test_without_lists_of_their_own_they_would_take_real_slots_control(flagship: Version) -> None:
    definition = definition_of(flagship.pk)
    real, made_up = (
        roster_of(flagship.study_id, definition, {"about.sex": "female"}, origin) for origin in ("real", SIMULATED)
    )

    assert made_up == f"simulated:{real}"


def test_clearing_takes_all_of_them_away_and_nobody_else(flagship: Version) -> None:
    many(12, dropout=0.5)
    real = Participant.objects.create(
        version=flagship, token_hash=b"real", seed=1, language="en", started_at=timezone.now()
    )
    score_new_responses(timezone.now())
    rebuild_changed_studies(timezone.now())
    assert Aggregate.objects.filter(origin=SIMULATED).exists()
    out = io.StringIO()

    call_command("simulate", "good-cry", "--clear", stdout=out)

    assert "Simulated people taken away: " in out.getvalue()
    assert list(Participant.objects.all()) == [real]
    for model in (Response, Exposure, Consent, Allocation, Tombstone):
        assert not model.objects.exists()
    rebuild_changed_studies(timezone.now())
    assert not Aggregate.objects.filter(origin=SIMULATED).exists()
    assert Entry.objects.filter(verb="made-up people cleared").exists()


def test_the_same_seed_makes_up_the_same_answers(flagship: Version) -> None:
    answers = []
    for _ in range(2):
        call_command("simulate", "good-cry", "-n", "4", "--seed", "7", "--dropout", "0", stdout=io.StringIO())
        first = Response.objects.filter(step="about", page=0).order_by("id").values_list("answers", flat=True)
        answers.append(list(first))
        call_command("simulate", "good-cry", "--clear", stdout=io.StringIO())

    assert answers[0] == answers[1] != []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no study “nowhere”"),
        (["empty"], "no published version yet"),
        (["good-cry", "-n", "0"], "-n is a number from 1"),
        (["good-cry", "--dropout", "1.5"], "a share from 0 to 1"),
    ],
)
def test_what_cannot_be_is_a_sentence_and_nothing_is_done(
    flagship: Version, arguments: list[str], sentence: str
) -> None:
    Study.objects.create(slug="empty", title="Empty", created_at=timezone.now())

    with pytest.raises(CommandError, match=sentence):
        call_command("simulate", *arguments)

    assert not Participant.objects.exists()


def test_no_version_is_a_sentence_for_callers_too(db: None) -> None:
    with pytest.raises(NothingToSimulateError, match="There is no study"):
        simulate("nowhere", 1, now=timezone.now(), within=DAYS, dice=Random(1))


def test_a_page_of_nothing_but_a_text_takes_its_time(transactional_db: None, settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    words = """
instrument: words
title: Words
per_page: 1
items:
  - {id: hello, text: Hello, kind: statement}
  - {id: age, text: Your age, kind: number}
"""
    publish(folder_with("  - ask: words", words=words), by=None, at=timezone.now())

    simulate("short", 20, now=timezone.now(), within=timedelta(days=1), dropout=0, dice=Random(2))

    pages = Response.objects.filter(step="words", page=0).values_list("shown_at", "at")
    assert len(pages) > 10
    assert all(at > shown for shown, at in pages)


def test_item_times_and_words_of_ones_own_are_made_up_too(
    transactional_db: None, settings: object, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    around = """
instrument: around
title: Around
items:
  - {id: whom, text: With whom, kind: choice, options: [{value: a, label: A}, {value: b, label: B}], other: true}
  - {id: what, text: What, kind: choices, options: [{value: a, label: A}, {value: b, label: B}], other: true}
"""
    publish(folder_with("  - ask: around", around=around), by=None, at=timezone.now())

    simulate("short", 150, now=timezone.now(), within=timedelta(days=1), dropout=0, dice=Random(2))

    answers = str(list(Response.objects.filter(step="around").values_list("answers", flat=True)))
    assert answers.count("other") > 8
    timed = [each for items in ItemTiming.objects.values_list("items", flat=True) for each in items.values()]
    assert len(timed) > 200
    assert all(shown <= touched <= answered for _, shown, touched, answered in timed)
