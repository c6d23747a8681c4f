"""Consent: questions about its text, a copy to keep, and a new version that asks again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from surveys.api.verify import verify
from surveys.enrolment.agreed import agreed_by
from surveys.enrolment.consent import text_sha256
from surveys.enrolment.models import Consent, Participant
from surveys.participation.models import Response
from surveys.protocols.ask_again import ask_again
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.journeys.person import Person

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"
QUESTIONS = """  questions:
    - id: may_stop
      text: When may you stop?
      options: [{value: any, label: At any time}, {value: end, label: Only at the end}]
      right: any
      hint: It stands under “Your rights”.
"""


def asking(*, consent: str = "") -> Folder:
    """The short study with a question about its consent text."""
    folder = read_folder(SHORT)
    protocol = folder.texts["protocol.yaml"].replace("  minimum_age: 18\n", f"  minimum_age: 18\n{QUESTIONS}")
    texts = {**folder.texts, "protocol.yaml": protocol}
    return Folder({**texts, "consent.md": consent or texts["consent.md"]}, folder.folder)


@pytest.fixture
def questioned(db: None, settings: object, tmp_path: Path) -> Version:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return publish(asking(), by=None, at=timezone.now())


def test_a_wrong_answer_is_explained_and_asked_again_as_often_as_needed(questioned: Version) -> None:
    someone = Person("short")
    assert someone.form.offered["may_stop"] == ["any", "end"]
    assert someone.form.kept == {}, "nothing is ticked or chosen beforehand"

    for _ in range(3):
        someone.agree(may_stop="end")
        assert someone.response.status_code == 422
        assert "not quite what the text says" in someone.html
        assert "It stands under “Your rights”." in someone.html
        # What was typed stays.
        assert someone.form.kept == {"minimum_age": ["yes"], "take_part": ["yes"], "may_stop": ["end"]}
    assert Consent.objects.count() == Response.objects.count() == 0

    someone.agree(may_stop="any")
    assert Consent.objects.get().clauses == ["minimum_age", "take_part"]
    assert "may_stop" not in str(list(Consent.objects.values()))


def test_an_open_question_is_asked_for(questioned: Version) -> None:
    someone = Person("short").agree()

    assert someone.response.status_code == 422
    assert "It stands under" in someone.html
    assert Participant.objects.get().consented_at is None


def test_whoever_does_not_agree_needs_no_right_answer(questioned: Version) -> None:
    someone = Person("short").send({"disagree": "yes"})

    assert someone.response.status_code == 200
    assert Participant.objects.count() == 0


OTHER = "# What this is about\n\nNow a partner reads the answers too.\n"


def published(folder: Folder, *, again: bool = False) -> Version:
    """The folder's version, which asks people under way again."""
    version = publish(folder, by=None, at=timezone.now())
    if again:
        ask_again(version, by=None, at=timezone.now())
    return version


@pytest.mark.promise("S4")
def test_a_copy_of_the_consent_says_what_was_agreed_to(person: Callable[..., Person]) -> None:
    someone = person().agree()
    assert 'href="consent"' in someone.html
    consent = Consent.objects.get()

    page = someone.browser.get(f"{someone.link}consent")
    html = page.content.decode()

    assert page.status_code == 200
    assert consent.text_sha256 in html
    assert html.count("<strong>Agreed</strong>") == 2
    assert html.count("<strong>Left open</strong>") == 1
    assert "You may share my answers." in html
    file = someone.browser.get(f"{someone.link}consent.pdf")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "application/pdf")
    assert file.content.startswith(b"%PDF-") and len(file.content) < 100_000
    assert Client().get(f"/p/{'x' * 24}/consent").status_code == 404
    assert Client().get(f"/p/{'x' * 24}/consent.pdf").status_code == 404


@pytest.mark.promise("S4")
def test_a_hash_leads_to_the_text_that_was_agreed_to(short: Version) -> None:
    Person("short").agree()
    (agreed,) = agreed_by(Participant.objects.get().pk)

    assert text_sha256(agreed.definition, agreed.language) == agreed.sha256
    assert agreed.definition.text("consent.md", "en").startswith("# What this is about")
    # Control: a text that doesn't fit its hash is told.
    Consent.objects.update(text_sha256="0" * 64)
    assert [each for each in verify(timezone.now()) if "consent text" in each]
    Consent.objects.update(text_sha256=agreed.sha256)


@pytest.mark.promise("S4")
def test_a_new_version_asks_people_under_way_again(short: Version) -> None:
    folder = read_folder(SHORT)
    someone, other = Person("short").agree(), Person("short").agree(share="yes")
    first = Consent.objects.order_by("pk").first()
    assert first is not None
    # Control: a version that doesn't ask leaves people alone.
    published(Folder({**folder.texts, "consent.md": f"{OTHER}\nFor a week.\n"}, folder.folder))
    assert someone.look().step == "person::0"

    later = published(Folder({**folder.texts, "consent.md": OTHER}, folder.folder), again=True)

    someone.response = someone.browser.get(someone.link)
    assert (someone.response.status_code, someone.response.headers["Location"]) == (302, f"{someone.link}consent")
    page = someone.browser.get(f"{someone.link}consent").content.decode()
    assert "Now a partner reads the answers too." in page
    assert "What you agreed to before" in page
    assert "checked" not in page
    # What was on the page already is kept; nothing that was typed is lost.
    other.send({"age": "40", "crisis": "no"})
    assert Response.objects.count() == 1

    refused = someone.browser.post(f"{someone.link}consent", {"version": later.pk, "minimum_age": "yes"})
    assert refused.status_code == 422
    ticks = {"version": later.pk, "minimum_age": "yes", "take_part": "yes"}
    for _ in range(2):
        assert someone.browser.post(f"{someone.link}consent", ticks).headers["Location"] == someone.link

    consent = Consent.objects.get(pk=first.pk)
    assert (consent.version, len(consent.former)) == (later, 1)
    assert consent.former[0]["text_sha256"] == first.text_sha256 != consent.text_sha256
    assert Participant.objects.get(pk=first.participant_id).version == short, (
        "the journey stays that of the first version"
    )
    assert someone.look().step == "person::0"
    agreed = agreed_by(first.participant_id)
    assert [each.version for each in agreed] == [later.pk, short.pk]
    assert "What you agreed to before" in someone.browser.get(f"{someone.link}consent").content.decode()


@pytest.mark.promise("S4")
def test_whoever_does_not_agree_to_the_new_text_is_led_to_stopping(short: Version) -> None:
    folder = read_folder(SHORT)
    someone = Person("short").agree()
    later = published(Folder({**folder.texts, "consent.md": OTHER}, folder.folder), again=True)

    answer = someone.browser.post(f"{someone.link}consent", {"version": later.pk, "disagree": "yes"})

    assert answer.headers["Location"] == f"{someone.link}stop"
    assert Consent.objects.get().former == []


def test_a_version_with_the_same_consent_text_asks_nobody(short: Version) -> None:
    folder = read_folder(SHORT)
    someone = Person("short").agree()
    protocol = folder.texts["protocol.yaml"].replace("title: A short study", "title: A shorter study")
    published(Folder({**folder.texts, "protocol.yaml": protocol}, folder.folder), again=True)

    assert someone.look().step == "person::0"
