"""The page of data: who may ask, what is said, and how a file leaves."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from surveys.exports.ask import ask
from surveys.exports.build import build_next
from surveys.exports.models import Export
from surveys.ledger.models import Entry
from surveys.protocols.models import Membership, Study, Version
from tests.exports.reading import NOON
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import begin, feel

PAGE = "/researcher/moods/data/"
BOOK, BOOK_FILE = PAGE + "codebook/", PAGE + "codebook.csv"
WANTED = {"level": "pseudonymous", "layout": "both", "origin": "real"}


@pytest.fixture
def researcher(moods: Version) -> Callable[..., Client]:  # noqa: F811
    """A signed-in researcher in a role, or in none."""

    def client(role: str = "", *, checks: bool = False) -> Client:
        user, _ = get_user_model().objects.get_or_create(email=f"{role or 'nobody'}@example.org")
        if role:
            Membership.objects.get_or_create(study=moods.study, user=user, role=role)
        browser = Client(enforce_csrf_checks=checks)
        browser.force_login(user)
        return browser

    return client


@pytest.fixture
def files(settings: object, tmp_path: Path) -> Iterator[Path]:
    """Where files lie."""
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    yield tmp_path / "exports"


@pytest.fixture
def answered(moods: Version, files: Path) -> Version:  # noqa: F811
    """The study with somebody in it."""
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    return moods


def said(browser: Client, address: str = PAGE) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.promise("X2")
def test_whoever_is_not_signed_in_is_led_to_signing_in(answered: Version) -> None:
    export = ask(answered.study, by=None, at=NOON)

    for address in (PAGE, BOOK, BOOK_FILE):
        assert Client().get(address).headers["Location"].startswith("/accounts/login/")
    for action in ("ask/", f"{export.pk}/cancel/", f"{export.pk}/file/"):
        assert Client().post(PAGE + action).headers["Location"].startswith("/accounts/login/")


@pytest.mark.promise("X2")
@pytest.mark.parametrize("role", ["", "viewer"])
def test_only_owners_and_editors_take_data_home(
    researcher: Callable[..., Client], answered: Version, role: str
) -> None:
    export = ask(answered.study, by=None, at=NOON)
    browser = researcher(role)

    for action in ("ask/", f"{export.pk}/cancel/", f"{export.pk}/file/"):
        assert browser.post(PAGE + action, WANTED).status_code == 404
    assert Export.objects.get().state == "waiting"
    for address in (PAGE, BOOK, BOOK_FILE):
        assert browser.get(address).status_code == (200 if role else 404)
    if role:
        page = said(browser)
        assert "Data are for owners and editors" in page
        assert "<select" not in page


@pytest.mark.promise("X2")
def test_an_admin_who_is_no_member_asks_for_nothing(answered: Version) -> None:
    browser = Client()
    browser.force_login(get_user_model().objects.create_user("admin@example.org", is_staff=True))

    assert browser.post(PAGE + "ask/", WANTED).status_code == 404
    assert "Data are for owners and editors" in said(browser)


@pytest.mark.promise("X2")
def test_an_export_of_another_study_is_not_found(researcher: Callable[..., Client], answered: Version) -> None:
    other = Study.objects.create(slug="other", title="Other", created_at=NOON)
    export = Export.objects.create(study=other, origin="real", level="pseudonymous", layout="wide", asked_at=NOON)

    for action in ("cancel/", "file/"):
        assert researcher("owner").post(f"{PAGE}{export.pk}/{action}").status_code == 404


def test_nothing_happens_by_a_link_or_without_the_forms_token(
    researcher: Callable[..., Client], answered: Version
) -> None:
    export = ask(answered.study, by=None, at=NOON)

    for action in ("ask/", f"{export.pk}/cancel/", f"{export.pk}/file/"):
        assert researcher("owner").get(PAGE + action).status_code == 405
        assert researcher("owner", checks=True).post(PAGE + action, WANTED).status_code == 403
    assert Export.objects.get().state == "waiting"


@pytest.mark.parametrize("role", ["owner", "editor"])
def test_what_is_asked_for_stands_on_the_page_until_it_is_cancelled(
    researcher: Callable[..., Client], answered: Version, role: str
) -> None:
    browser = researcher(role)
    assert "No files yet" in said(browser)

    browser.post(PAGE + "ask/", WANTED)

    export = Export.objects.get()
    page = said(browser)
    assert "Your export is being made." in page
    assert f"{export.pk}/cancel/" in page
    assert "live.js" in page
    browser.post(f"{PAGE}{export.pk}/cancel/")
    page = said(browser)
    assert "Nothing of it was kept." in page
    assert f"{export.pk}/cancel/" not in page
    assert "live.js" not in page


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"level": "anonymised"}, "Anonymised data can&#x27;t be exported yet"),
        ({"layout": "round"}, "There is no layout “round”"),
        ({"origin": "simulated"}, "No simulated person has consented"),
        ({"origin": ""}, "There are no “” people"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(
    researcher: Callable[..., Client], answered: Version, wanted: dict[str, str], sentence: str
) -> None:
    browser = researcher("owner")

    browser.post(PAGE + "ask/", {**WANTED, **wanted})

    assert sentence in said(browser)
    assert not Export.objects.exists()


def test_without_data_there_is_a_sentence(researcher: Callable[..., Client], files: Path) -> None:
    browser = researcher("owner")

    browser.post(PAGE + "ask/", WANTED)

    assert "Nobody has consented to take part in “moods” yet" in said(browser)


@pytest.mark.django_db(transaction=True)
def test_a_file_leaves_as_a_private_download_and_is_entered(
    researcher: Callable[..., Client], answered: Version, tmp_path: Path
) -> None:
    browser = researcher("editor")
    browser.post(PAGE + "ask/", WANTED)
    export = Export.objects.get()
    assert browser.post(f"{PAGE}{export.pk}/file/").status_code == 302
    assert "is not ready yet" in said(browser)
    build_next(now=timezone.now)
    export.refresh_from_db()

    answer = browser.post(f"{PAGE}{export.pk}/file/")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{export.download_name}"'
    assert answer.headers["Content-Type"] == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    taken = tmp_path / "taken.zip"
    taken.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    with ZipFile(taken) as archive:
        papers = ["README.txt", "codebook.csv", "codebook.html"]
        assert archive.namelist() == [*papers, "wide.csv", "long.csv", "timing.csv"]
    last = Entry.objects.latest("number")
    user = get_user_model().objects.get(email="editor@example.org")
    assert (last.verb, last.actor, last.about) == ("export handed out", str(user.pk), f"export:{export.pk}")
    assert ", taken" in said(browser)


def test_the_codebook_can_be_read_before_anybody_has_answered(researcher: Callable[..., Client]) -> None:
    browser = researcher("viewer")

    page = said(browser, BOOK)
    answer = browser.get(BOOK_FILE)

    assert "feel_before_low_pro" in page
    assert answer.headers["Content-Disposition"] == 'attachment; filename="moods_codebook.csv"'
    assert "feel_before_low_pro" in answer.content.decode()


def test_a_draft_has_no_codebook_yet(researcher: Callable[..., Client]) -> None:
    browser = researcher("viewer")
    draft = Study.objects.create(slug="draft", title="Draft", created_at=NOON)
    Membership.objects.create(study=draft, user=get_user_model().objects.get(), role="owner")

    assert "No version yet" in said(browser, "/researcher/draft/data/codebook/")


@pytest.mark.promise("X2")
def test_own_words_are_for_owners_who_say_that_they_will_read_them(
    researcher: Callable[..., Client], answered: Version
) -> None:
    words, promised = {**WANTED, "layout": "texts"}, {"will_read": "yes"}
    owner, editor = researcher("owner"), researcher("editor")
    assert 'name="will_read"' in said(owner)
    assert 'name="will_read"' not in said(editor)

    editor.post(PAGE + "ask/", {**words, **promised})
    assert "only owners of the study take them home" in said(editor)
    owner.post(PAGE + "ask/", words)
    assert "Tick that you will read and clean them" in said(owner)
    assert not Export.objects.exists()
    owner.post(PAGE + "ask/", {**words, **promised})

    export = Export.objects.get()
    assert (export.layout, Entry.objects.latest("number").detail["layout"]) == ("texts", "texts")
    for action in ("cancel/", "file/"):
        assert editor.post(f"{PAGE}{export.pk}/{action}").status_code == 404
    assert f"{export.pk}/cancel/" in said(owner)
    assert f"{export.pk}/cancel/" not in said(editor)
