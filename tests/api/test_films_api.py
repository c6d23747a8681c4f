"""The validation report for programs: it fits its schema, and says nothing to who may not see it."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from lacrima.accounts.issue_token import issue_token
from surveys.api.film_document import FilmReportSerializer
from surveys.protocols.models import Membership, Study, Version
from tests.findings.film_people import NORM, published, rate, somebody
from tests.findings.people import NOON
from tests.findings.test_film_report import CALM

ADDRESS = "/api/v1/studies/film-validation/films/"


@pytest.fixture
def clips(db: None, settings: Any, tmp_path: Any) -> Version:
    """The example that validates five films, with one rating."""
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    version = published("film-validation", ("target: sad}", f"target: sad, norms: {{sad: {NORM}}}}}"))
    rate(somebody(version), "clip-a", {**CALM, "sad": 7}, now=[2, 8], seen="no")
    return version


def program(study: Study, role: str) -> Client:
    """A program with the token of somebody in a role, or of nobody in the study."""
    user = get_user_model().objects.create_user(f"{role or 'nobody'}@example.org", "a long enough password")
    if role:
        Membership.objects.create(study=study, user=user, role=role)
    return Client(headers={"Authorization": f"Token {issue_token(user, 'test', at=NOON)[1]}"})


def test_a_member_reads_the_report(clips: Version) -> None:
    answer = program(clips.study, "viewer").get(ADDRESS)

    assert answer.status_code == 200
    film = answer.json()["films"][0]
    assert (film["id"], film["intensity"]["mean"], film["hits"]["hits"]) == ("clip-a", 7, 1)


def test_the_report_has_the_fields_of_its_schema(clips: Version) -> None:
    document = program(clips.study, "owner").get(ADDRESS).json()

    assert list(strangers(FilmReportSerializer(), document)) == []


def strangers(serializer: Any, part: Any, place: str = "") -> Any:
    """Keys of a document that its schema doesn't name, and names that the document doesn't have."""
    fields = serializer.fields
    for key in part:
        if key not in fields:
            yield f"{place}.{key}"
    for key, field in fields.items():
        if key not in part:
            if field.required:
                yield f"{place}.{key} is missing"
        elif hasattr(field, "child") and hasattr(field.child, "fields"):
            for each in part[key]:
                yield from strangers(field.child, each, f"{place}.{key}")
        elif hasattr(field, "fields") and part[key] is not None:
            yield from strangers(field, part[key], f"{place}.{key}")


@pytest.mark.promise("X2")
def test_who_is_no_member_gets_the_answer_for_no_study(clips: Version) -> None:
    answer = program(clips.study, "").get(ADDRESS)

    assert answer.status_code == 404
    assert answer.json() == {"detail": "There is no study “film-validation” that you may see."}
    assert Client().get(ADDRESS).status_code == 401


def test_nothing_can_be_sent_to_it(clips: Version) -> None:
    assert program(clips.study, "owner").post(ADDRESS).status_code == 405


def test_a_study_without_a_version_says_so(db: None) -> None:
    study = Study.objects.create(slug="film-validation", title="Empty", created_at=NOON)

    answer = program(study, "owner").get(ADDRESS)

    assert answer.status_code == 404 and "no published version" in answer.json()["detail"]
