"""The mails that a study words itself, and what is thought about before addresses are asked for."""

from pathlib import Path

import pytest

from surveys.instruments.document import DefinitionError
from surveys.protocols.definition import Definition
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.mails import own_mail, warnings_of
from surveys.protocols.read_definition import read_definition

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "surveys" / "protocols" / "examples"


def diary(old: str = "", new: str = "", **texts: str) -> Definition:
    """The example with a week of evenings, with other words in its document and mails of its own."""
    folder = read_folder(EXAMPLES / "context-diary")
    protocol = folder.texts["protocol.yaml"].replace(old, new) if old else folder.texts["protocol.yaml"]
    mails = {f"mails/{name}.md": text for name, text in texts.items()}
    return read_definition(Folder({**folder.texts, "protocol.yaml": protocol, **mails}, folder.folder))


def faults_of(old: str = "", new: str = "", **texts: str) -> list[str]:
    """What is said against it."""
    with pytest.raises(DefinitionError) as refused:
        diary(old, new, **texts)
    return [fault.sentence for fault in refused.value.faults]


def test_a_study_words_its_own_mails() -> None:
    study = diary(reminder="# The evening part is open\n\nIt takes\nfive minutes.\n\nThank you.\n")

    assert own_mail(study, "reminder", "en") == ("The evening part is open", ["It takes five minutes.", "Thank you."])
    assert own_mail(study, "confirm", "en") is None


@pytest.mark.promise("S8")
@pytest.mark.parametrize("subject", ["Did you cry today?", "Your mood diary", "Wie ist Ihre Stimmung?", "健康调查"])
def test_a_subject_that_tells_what_the_study_is_about_is_refused(subject: str) -> None:
    [fault] = faults_of(reminder=f"# {subject}\n\nPlease come.\n")

    assert "choose another one" in fault


def test_a_mail_needs_a_subject() -> None:
    [fault] = faults_of(confirm="Please confirm.\n")

    assert "the first line is the subject" in fault


def test_a_reminder_by_mail_needs_the_address_before_it() -> None:
    assert faults_of("  - {contact: email}\n") == ["A reminder by e-mail needs the step “contact: email” before it."]


def test_an_address_that_nothing_is_sent_to_is_not_asked_for() -> None:
    [fault] = faults_of(", remind: [email]")

    assert fault.startswith("Nothing after this step is sent by e-mail.")


def test_prolific_and_addresses_together_are_a_warning() -> None:
    study = diary("privacy: {quasi", "recruitment: {keep: [PROLIFIC_PID]}\nprivacy: {quasi")

    assert len(list(warnings_of(study))) == 1
    assert list(warnings_of(diary())) == []
