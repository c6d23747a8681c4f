"""What all batches of a showing say is worked out once it is over, anew when one comes late, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from surveys.enrolment.models import Tombstone
from surveys.enrolment.start import token_hash
from surveys.enrolment.withdraw import withdraw
from surveys.participation import viewings as deriving
from surveys.participation.facts import facts_for
from surveys.participation.models import Exposure, Viewing
from surveys.participation.verify import verify
from surveys.participation.viewings import Showing, derive, derive_viewings
from surveys.protocols.models import Version
from tests.films.batches import LOADED, a_play_through, batch
from tests.participation.films import Viewer, long_film

END = LOADED + 62.0
SOON = datetime.fromtimestamp(END + 5, UTC)
# The film lasts two seconds more than the fifty that are reported.
LENGTH_S = 52.0


@pytest.fixture
def study(transactional_db: None, settings: object, tmp_path: Path) -> Version:
    """A study of one film of 52 seconds."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    return long_film(tmp_path)


@pytest.fixture
def viewer(study: Version) -> Viewer:
    """Somebody in front of the film."""
    return Viewer(study)


def test_a_showing_that_was_sent_is_worked_out(viewer: Viewer) -> None:
    tap = batch((), ((9000.0, "marker", 8.0),), ((9.0, 44.0, 9500.0), (9.3, 400.0, 9900.0)), seq=70)
    viewer.report([*a_play_through(), tap])
    viewer.send(at=END)

    assert derive_viewings(at=SOON) == 1

    found = Viewing.objects.get()
    assert (found.step, found.films, found.verdict) == ("film", ["clip"], "seen")
    assert found.duration_s == pytest.approx(LENGTH_S, abs=0.1)
    assert found.coverage == pytest.approx(50 / found.duration_s, abs=0.001)
    assert (found.pauses, found.refused, found.batches) == (2, 0, 11)
    assert found.markers == [8.0]
    assert [9.0, 44.0] in found.trace
    assert max(value for _, value in found.trace) <= 100
    assert not Exposure.objects.filter(seen=False).exists()
    assert verify() == []


def test_a_showing_under_way_waits_until_it_is_sent_or_left(viewer: Viewer) -> None:
    viewer.report(a_play_through()[:4])

    assert derive_viewings(at=datetime.fromtimestamp(LOADED + 30, UTC)) == 0
    assert derive_viewings(at=datetime.fromtimestamp(LOADED + 30, UTC) + deriving.QUIET) == 1
    assert Viewing.objects.get().verdict == "barely"


def test_a_batch_that_comes_late_makes_it_anew(viewer: Viewer) -> None:
    *before, last = a_play_through()
    viewer.report(before[:5])
    viewer.send(at=END)
    derive_viewings(at=SOON)
    assert Viewing.objects.get().verdict == "partly"

    viewer.report([*before[5:], last], late_s=3 * 24 * 3600)

    assert derive_viewings(at=SOON + timedelta(days=3)) == 1
    assert Viewing.objects.get().verdict == "seen"
    assert verify() == []


def test_twice_is_once(viewer: Viewer) -> None:
    viewer.report(a_play_through())
    viewer.send(at=END)

    assert [derive_viewings(at=SOON) for _ in range(3)] == [1, 0, 0]
    assert Viewing.objects.count() == 1


def test_whom_somebody_else_has_is_left_for_the_next_time(viewer: Viewer) -> None:
    viewer.report(a_play_through())
    viewer.send(at=END)

    def elsewhere() -> int:
        try:
            return derive_viewings(at=SOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        connection.cursor().execute(deriving.LOCK, [viewer.participant.pk])
        assert pool.submit(elsewhere).result() == 0
    assert derive_viewings(at=SOON) == 1


def test_two_workers_at_once_and_batches_that_come_meanwhile_leave_the_whole(study: Version) -> None:
    viewers = [Viewer(study) for _ in range(6)]
    for each in viewers:
        each.report(a_play_through()[:6])
        each.send(at=END)

    def work(each: Viewer | None) -> None:
        try:
            if each is None:
                for _ in range(6):
                    derive_viewings(at=SOON)
            else:
                each.report(a_play_through()[6:])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, [None, None, *viewers]))
    derive_viewings(at=SOON)

    assert Viewing.objects.filter(verdict="seen", batches=10).count() == len(viewers)
    assert verify() == []


def test_who_left_meanwhile_leaves_nothing(viewer: Viewer) -> None:
    viewer.report(a_play_through())
    viewer.send(at=END)
    showing = Showing(viewer.participant.pk, "film", "")
    derive_viewings(at=SOON)
    assert Viewing.objects.exists(), "control: there was something"

    withdraw(viewer.participant.pk, reached="film", mode=Tombstone.Mode.DELETED, at=SOON)

    assert derive(showing, at=SOON) is False
    assert not Viewing.objects.exists()


def test_verify_finds_a_viewing_that_is_not_what_the_batches_say(viewer: Viewer) -> None:
    viewer.report(a_play_through())
    viewer.send(at=END)
    derive_viewings(at=SOON)
    Viewing.objects.update(coverage=1.0, verdict="declined")

    (fault,) = verify()

    assert "isn't what the batches say: verdict, coverage" in fault


def test_what_a_page_stores_follows_the_same_rules(viewer: Viewer) -> None:
    lie = batch(((0.0, 52.0, 0.0, 52_000.0),), ((52_000.0, "ended", 52.0),), sent=52_100, delay_s=-40.0)
    viewer.report([lie])

    response = viewer.send(at=END)
    derive_viewings(at=SOON)

    assert response.answers[:2] == [0.0, 0]
    found = Viewing.objects.get()
    assert (found.verdict, found.refused, found.coverage) == ("implausible", 1, 0.0)


def test_control_with_its_time_the_same_claim_counts(viewer: Viewer) -> None:
    viewer.report([batch(((0.0, 52.0, 0.0, 52_000.0),), ((52_000.0, "ended", 52.0),), sent=52_100)])

    assert viewer.send(at=END).answers[:2] == [1.0, 1]


def test_no_claim_puts_the_end_before_the_film_can_have_ended(viewer: Viewer) -> None:
    # The page says that it was loaded an hour before it was there.
    early = batch(((0.0, 50.0, 0.0, 50_000.0),), ((50_000.0, "ended", 50.0),), sent=3_650_000, loaded=LOADED - 3590)
    viewer.report([early])

    assert viewer.send(at=END).answers[2] >= LOADED - 2 + 50 / 1.05 - 0.01


def test_the_page_in_front_of_the_film_bounds_it_also_when_others_were_sent_since(viewer: Viewer) -> None:
    viewer.report(a_play_through())
    own = viewer.send(at=END)
    facts = facts_for(token_hash(viewer.token))
    assert facts is not None

    facts.sent["strain", "", 0] = type(facts.sent["film", "", 0])([], END + 1, END + 9)

    assert own.at.timestamp() == END
    assert deriving.earliest(facts, Showing(facts.participant, "film", "")) == facts.consented_at
