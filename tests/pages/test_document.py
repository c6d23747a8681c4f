"""The desk's document: faults beside their lines, drafts, two people at once, publishing, copies, previews."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.ledger.models import Entry
from surveys.participation.models import Response
from surveys.protocols.draft import MAX_TEXT, draft_of, revision_of
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Draft, Membership, Study, Version
from tests.journeys.conftest import short  # noqa: F401
from tests.journeys.person import DoorsHandler, Person

PROTOCOL = Path(__file__).resolve().parent.parent / "studies" / "short" / "protocol.yaml"


@pytest.fixture
def enter(short: Version) -> Callable[..., Client]:  # noqa: F811
    """Somebody with a role in the short study, signed in; an empty role is none."""

    def enter(role: str = "owner", name: str = "") -> Client:
        user = get_user_model().objects.create_user(f"{name or role or 'nobody'}@example.org", "x")
        if role:
            Membership.objects.create(study=short.study, user=user, role=role)
        client = Client()
        client.handler = DoorsHandler(enforce_csrf_checks=False)
        client.force_login(user)
        cache.clear()
        return client

    return enter


def revision(slug: str = "short") -> str:
    study = Study.objects.get(slug=slug)
    return revision_of(study, draft_of(study))


def save(
    client: Client, text: str, *, at: str | None = None, file: str = "protocol.yaml", slug: str = "short"
) -> object:
    return client.post(
        f"/researcher/{slug}/document/save/", {"text": text, "file": file, "revision": at or revision(slug)}
    )


def test_every_fault_stands_beside_its_line(enter: Callable[..., Client]) -> None:
    client = enter()
    lines = PROTOCOL.read_text().split("\n")
    faulty = "\n".join(["bogus: 1", *lines, "nonsense: 2"])

    save(client, faulty)
    html = client.get("/researcher/short/document/").content.decode()

    assert '<li id="line-1" class="wrong"><code>bogus: 1</code><p dir="auto">There is no key called “bogus”' in html
    assert f'<a href="?file=protocol.yaml#line-{len(lines) + 2}"' in html
    found = client.post("/researcher/short/document/check/", {"file": "protocol.yaml", "text": faulty}).json()["faults"]
    assert [fault[:2] for fault in found] == [["protocol.yaml", 1], ["protocol.yaml", len(lines) + 2]]


def test_a_faulty_draft_is_kept_and_not_published(enter: Callable[..., Client]) -> None:
    client = enter()
    save(client, "lacrima: 1")

    page = client.get("/researcher/short/publish/").content.decode()
    answer = client.post("/researcher/short/publish/now/", {"revision": revision()})

    assert "Publish version" not in page
    assert answer.status_code == 422
    assert "Nothing was published" in answer.content.decode()
    assert Draft.objects.get().texts["protocol.yaml"] == "lacrima: 1"
    assert Version.objects.count() == 1


def test_of_two_people_at_once_the_second_gets_both_texts_and_loses_neither(enter: Callable[..., Client]) -> None:
    first, second = enter("owner"), enter("editor")
    seen = revision()
    text = PROTOCOL.read_text()
    save(first, f"# first\n{text}", at=seen)

    answer = save(second, f"# second\n{text}", at=seen)

    html = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "owner@example.org saved this study" in html
    assert "# second" in html.partition("<textarea")[2]
    assert '<div class="removed"><span class="mark">-</span><code># first</code>' in html
    assert Draft.objects.get().texts["protocol.yaml"].startswith("# first")
    # The page that says so carries the new revision: saving it is saving knowingly.
    assert f'name="revision" value="{revision()}"' in html
    assert save(second, f"# second\n{text}").status_code == 302  # type: ignore[attr-defined]


def test_whoever_saw_the_last_revision_saves_control(enter: Callable[..., Client]) -> None:
    client = enter()

    for number in range(3):
        assert save(client, f"# {number}").status_code == 302  # type: ignore[attr-defined]


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(enter: Callable[..., Client]) -> None:
    client = enter()
    text = PROTOCOL.read_text()
    save(client, f"# one\n{text}")
    seen = revision()
    save(client, f"# two\n{text}")

    answer = client.post("/researcher/short/publish/now/", {"revision": seen})

    assert answer.status_code == 409
    assert Version.objects.count() == 1


def test_publishing_makes_the_next_version_and_leaves_people_on_theirs(
    enter: Callable[..., Client],
    short: Version,  # noqa: F811
) -> None:
    client, someone = enter(), Person("short").agree()
    text = PROTOCOL.read_text().replace("minimum_age: 18", "minimum_age: 21")
    save(client, text)
    page = client.get("/researcher/short/publish/").content.decode()
    assert "minimum_age: 21" in page

    answer = client.post("/researcher/short/publish/now/", {"revision": revision()})

    assert answer.headers["Location"] == "/researcher/short/people/"
    newest = newest_version("short")
    assert newest is not None
    assert definition_of(newest[0]).consent.minimum_age == 21
    assert Participant.objects.get().version_id == short.pk
    assert someone.look().response.status_code == 200
    assert not Draft.objects.exists()
    assert Entry.objects.filter(verb="published").count() == 2
    # What was open before it was published can't be saved over it.
    assert save(client, "old", at="1.1").status_code == 409  # type: ignore[attr-defined]


def test_a_document_can_not_take_another_study_over(enter: Callable[..., Client]) -> None:
    client = enter()
    text = PROTOCOL.read_text()
    Study.objects.create(slug="other", title="Somebody's", created_at=timezone.now())
    save(client, text.replace("study: short", "study: other"))

    answer = client.post("/researcher/short/publish/now/", {"revision": revision()})

    assert answer.status_code == 422
    assert "This study is “short”" in answer.content.decode()
    assert not Version.objects.filter(study__slug="other").exists()


def test_files_are_added_renamed_and_taken_away(enter: Callable[..., Client]) -> None:
    client = enter()

    def do(what: str, file: str = "", name: str = "") -> set[str]:
        address = "/researcher/short/document/files/"
        client.post(address, {"do": what, "file": file, "name": name, "revision": revision()})
        return set(draft_of(Study.objects.get()).texts)

    assert "extra.md" in do("add", name="extra.md")
    assert "notes/more.md" in do("rename", "extra.md", "notes/more.md")
    assert "notes/more.md" not in do("remove", "notes/more.md")
    before = set(draft_of(Study.objects.get()).texts)
    for name in ("../out.md", "/etc/x.md", "a.exe", "x" * 200 + ".md", "protocol.yaml", "a\0.md", ".hidden.md"):
        assert do("add", name=name) == before
    assert do("remove", "protocol.yaml") == before


@pytest.mark.parametrize(
    ("text", "sentence"), [("x" * (MAX_TEXT + 1), "characters; this one has"), ("a\0b", "be kept (NUL")]
)
def test_what_can_not_be_saved_is_given_back(enter: Callable[..., Client], text: str, sentence: str) -> None:
    answer = save(enter(), text)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    html = answer.content.decode()  # type: ignore[attr-defined]
    assert sentence in html
    assert text[:100] in html.partition("<textarea")[2]
    assert not Draft.objects.exists()


def test_a_new_study_works_as_it_is(enter: Callable[..., Client]) -> None:
    client = enter()

    client.post("/researcher/new/", {"slug": "mine", "title": 'A "quoted": title', "copy_of": ""})
    client.post("/researcher/mine/publish/now/", {"revision": revision("mine")})

    assert Study.objects.get(slug="mine").title == 'A "quoted": title'
    someone = Person("mine").agree()
    someone.fill()
    assert Response.objects.exists()


def test_a_copy_has_the_films_of_its_model(enter: Callable[..., Client]) -> None:
    client = enter()

    client.post("/researcher/new/", {"slug": "again", "title": "Again", "copy_of": "short"})
    client.post("/researcher/again/publish/now/", {"revision": revision("again")})

    model, copy = (definition_of(newest_version(slug)[0]) for slug in ("short", "again"))  # type: ignore[index]
    assert {film.sha256 for film in copy.films.values()} == {film.sha256 for film in model.films.values()}
    assert copy.films


@pytest.mark.parametrize(
    ("slug", "title", "sentence"),
    [("short", "T", "already"), ("Ümlaut", "T", "short name"), ("9x", "T", "short name"), ("fine", " ", "title")],
)
def test_a_name_that_is_none_is_a_sentence(enter: Callable[..., Client], slug: str, title: str, sentence: str) -> None:
    answer = enter().post("/researcher/new/", {"slug": slug, "title": title})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Study.objects.count() == 1


def test_every_page_of_a_draft_can_be_looked_at_and_nothing_is_stored(enter: Callable[..., Client]) -> None:
    client = enter("viewer")
    html = client.get("/researcher/short/preview/").content.decode()
    pages = [part.partition('"')[0] for part in html.split("&amp;at=")[1:]]
    assert len(pages) > 10

    for page in pages:
        answer = client.get(f"/researcher/short/preview/page/?at={page}")
        assert answer.status_code == 200
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
        assert "form-action 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert not Participant.objects.exists()


def test_other_pages_can_not_be_framed_control(enter: Callable[..., Client]) -> None:
    answer = enter("viewer").get("/researcher/short/document/")

    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_closed_study_takes_nobody_new(enter: Callable[..., Client]) -> None:
    client = enter()

    client.post("/researcher/short/publish/state/", {"state": "closed"})
    assert Client().post("/s/short/").status_code == 410
    client.post("/researcher/short/publish/state/", {"state": "open"})
    assert Client().get("/s/short/").status_code == 200


@pytest.mark.parametrize(
    "address", ["document/save/", "document/files/", "document/check/", "publish/now/", "publish/state/"]
)
def test_only_editors_change_anything(enter: Callable[..., Client], address: str) -> None:
    fields = {
        "text": "x",
        "file": "protocol.yaml",
        "revision": revision(),
        "state": "closed",
        "do": "add",
        "name": "a.md",
    }

    assert enter("viewer").post(f"/researcher/short/{address}", fields).status_code == 404
    assert enter("").post(f"/researcher/short/{address}", fields).status_code == 404
    assert not Draft.objects.exists()
    assert Study.objects.get().state == "open"
    assert enter("editor").post(f"/researcher/short/{address}", fields).status_code != 404


def test_strangers_see_nothing(enter: Callable[..., Client]) -> None:
    client = enter("")

    for page in ("document", "publish", "preview", "preview/page"):
        assert client.get(f"/researcher/short/{page}/").status_code == 404
