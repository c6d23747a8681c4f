"""Groups, exclusions, help, film, consent and delays in the wide file."""

from datetime import timedelta

from surveys.enrolment.models import Consent, Participant
from surveys.participation.models import Response, SafetyEvent
from surveys.protocols.models import Version
from tests.exports.reading import NOON, Row, wide
from tests.findings.people import begin

ENDED = NOON + timedelta(seconds=400)


def person(short: Version, coverage: float | None = 0.95) -> Participant:
    """Somebody who started at noon, consented after 30 s, and saw a film that ended after 400 s."""
    found = begin(short, condition="bright")
    consented = NOON + timedelta(seconds=30)
    Participant.objects.filter(pk=found.pk).update(consented_at=consented, completed_at=None, stopped_at=None)
    Consent.objects.create(
        participant=found, text_sha256="", clauses=["take_part"], language="en", agreed_at=NOON, receipt_hash=b""
    )
    if coverage is not None:
        add(found, "film", [coverage, 1, ENDED.timestamp()], 100, 460.04)
    return found


def add(someone: Participant, step: str, answers: list[object], shown: float, sent: float) -> None:
    """A page, shown and sent so many seconds after the start."""
    shown_at, at = (NOON + timedelta(seconds=seconds) for seconds in (shown, sent))
    Response.objects.create(participant=someone, step=step, page=0, answers=answers, shown_at=shown_at, at=at)


def line(short: Version) -> Row:
    return wide(short.study)[0]


def test_times_are_seconds_after_the_start_and_delays_count_from_the_films_end(short: Version) -> None:
    someone = person(short)
    add(someone, "strain.later", [4, 5, 6, "no"], 1600.26, 1640)

    found = line(short)

    assert (found["consented_s"], found["completed_s"], found["stopped_s"]) == ("30", "", "")
    assert [found[f"film_{name}"] for name in ("shown_s", "sent_s", "ended_s")] == ["100", "460", "400"]
    assert (found["strain_later_shown_s"], found["strain_later_delay_s"]) == ("1600.3", "1200.3")
    assert (found["strain_last_shown_s"], found["strain_last_delay_s"]) == ("[not shown]", "[not shown]")


def test_film_and_consent_are_said(short: Version) -> None:
    person(short)

    found = line(short)

    assert (found["film_coverage"], found["film_evidence"]) == ("0.95", "1")
    assert (found["consent_take_part"], found["consent_share"]) == ("1", "0")


def test_an_exclusion_that_cant_be_told_is_no_per_protocol(short: Version) -> None:
    for coverage in (0.95, 0.5, None):
        person(short, coverage)

    assert [each["flag_not_watched"] for each in wide(short.study)] == ["no", "yes", "unknown"]


def test_groups_are_levels_in_words(short: Version) -> None:
    for level in (5, 4, None):
        add(person(short), "strain.after", [level, 5, 6, "no"], 500, 520)

    assert [each["group_tense"] for each in wide(short.study)] == ["yes", "no", "unknown"]


def test_a_call_for_help_is_flagged(short: Version) -> None:
    someone, _ = person(short), person(short)
    SafetyEvent.objects.create(participant=someone, step="safety1", at=NOON)
    SafetyEvent.objects.create(participant=someone, step="everything!dark", at=NOON)

    found = [[each[name] for name in ("help_safety1", "help_everything_dark")] for each in wide(short.study)]

    assert found == [["yes", "yes"], ["no", "no"]]


def test_nothing_that_names_a_person_is_in_the_file(short: Version) -> None:
    someone = person(short)
    Participant.objects.filter(pk=someone.pk).update(panel={"PANEL_ID": "panel7"})

    cells = "\n".join(line(short).values())

    assert "panel7" not in cells
    assert someone.token_hash.hex() not in cells
    assert NOON.strftime("%Y") not in cells
