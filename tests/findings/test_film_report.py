"""The validation report, from stored answers to the document, held against numbers worked out by hand."""

import time
from datetime import timedelta
from typing import Any

import pytest

from surveys.findings.film_report import film_report
from surveys.findings.findings import NotPublishedError
from surveys.findings.look import look
from surveys.participation.models import Response, Viewing
from surveys.protocols.models import Study, Version
from tests.findings.film_people import NORM, answer, published, rate, somebody, watch
from tests.findings.people import NOON, begin

LATER = NOON + timedelta(days=1)
CALM = dict.fromkeys(("sad", "amused", "afraid", "angry", "disgusted", "content"), 0)


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Any) -> None:
    """Films go where they are thrown away."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def clips(db: None) -> Version:
    """The example that validates five films, with a norm for the first."""
    return published("film-validation", ("target: sad}", f"target: sad, norms: {{sad: {NORM}, tense: {NORM}}}}}"))


def report(newest: Version, **more: Any) -> dict[str, Any]:
    """The report of real people."""
    return film_report(newest.study, now=LATER, **more)


def film(document: dict[str, Any], name: str) -> dict[str, Any]:
    """One film of it."""
    return next(each for each in document["films"] if each["id"] == name)


def test_a_film_has_its_intensity_hits_and_discreteness(clips: Version) -> None:
    for sad, amused in ((6, 0), (8, 7), (4, 3.5)):
        rate(somebody(clips), "clip-a", {**CALM, "sad": sad, "amused": amused})
    rate(somebody(clips), "clip-a", {**CALM, "sad": None})

    document = report(clips)
    clip = film(document, "clip-a")

    assert (document["n_participants"], clip["target"], clip["scale"], clip["hit_point"]) == (4, "sad", [0, 8], 1)
    assert (clip["intensity"]["n"], clip["intensity"]["mean"], clip["intensity"]["sd"]) == (3, 6, 2)
    # t of 2 degrees of freedom is 4.302653: 6 ± 4.302653 · 2 / √3
    assert clip["intensity"]["ci95"] == pytest.approx([1.031725, 10.968275], abs=1e-6)
    # 6 − 0 and 8 − 7 are a point and more, 4 − 3.5 isn't.
    assert (clip["hits"]["n"], clip["hits"]["hits"], clip["hits"]["rate"]) == (3, 2, pytest.approx(2 / 3))
    # Less the mean of the five others: 6 − 0, 8 − 1.4, 4 − 0.7.
    assert clip["discreteness"]["mean"] == pytest.approx((6 + 6.6 + 3.3) / 3)
    assert next(each for each in clip["feelings"] if each["id"] == "sad")["target"] is True
    assert [each["id"] for each in clip["feelings"] if each["declared"]] == list(CALM)
    assert "bored" in [each["id"] for each in clip["feelings"]]


def test_a_neutral_film_hits_whom_it_leaves_calm_and_has_no_intensity(clips: Version) -> None:
    rate(somebody(clips), "clip-c", CALM)
    rate(somebody(clips), "clip-c", {**CALM, "content": 1})

    clip = film(report(clips), "clip-c")

    assert (clip["hits"]["n"], clip["hits"]["hits"]) == (2, 1)
    assert clip["intensity"]["mean"] is None and "no target feeling" in clip["intensity"]["reason"]
    assert clip["discreteness"]["mean"] is None and clip["success"]["index"] is None
    assert "no target feeling" in clip["success"]["reason"]


def test_success_is_told_among_the_films_of_the_study(clips: Version) -> None:
    for number in range(4):
        person = somebody(clips)
        rate(person, "clip-a", {**CALM, "sad": 7})
        rate(person, "clip-b", {**CALM, "amused": 5, "content": 5 if number % 2 else 0})

    a, b = (film(report(clips), name) for name in ("clip-a", "clip-b"))

    assert (a["hits"]["rate"], b["hits"]["rate"]) == (1, 0.5)
    assert a["success"]["index"] == pytest.approx(2 * 0.5**0.5)
    assert b["success"]["index"] == pytest.approx(-2 * 0.5**0.5)


def test_valence_and_arousal_come_from_the_grid(clips: Version) -> None:
    rate(somebody(clips), "clip-a", CALM, now=[2, 7])
    rate(somebody(clips), "clip-a", CALM, now=[4, 8])
    rate(somebody(clips), "clip-a", CALM)

    clip = film(report(clips), "clip-a")

    assert (clip["valence"]["n"], clip["valence"]["mean"], clip["arousal"]["mean"]) == (2, 3, 7.5)


def test_the_same_by_sex_and_by_familiarity(clips: Version) -> None:
    for sex, seen, sad in (("female", "no", 8), ("female", "yes", 4), ("male", "no", 2), (None, None, 6)):
        rate(somebody(clips, sex), "clip-a", {**CALM, "sad": sad}, seen=seen)

    sex, seen, exposure = film(report(clips), "clip-a")["by"]

    assert [(each["id"], each["n"], each["intensity"]["mean"]) for each in sex["levels"]] == [
        ("female", 2, 6),
        ("male", 1, 2),
        ("intersex", 0, None),
    ]
    assert (sex["unknown"], sex["observed"], sex["measured"]) == (1, True, "before the films")
    assert [(each["id"], each["n"], each["intensity"]["mean"]) for each in seen["levels"]] == [
        ("no", 2, 5),
        ("unsure", 0, None),
        ("yes", 1, 4),
    ]
    assert (seen["unknown"], seen["observed"], seen["measured"]) == (1, True, "after the film")
    assert exposure["id"] == "exposure"


def test_exposure_counts_all_to_whom_the_film_was_shown(clips: Version) -> None:
    for share in (1.0, 0.96, 0.5, None):
        rate(somebody(clips), "clip-a", {**CALM, "sad": 4}, share=share)
    away = somebody(clips)
    viewing(away, "clip-a", 0.2)

    clip = film(report(clips), "clip-a")
    seen = clip["exposure"]

    assert (seen["shown"], seen["evidence"], seen["enough"], seen["rate"]) == (5, 4, 2, 0.4)
    assert seen["wanted"] == 0.95
    assert seen["coverage"]["mean"] == pytest.approx((1 + 0.96 + 0.5 + 0.2) / 4)
    assert [(each["id"], each["n"]) for each in clip["by"][2]["levels"]] == [("yes", 2), ("no", 2), ("unknown", 1)]
    assert clip["intensity"]["n"] == 4


def test_what_late_batches_say_goes_before_what_the_page_stored(clips: Version) -> None:
    person = somebody(clips)
    rate(person, "clip-a", CALM, share=0.4)
    viewing(person, "clip-a", 1.0)

    assert film(report(clips), "clip-a")["exposure"]["enough"] == 1


def viewing(person: Any, clip: str, coverage: float) -> None:
    """What all batches together say."""
    none = dict.fromkeys(("longest_gap_s", "stalled_s", "paused_s", "hidden_s", "muted_s"), 0.0)
    counts = dict.fromkeys(("pauses", "seeks", "rate_changes", "refused"), 0)
    Viewing.objects.create(
        participant=person, step="film", occurrence=clip, films=[clip], duration_s=2.0, verdict="whole", strip={},
        coverage=coverage, markers=[], trace=[], batches=1, at=NOON, **none, **counts,
    )  # fmt: skip


def test_a_norm_stands_beside_what_was_found_on_the_study_s_scale(clips: Version) -> None:
    for sad in (5, 6, 7):
        rate(somebody(clips), "clip-a", {**CALM, "sad": sad})

    sad, tense = film(report(clips), "clip-a")["norms"]

    # The middle of 1 to 7 is the middle of 0 to 8, and a deviation of 1.5 there is 2 here.
    assert sad["rescaled"] == {"mean": pytest.approx(4), "sd": pytest.approx(2)}
    assert (sad["mean"], sad["sd"], sad["n"], sad["citation"]) == (4.0, 1.5, 50, "Somebody (2001)")
    assert sad["difference"] == pytest.approx(2)
    # √(1/3 + 4/50), Welch's df 6.8, pooled SD √((2 · 1 + 49 · 4) / 51)
    assert sad["d"] == pytest.approx(2 / (198 / 51) ** 0.5)
    assert sad["difference_ci95"][0] < 2 < sad["difference_ci95"][1]
    assert "reason" not in sad
    assert tense["difference"] is None and "doesn't ask" in tense["reason"]


@pytest.mark.parametrize(
    ("norm", "says", "difference"),
    [("{mean: 4, sd: 1, n: 20}", "taken to be the study's", 1), ("{mean: 55, sd: 1, n: 20}", "lies outside", None)],
)
@pytest.mark.django_db
def test_a_norm_without_a_scale_is_said_to_be(norm: str, says: str, difference: float | None) -> None:
    version = published("film-validation", ("target: sad}", f"target: sad, norms: {{sad: {norm}}}}}"))
    for sad in (4, 6):
        rate(somebody(version), "clip-a", {**CALM, "sad": sad})

    (found,) = film(report(version), "clip-a")["norms"]

    assert says in found["reason"] and found["difference"] == difference


def test_nobody_yet_gives_gaps_with_reasons_and_no_numbers(clips: Version) -> None:
    document = report(clips)

    assert [each["id"] for each in document["films"]] == [f"clip-{letter}" for letter in "abcde"]
    for each in document["films"]:
        assert each["hits"] == {"n": 0, "hits": 0, "rate": None, "ci95": None, "reason": each["hits"]["reason"]}
        assert each["intensity"]["mean"] is None and each["exposure"]["rate"] is None


@pytest.mark.django_db
def test_films_that_conditions_show_are_told_apart_by_the_film() -> None:
    version = published("good-cry")
    for condition, sad in (("adrift", 7), ("adrift", 5), ("harbour", 1), ("reunited", 6)):
        person = somebody(version, condition=condition)
        watch(person, "film", "", 0.99)
        answer(person, "felt", {**CALM, "sad": sad})
        answer(person, "film_check", {"seen_before": "no"})
        watch(person, "comfort", "", None)

    document = report(version)
    adrift, harbour, comfort = (film(document, name) for name in ("lighthouse-adrift", "harbour", "comfort"))

    assert (adrift["intensity"]["n"], adrift["intensity"]["mean"], adrift["conditions"]) == (2, 6, ["adrift"])
    assert (harbour["target"], harbour["hits"]["hits"], harbour["hits"]["n"]) == ("neutral", 0, 1)
    assert next(each for each in harbour["feelings"] if each["id"] == "sad")["mean"] == 1
    # The comfort film is shown to all, and nobody is asked about it.
    assert comfort["exposure"]["shown"] == 4 and comfort["conditions"] == ["reunited", "adrift", "harbour"]
    assert comfort["hits"]["rate"] is None and "nobody is asked" in comfort["hits"]["reason"]


@pytest.mark.django_db
def test_while_a_study_is_blinded_films_that_tell_the_condition_are_not_shown() -> None:
    version = published("good-cry", ("outcomes:\n", "blinded: {until: completed 50}\noutcomes:\n"))
    person = somebody(version, condition="adrift")
    watch(person, "film", "", 0.99)
    answer(person, "felt", {**CALM, "sad": 7})

    document = report(version)
    simulated = report(version, origin="simulated")

    assert document["films"] == [] and "Blinded until" in document["blinded"]["reason"]
    assert "blinded" not in simulated and simulated["films"]
    look(version.study, by=None, reason="The board asks.", at=NOON)
    opened = report(version)
    assert opened["interim"] is True and film(opened, "lighthouse-adrift")["intensity"]["mean"] == 7


@pytest.mark.django_db
def test_while_a_study_is_blinded_films_that_all_see_are_shown_of_everybody_together() -> None:
    version = published("film-validation", ("outcomes:\n", "blinded: {until: completed 50}\noutcomes:\n"))
    rate(somebody(version), "clip-a", {**CALM, "sad": 7})

    clip = film(report(version), "clip-a")

    assert clip["intensity"]["mean"] == 7 and clip["by"] == []
    assert "blinded" in report(version)


def test_made_up_people_and_those_who_did_not_agree_are_not_among_real_ones(clips: Version) -> None:
    rate(somebody(clips, origin="simulated"), "clip-a", {**CALM, "sad": 8})
    rate(begin(clips, consented=False), "clip-a", {**CALM, "sad": 8})

    assert film(report(clips), "clip-a")["exposure"]["shown"] == 0
    assert film(report(clips, origin="simulated"), "clip-a")["intensity"]["mean"] == 8


def test_a_film_whose_file_was_replaced_is_another_film(clips: Version) -> None:
    rate(somebody(clips), "clip-a", {**CALM, "sad": 8})
    newer = published("film-validation", ("clip-a: {file: films/a.mp4", "clip-a: {file: films/d.mp4"))
    rate(somebody(newer), "clip-a", {**CALM, "sad": 2})

    found = [each for each in report(newer)["films"] if each["id"] == "clip-a"]

    assert [(each["versions"], each["intensity"]["mean"]) for each in found] == [([2], 2), ([1], 8)]
    assert film(report(newer, version=1), "clip-a")["intensity"]["mean"] == 8
    with pytest.raises(NotPublishedError, match="no version 9"):
        report(newer, version=9)


def test_a_study_without_a_version_has_no_report(db: None) -> None:
    with pytest.raises(NotPublishedError, match="no published version"):
        film_report(Study.objects.create(slug="empty", title="Empty", created_at=NOON), now=NOON)


@pytest.mark.django_db
def test_a_study_that_checks_nothing_says_so() -> None:
    check = "  manipulation: {target: ratings.sad, others: [ratings.amused, ratings.afraid, ratings.angry, ratings.disgusted, ratings.content]}"  # noqa: E501
    version = published("film-validation", (f"checks:\n{check}\n", ""))
    rate(somebody(version), "clip-a", CALM, now=[3, 3])

    clip = film(report(version), "clip-a")

    assert clip["feelings"] == [] and "nobody is asked" in clip["intensity"]["reason"]
    assert clip["valence"]["mean"] == 3 and clip["exposure"]["rate"] == 1


def test_a_thousand_people_and_five_films_take_less_than_two_seconds(clips: Version) -> None:
    model = somebody(clips)
    for letter in "abcde":
        rate(model, f"clip-{letter}", {**CALM, "sad": 5}, now=[3, 3], seen="no")
    pages = list(Response.objects.filter(participant=model))
    people = [begin(clips, condition="all") for _ in range(999)]
    Response.objects.bulk_create(
        Response(
            participant=person, step=page.step, occurrence=page.occurrence, page=page.page, answers=page.answers,
            shown_at=NOON, at=NOON,
        )
        for person in people
        for page in pages
    )  # fmt: skip

    start = time.perf_counter()
    document = report(clips)
    took = time.perf_counter() - start

    assert film(document, "clip-a")["intensity"]["n"] == 1000
    assert took < 2, f"{took:.2f} s"
