"""Findings for programs: what a token opens, what it doesn't, and how faults are said."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from lacrima.accounts.issue_token import issue_token
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Membership, Study, Version
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import NOON, begin, feel, send

LIST, SCHEMA = "/api/v1/studies/", "/api/v1/schema/"
FINDINGS = "/api/v1/studies/moods/findings/"


@pytest.fixture
def program(moods: Version) -> Callable[..., Client]:  # noqa: F811
    """A program with the token of somebody in a role, or of nobody in the study."""

    def client(role: str = "") -> Client:
        user = get_user_model().objects.create_user(f"{role or 'nobody'}@example.org", "a long enough password")
        if role:
            Membership.objects.create(study=moods.study, user=user, role=role)
        return Client(headers={"Authorization": f"Token {issue_token(user, 'test', at=NOON)[1]}"})

    return client


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_a_member_reads_the_stored_document(program: Callable[..., Client], moods: Version, role: str) -> None:  # noqa: F811
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)

    answer = program(role).get(FINDINGS)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.json()["study"], answer.json()["n_participants"]) == ("moods", 1)


@pytest.mark.promise("X2")
def test_who_is_no_member_gets_the_answer_for_no_study(program: Callable[..., Client]) -> None:
    client = program()

    hidden, missing = client.get(FINDINGS), client.get("/api/v1/studies/nothing/findings/")

    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == {"detail": "There is no study “moods” that you may see."}
    assert client.get(LIST).json()["results"] == []


@pytest.mark.promise("X2")
@pytest.mark.parametrize("address", [LIST, FINDINGS, SCHEMA])
def test_without_a_token_nothing_is_said(moods: Version, address: str) -> None:  # noqa: F811
    answer = Client().get(address)

    assert answer.status_code == 401
    assert "credentials were not provided." in answer.content.decode()


def test_the_list_names_what_may_be_seen(program: Callable[..., Client]) -> None:
    Study.objects.create(slug="other", title="Other", created_at=NOON)

    found = {"slug": "moods", "title": "Moods", "state": "open", "newest_version": 1}
    assert program("viewer").get(LIST).json() == {"count": 1, "next": None, "previous": None, "results": [found]}


@pytest.mark.promise("X10")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("address", [LIST, FINDINGS])
def test_nothing_can_be_sent(program: Callable[..., Client], method: str, address: str) -> None:
    client = program("owner")

    answer = getattr(client, method)(address, {"slug": "taken", "owner": 1}, content_type="application/json")

    assert answer.status_code == 405
    assert Study.objects.get().slug == "moods"


def test_an_unpublished_study_says_so(program: Callable[..., Client], moods: Version) -> None:  # noqa: F811
    client = program("owner")
    draft = Study.objects.create(slug="draft", title="Draft", created_at=NOON)
    Membership.objects.create(study=draft, user=get_user_model().objects.get(), role="owner")

    answer = client.get("/api/v1/studies/draft/findings/")

    assert (answer.status_code, answer.json()["detail"][:40]) == (404, "“draft” has no published version yet, so")


def test_the_schema_describes_the_document(program: Callable[..., Client]) -> None:
    answer = program("viewer").get(SCHEMA, headers={"Accept": "application/json"})

    assert answer.status_code == 200
    parts = answer.json()["components"]["schemas"]
    assert {"Findings", "Cell", "Change", "Flow", "Group"} <= parts.keys()
    assert {"from", "to", "n"} <= parts["Change"]["properties"].keys()


def test_the_schema_describes_every_key_of_the_document(program: Callable[..., Client], moods: Version) -> None:  # noqa: F811
    client = program("viewer")
    for condition, sad in [("warm", 10), ("warm", 30), ("cold", 20), ("cold", 45)]:
        person = begin(moods, condition=condition)
        feel(person, "before", sad, 20, 30)
        feel(person, "after", sad + 7 % sad, 25, 30)
        send(person, "tears", [sad % 5])
    parts = client.get(SCHEMA, headers={"Accept": "application/json"}).json()["components"]["schemas"]

    found = client.get(FINDINGS).json()

    assert list(undescribed(found, {"$ref": "#/components/schemas/Findings"}, parts)) == []
    # Control: a key that the schema doesn't have is found wherever it stands.
    found["outcomes"][0]["cells"][0]["new"] = 1
    assert len(list(undescribed(found, {"$ref": "#/components/schemas/Findings"}, parts))) == 1


def undescribed(value: Any, schema: dict[str, Any], parts: dict[str, Any], place: str = "") -> Iterator[str]:
    """The places of keys that the schema lacks, and of those that it says are always there and aren't."""
    schema = schema["allOf"][0] if "allOf" in schema else schema
    if "$ref" in schema:
        schema = parts[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from undescribed(one, schema.get("items", {}), parts, f"{place}[{number}]")
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        yield from (f"{place}.{key}" for key in value.keys() ^ (value.keys() & known.keys()))
        yield from (f"{place}.{key} is missing" for key in set(schema.get("required", ())) - value.keys())
        for key in value.keys() & known.keys():
            yield from undescribed(value[key], known[key], parts, f"{place}.{key}")
