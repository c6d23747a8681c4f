from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from surveys.films.lease import LEASE, MAX_ATTEMPTS, Lease, claim
from surveys.films.models import Film, Rendition, Transcode
from surveys.films.queue import queue, try_again

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOON + LEASE + timedelta(seconds=1)
HANDS = 8


def waiting(number: int = 0) -> Film:
    film = Film.objects.create(
        sha256=f"{number:064x}", file_name="rain.mp4", content_type="video/mp4", bytes=1000, duration_s=2.0,
        licence="CC0-1.0", imported_at=NOON,
    )  # fmt: skip
    queue(film, at=NOON + timedelta(seconds=number))
    return film


def made(film: Film) -> Rendition:
    return Rendition(film=film, size=360, sha256="a" * 64, bytes=9, width=640, height=360, duration_s=2, frames=50)


def taken() -> Lease:
    lease = claim(at=NOON)
    assert lease is not None
    return lease


def at_once(act: Callable[[], object]) -> list[object]:
    """What each of many threads got that did the same at the same moment."""
    together, got = Barrier(HANDS), []

    def one() -> None:
        together.wait()
        got.append(act())
        connection.close()

    threads = [Thread(target=one) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [each for each in got if each is not None]


def test_a_film_that_is_imported_twice_is_asked_for_once() -> None:
    film = waiting()
    queue(film, at=LATER)

    assert Transcode.objects.get().asked_at == NOON


def test_the_oldest_is_taken_first_and_nothing_twice() -> None:
    first, second = waiting(0), waiting(1)

    assert [taken().film_id, taken().film_id] == [first.pk, second.pk]
    assert claim(at=NOON) is None


def test_of_many_who_claim_at_once_one_gets_it() -> None:
    waiting()

    assert len(at_once(lambda: claim(at=NOON))) == 1


def test_control_without_a_lock_several_would_get_it() -> None:
    waiting()
    seen = Barrier(HANDS)

    def careless() -> str | None:
        work = Transcode.objects.filter(state=Transcode.State.WAITING).first()
        seen.wait()
        if work is None:
            return None
        Transcode.objects.filter(pk=work.pk).update(state=Transcode.State.RUNNING)
        return "mine"

    assert len(at_once(careless)) > 1


def test_many_films_are_shared_out_each_to_one() -> None:
    films = [waiting(number) for number in range(HANDS)]

    leases = at_once(lambda: claim(at=NOON))

    assert sorted(lease.film_id for lease in leases) == sorted(film.pk for film in films)  # type: ignore[attr-defined]


def test_a_renewed_lease_is_nobody_elses() -> None:
    waiting()
    lease = taken()

    assert lease.beat(0.5, at=LATER - timedelta(seconds=5))
    assert claim(at=LATER) is None
    assert Transcode.objects.get().progress == 0.5


def test_a_lease_that_is_not_renewed_is_taken_over_and_the_old_one_writes_nothing() -> None:
    film = waiting()
    old = taken()
    new = claim(at=LATER)
    assert new is not None

    assert not old.beat(0.9, at=LATER)
    assert not old.finish([made(film)], "c" * 64, -20.0, at=LATER)
    assert not old.fail("Broken.", at=LATER)
    assert not Rendition.objects.exists()
    assert new.finish([made(film)], "c" * 64, -20.0, at=LATER)
    assert Rendition.objects.count() == 1
    film.refresh_from_db()
    assert (film.poster, film.loudness, film.transcode.state) == ("c" * 64, -20.0, Transcode.State.DONE)


def test_what_was_finished_cannot_be_finished_again() -> None:
    film = waiting()
    lease = taken()
    lease.finish([made(film)], "c" * 64, None, at=NOON)

    assert not lease.finish([made(film)], "d" * 64, None, at=LATER)
    assert claim(at=LATER) is None
    assert Rendition.objects.count() == 1


def test_after_three_attempts_there_is_a_sentence_and_no_fourth() -> None:
    waiting()
    at = NOON
    for _ in range(MAX_ATTEMPTS):
        assert claim(at=at) is not None
        at += LEASE + timedelta(seconds=1)

    assert claim(at=at) is None
    work = Transcode.objects.get()
    assert (work.state, work.attempts) == (Transcode.State.FAILED, MAX_ATTEMPTS)
    assert "begun 3 times" in work.reason


def test_what_failed_is_begun_again_by_hand_and_only_that() -> None:
    film = waiting()
    assert not try_again(film, at=LATER)
    taken().fail("The film is damaged.", at=NOON)

    assert try_again(film, at=LATER)

    assert Transcode.objects.get().attempts == 0
    assert claim(at=LATER) is not None


def test_a_film_that_is_deleted_meanwhile_takes_its_work_along() -> None:
    film = waiting()
    lease = taken()
    Film.objects.filter(pk=film.pk).delete()

    assert not lease.beat(0.1, at=NOON)
    assert not lease.finish([made(film)], "c" * 64, None, at=NOON)
