"""Every address of the API: who is let in, what is said to the others, and that nothing can be sent."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from lacrima.accounts.issue_token import issue_token
from surveys.api.throttle import ProgramThrottle
from surveys.api.urls import urlpatterns
from surveys.exports.ask import ask
from surveys.exports.build import build_next
from surveys.exports.models import Export
from surveys.ledger.models import Entry
from surveys.protocols.models import Membership, Study, Version
from tests.exports.reading import NOON
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import begin, feel

SCHEMA_FILE = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
API = "/api/v1/"
STUDY = API + "studies/moods/"
# Each address, and the roles that are let in.
MEMBERS, EDITORS = ("owner", "editor", "viewer"), ("owner", "editor")
DOORS = {
    "studies/": MEMBERS,
    "studies/moods/": MEMBERS,
    "studies/moods/versions/": MEMBERS,
    "studies/moods/versions/1/": MEMBERS,
    "studies/moods/findings/": MEMBERS,
    "studies/moods/films/": MEMBERS,
    "studies/moods/exports/": EDITORS,
    "studies/moods/exports/{export}/": EDITORS,
    "studies/moods/exports/{export}/file/": EDITORS,
    "schema/": MEMBERS,
}
# What is said to everybody who has signed in.
FOR_ALL = ("studies/", "schema/")


@pytest.fixture(autouse=True)
def forgotten_requests() -> None:
    """Nobody has asked anything yet."""
    cache.clear()


@pytest.fixture
def export(moods: Version, settings: object, tmp_path: Path) -> Export:  # noqa: F811
    """One that waits."""
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    return ask(moods.study, by=None, at=NOON)


@pytest.fixture
def program(moods: Version) -> Callable[..., Client]:  # noqa: F811
    """A program with the token of somebody in a role, or of nobody in the study."""

    def client(role: str = "") -> Client:
        user, _ = get_user_model().objects.get_or_create(email=f"{role or 'nobody'}@example.org")
        if role:
            Membership.objects.get_or_create(study=moods.study, user=user, role=role)
        return Client(headers={"Authorization": f"Token {issue_token(user, 'test', at=NOON)[1]}"})

    return client


def test_every_address_stands_in_the_table() -> None:
    addresses = {str(door.pattern) for door in urlpatterns}

    assert len(addresses) == len(DOORS)


@pytest.mark.promise("X2")
@pytest.mark.parametrize("address", DOORS)
def test_each_address_lets_in_who_may_and_hides_from_the_others(
    program: Callable[..., Client], export: Export, address: str
) -> None:
    for role in ("owner", "editor", "viewer", ""):
        answer = program(role).get(API + address.format(export=export.pk))
        # A file that isn't ready is not found either, with a sentence of its own.
        waits = address.endswith("file/") and role in EDITORS
        allowed = role in DOORS[address] or address in FOR_ALL
        assert answer.status_code == (200 if allowed and not waits else 404), (role, address)
    assert Client().get(API + address.format(export=export.pk)).status_code == 401


@pytest.mark.promise("X2")
@pytest.mark.parametrize("address", [each for each in DOORS if "moods" in each])
def test_what_may_not_be_seen_is_answered_like_what_is_not_there(
    program: Callable[..., Client], export: Export, address: str
) -> None:
    client, path = program(), API + address.format(export=export.pk)

    hidden, missing = client.get(path).json(), client.get(path.replace("moods", "nothing")).json()

    assert hidden == {"detail": missing["detail"].replace("nothing", "moods")}


@pytest.mark.promise("X10")
@pytest.mark.parametrize("address", DOORS)
def test_nothing_can_be_sent(program: Callable[..., Client], export: Export, address: str) -> None:
    client, path = program("owner"), API + address.format(export=export.pk)
    sent: dict[str, Any] = {"data": {"slug": "taken", "state": "done"}, "content_type": "application/json"}

    assert {getattr(client, method)(path, **sent).status_code for method in ("post", "put", "patch", "delete")} == {405}
    assert (Study.objects.get().slug, Export.objects.get().state) == ("moods", "waiting")


def test_versions_come_with_their_frozen_document(program: Callable[..., Client], moods: Version) -> None:  # noqa: F811
    client = program("viewer")

    listed, whole = client.get(STUDY + "versions/").json()["results"], client.get(STUDY + "versions/1/").json()

    assert [(each["number"], each["sha256"]) for each in listed] == [(1, moods.sha256)]
    assert whole["definition"] == moods.definition
    assert client.get(STUDY + "versions/2/").json() == {"detail": "“moods” has no version 2."}


def test_exports_are_described_without_who_asked(program: Callable[..., Client], export: Export) -> None:
    found = program("editor").get(STUDY + "exports/").json()["results"][0]

    assert (found["number"], found["state"], found["level"]) == (export.pk, "waiting", "pseudonymous")
    assert not {"asked_by", "file", "departed", "study"} & found.keys()


@pytest.mark.django_db(transaction=True)
def test_a_program_fetches_a_file_and_that_is_entered(program: Callable[..., Client], export: Export) -> None:
    client, path = program("owner"), f"{STUDY}exports/{export.pk}/file/"
    assert client.get(path).json() == {"detail": "This export is not ready yet: it waits for a worker."}
    build_next(now=timezone.now)

    answer = client.get(path)

    export.refresh_from_db()
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert (answer.status_code, len(content), content[:2]) == (200, export.bytes, b"PK")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export.download_name}"'
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Entry.objects.latest("number").verb == "export handed out"


def test_long_lists_come_in_pages(program: Callable[..., Client], moods: Version) -> None:  # noqa: F811
    client = program("viewer")
    for number in range(3):
        study = Study.objects.create(slug=f"s{number}", title=f"S{number}", created_at=NOON)
        Membership.objects.create(study=study, user=get_user_model().objects.get(), role="viewer")

    first = client.get(API + "studies/?page_size=3").json()
    second = client.get(first["next"]).json()

    assert (first["count"], len(first["results"]), len(second["results"])) == (4, 3, 1)
    assert client.get(API + "studies/?page=9").status_code == 404


def test_who_asks_too_often_is_told_when_to_come_back(
    program: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ProgramThrottle, "rate", "2/min")
    client, other = program("owner"), program("viewer")

    answers = [client.get(API + "studies/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) <= 60
    assert "Request was throttled." in answers[-1].json()["detail"]
    assert other.get(API + "studies/").status_code == 200


def test_the_schema_that_is_checked_in_is_the_one_that_is_served(db: None) -> None:
    made = StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=made)

    told = "python3 manage.py spectacular --validate --file docs/openapi.yaml"
    assert made.getvalue().strip() == SCHEMA_FILE.read_text().strip(), f"Write it anew: {told}"


@pytest.mark.promise("X2")
def test_a_file_of_own_words_is_there_for_owners_alone(program: Callable[..., Client], export: Export) -> None:
    words = ask(export.study, by=None, at=NOON, layout="texts", will_read=True)

    for role, numbers in (("owner", [words.pk, export.pk]), ("editor", [export.pk])):
        found = program(role).get(STUDY + "exports/").json()["results"]
        assert [each["number"] for each in found] == numbers
    for address in (f"exports/{words.pk}/", f"exports/{words.pk}/file/"):
        assert "that you may see" in program("editor").get(STUDY + address).json()["detail"]
    assert program("owner").get(f"{STUDY}exports/{words.pk}/").json()["layout"] == "texts"
