"""Conditions crossed from factors, taken by their forms: what is known when, what it costs, what is exported."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from surveys.enrolment.models import Allocation, Participant, Tombstone
from surveys.enrolment.top_up import top_up_rosters
from surveys.findings.findings import computed
from surveys.findings.score import score_new_responses
from surveys.participation.simulate import simulate
from surveys.protocols.documents import Folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.enrolment.designs import MINIMISE, design
from tests.exports.reading import wide
from tests.journeys.person import Person
from tests.journeys.test_statements import GET_STATEMENTS, MOST_STATEMENTS, POST_STATEMENTS, Counted, sizes

BLOCKS = "{method: blocks, sizes: [4]}"
BEFORE = {"age": "40", "crisis": "no", "level": "1"}
GROUPS = """\
groups:
  - {id: calm, label: Calm, when: factor.mood == "calm", labels: [No, Yes]}
  - {id: clip, label: Clip, when: condition.film == "clip", labels: [No, Yes]}
  - {id: warm, label: Warm, when: factor.words == "warm", labels: [No, Yes]}
  - {id: both, label: Both, when: condition.id == "calm_warm", labels: [No, Yes]}
"""
Publish = Callable[..., Version]


@pytest.fixture
def published(db: None, settings: object, tmp_path: object) -> Publish:
    """Publishes a design, with groups by what people were allocated to."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]

    def one(allocation: str, **more: bool) -> Version:
        folder = design(allocation, **more)
        text = folder.texts["protocol.yaml"]
        groups = GROUPS if more.get("apart") else ""
        start, end = text.index("groups:"), text.index("moderators:")
        texts = {**folder.texts, "protocol.yaml": text[:start] + groups + text[end:]}
        return publish(Folder(texts, folder.folder), by=None, at=timezone.now())

    return one


def state() -> tuple[str, dict[str, str]]:
    """The only person's condition and levels."""
    return Participant.objects.values_list("condition", "levels").get()


@pytest.mark.parametrize("allocation", [BLOCKS, MINIMISE, "{method: simple}"])
def test_what_a_factor_sets_is_shown_before_the_condition_is_complete(published, allocation):
    published(allocation, apart=True)

    someone = Person("short").agree().until("film", **BEFORE)

    condition, levels = state()
    assert (condition, set(levels)) == ("", {"mood"})
    assert f"A {levels['mood']} film" in someone.html
    assert someone.look().step == "film::0", "looking again changes nothing"
    someone.fill()
    condition, levels = state()
    assert condition.startswith(f"{levels['mood']}_")
    assert someone.step == "text::0"
    assert (condition.split("_")[1] == "warm") == ("bright" in someone.html.lower())


@pytest.mark.parametrize("allocation", [BLOCKS, MINIMISE, "{method: simple}"])
def test_every_page_keeps_to_its_statements(published, allocation):
    published(allocation, apart=True)
    top_up_rosters(dice=Random(1))
    Person("short").agree().until("film", **BEFORE)

    someone = Counted("short").agree().until("film", **BEFORE).fill().fill()

    assert {step: count for step, count in sizes(someone.gets).items() if count > GET_STATEMENTS} == {}
    dear = {step for step, count in sizes(someone.posts).items() if count > POST_STATEMENTS}
    assert dear <= {"everything::1", "strain.before::0", "film::0"}, "only pages before an allocation may cost more"
    assert max(sizes(someone.posts).values()) <= MOST_STATEMENTS
    assert state_of_last() != ""


def state_of_last() -> str:
    """The condition of whoever started last."""
    return Participant.objects.order_by("-pk").values_list("condition", flat=True)[0]


def test_minimisation_adds_two_statements_to_a_page(published):
    published(MINIMISE, crossed=False)
    Person("short").agree().until("text", **BEFORE)

    someone = Counted("short").agree().until("text", **BEFORE)

    assert max(sizes(someone.posts)[step] for step in ("everything::1", "strain.before::0")) == 5


def test_whoever_leaves_between_two_allocations_is_in_no_condition(published):
    version = published(BLOCKS, apart=True)
    someone = Person("short").agree().until("film", **BEFORE)

    someone.browser.post(f"{someone.link}stop", {"mode": "delete"})

    assert Tombstone.objects.get().condition == ""
    slot = Allocation.objects.get(claimed_at__isnull=False)
    assert slot.participant_id is None
    document = found(version)
    assert [each["allocated"] for each in document["conditions"]] == [0, 0, 0, 0]


def found(version: Version, origin: str = "real") -> dict:
    """The study's findings, up to date."""
    now = timezone.now()
    while score_new_responses(now):
        pass
    return computed(version.study, now=now, origin=origin)


def test_findings_count_people_as_soon_as_their_condition_is_complete(published):
    version = published(BLOCKS, apart=True)
    Person("short").agree().until("film", **BEFORE)
    Person("short").agree().until("film", **BEFORE).fill().fill()

    document = found(version)

    assert document["n_participants"] == 2
    assert [each["id"] for each in document["conditions"]] == ["bright_warm", "bright_cool", "calm_warm", "calm_cool"]
    assert sum(each["allocated"] for each in document["conditions"]) == 1


def test_exports_have_a_column_for_each_factor_that_says_what_is_known(published):
    version = published(BLOCKS, apart=True)
    Person("short").agree()
    Person("short").agree().until("film", **BEFORE)
    Person("short").agree().until("film", **BEFORE).fill()
    people = list(Participant.objects.order_by("pk"))

    rows = wide(version.study)

    for person, row in zip(people, rows, strict=True):
        words = person.condition.partition("_")[2]
        mood = person.levels.get("mood", "")
        assert (row["condition"], row["factor_mood"], row["factor_words"]) == (person.condition, mood, words)
        told = [row[f"group_{name}"] for name in ("calm", "clip", "warm", "both")]
        expected = [said(mood, "calm"), said(mood, "bright"), said(words, "warm"), said(person.condition, "calm_warm")]
        assert told == expected
    assert [bool(row["factor_mood"]) for row in rows] == [False, True, True]
    assert [bool(row["factor_words"]) for row in rows] == [False, False, True]


def said(known: str, wanted: str) -> str:
    """A group's level in words."""
    return "unknown" if not known else "yes" if known == wanted else "no"


@pytest.mark.parametrize("allocation", [BLOCKS, MINIMISE, "{method: simple}"])
def test_simulated_people_are_allocated_too_and_apart_from_real_ones(published, allocation):
    version = published(allocation, apart=True)

    simulate("short", 16, now=timezone.now(), within=timedelta(days=1), dropout=0, dice=Random(3))

    cells = Counter(Participant.objects.exclude(condition="").values_list("condition", flat=True))
    assert sum(cells.values()) >= 8
    assert not Allocation.objects.exclude(roster__startswith="simulated:").exists()
    assert sum(each["allocated"] for each in found(version, "simulated")["conditions"]) == sum(cells.values())
    assert found(version)["n_participants"] == 0
