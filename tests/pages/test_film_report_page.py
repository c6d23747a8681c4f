"""The validation report as a page: figures with n, reasons for gaps, files, and nothing while it is blinded."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from surveys.protocols.models import Membership, Study, Version
from tests.findings.film_people import NORM, answer, published, rate, somebody, watch
from tests.findings.people import NOON
from tests.findings.test_film_report import CALM

REPORT = "/researcher/film-validation/films/report/"


@pytest.fixture
def clips(db: None, settings: Any, tmp_path: Any) -> Version:
    """Five films, two of them rated by three people."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    version = published("film-validation", ("target: sad}", f"target: sad, norms: {{sad: {NORM}}}}}"))
    for sex, seen, sad in (("female", "no", 8), ("female", "yes", 6), ("male", "no", 4)):
        person = somebody(version, sex)
        rate(person, "clip-a", {**CALM, "sad": sad}, now=[2, 7], seen=seen)
        rate(person, "clip-c", CALM)
    return version


def member(study: Study) -> Client:
    """Somebody of the study, signed in."""
    user = get_user_model().objects.create_user("viewer@example.org", "a long enough password")
    Membership.objects.create(study=study, user=user, role="viewer")
    browser = Client()
    browser.force_login(user)
    return browser


def table(browser: Client, kind: str, query: str = "") -> list[dict[str, str]]:
    """A table's file."""
    answer_ = browser.get(f"{REPORT}files/{kind}.csv{query}")
    assert answer_.status_code == 200
    return list(csv.DictReader(io.StringIO(answer_.content.decode())))


def test_the_page_has_every_figure_with_its_n(clips: Version) -> None:
    html = member(clips.study).get(REPORT).content.decode()

    assert "6.00 [1.03, 10.97]" in html
    assert "3 of 3 (100 %) [44, 100]" in html
    assert "A neutral film has no target feeling." in html
    assert "Beside the norms of the document" in html and "Somebody (2001)" in html
    for caption in ("By sex", "By seen before", "By exposure", "Valence and arousal"):
        assert caption in html
    assert html.count("observed, not randomised") == 1
    assert 'class="number heat6 target"' in html


def test_tables_are_files_with_full_precision(clips: Version) -> None:
    browser = member(clips.study)

    films = {row["film"]: row for row in table(browser, "films")}
    assert float(films["clip-a"]["intensity_ci95_low"]) == pytest.approx(1.031725, abs=1e-6)
    assert films["clip-a"]["hits_rate"] == "1.0" and films["clip-a"]["exposure_enough"] == "3"
    assert films["clip-c"]["intensity_mean"] == "" and "neutral" in films["clip-c"]["intensity_reason"]
    (norm,) = table(browser, "norms")
    assert float(norm["rescaled_mean"]) == pytest.approx(4) and norm["norm_scale_high"] == "7.0"
    sexes = [row for row in table(browser, "sex") if row["film"] == "clip-a" and row["n"] != "0"]
    assert [(row["level"], row["n"], row["intensity_mean"]) for row in sexes] == [
        ("female", "2", "7.0"),
        ("male", "1", "4.0"),
    ]
    assert {row["observed"] for row in sexes} == {"yes"}
    assert table(browser, "affect")[0]["valence_mean"] == "2.0"
    sad = next(row for row in table(browser, "feelings") if row["feeling"] == "sad")
    assert (sad["mean"], sad["is_target"]) == ("6.0", "True")


def test_the_picture_says_in_words_what_it_shows(clips: Version) -> None:
    browser = member(clips.study)

    answer_ = browser.get(f"{REPORT}files/intensity.svg")
    words = " ".join(ElementTree.fromstring(answer_.content).itertext())

    assert answer_.headers["Content-Type"] == "image/svg+xml"
    assert "clip-a (sad): 6.0 [1.0, 11.0], n = 3, norm 4.0" in words
    assert "clip-c: neutral" in words
    assert browser.get(f"{REPORT}files/intensity.png").content[:4] == b"\x89PNG"
    for name in ("films.svg", "intensity.gif", "nonsense.csv"):
        assert browser.get(f"{REPORT}files/{name}").status_code == 404


def test_made_up_people_have_a_report_of_their_own(clips: Version) -> None:
    html = member(clips.study).get(f"{REPORT}?people=simulated").content.decode()

    assert "Simulated people: made up" in html
    assert "6.00 [" not in html


@pytest.mark.django_db
def test_while_a_study_is_blinded_the_page_and_its_files_show_no_film(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    version = published("good-cry", ("outcomes:\n", "blinded: {until: completed 50}\noutcomes:\n"))
    person = somebody(version, condition="adrift")
    watch(person, "film", "", 0.99)
    answer(person, "felt", {**CALM, "sad": 7})
    browser = member(version.study)
    address = REPORT.replace("film-validation", "good-cry")

    html = browser.get(address).content.decode()
    file = browser.get(f"{address}files/films.csv").content.decode()

    assert "Films tell the condition" in html
    for text in (html, file):
        assert "lighthouse" not in text and "adrift" not in text
    assert browser.get(f"{address}files/intensity.svg").status_code == 404
    assert "lighthouse-adrift" in browser.get(f"{address}?people=simulated").content.decode()


def test_before_the_first_version_it_says_what_to_do(db: None) -> None:
    study = Study.objects.create(slug="film-validation", title="Empty", created_at=NOON)
    browser = member(study)

    assert "no published version" in browser.get(REPORT).content.decode()
    assert browser.get(f"{REPORT}files/films.csv").status_code == 404
