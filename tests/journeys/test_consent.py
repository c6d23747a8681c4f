"""Consent: questions about its text, before anything is stored."""

from pathlib import Path

import pytest
from django.utils import timezone

from surveys.enrolment.models import Consent, Participant
from surveys.participation.models import Response
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
