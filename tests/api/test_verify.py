"""`verify` finds what is wrong, and nothing where all is well."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from surveys.api.verify import verify
from surveys.enrolment.consent import text_sha256
from surveys.enrolment.models import Participant
from surveys.findings.models import Aggregate, Score
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.ledger.append import append
from surveys.participation.models import Response
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Version
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import NOON, feel
from tests.findings.people import begin as begin_without_consent

pytestmark = pytest.mark.usefixtures("moods")
BEFORE = "feel.before"


def begin(version: Version, condition: str = "warm") -> Participant:
    """Somebody who consented."""
    person = begin_without_consent(version, condition=condition)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO enrolment_consent (participant_id, text_sha256, clauses, language, agreed_at, receipt_hash)"
            " VALUES (%s, %s, '[\"take_part\"]', 'en', %s, 'x')",
            [person.pk, text_sha256(definition_of(version.pk), "en"), NOON],
        )
    return person


@pytest.fixture
def people(moods: Version) -> list[Participant]:  # noqa: F811
    """Some people, scored and shown."""
    found = [begin(moods, condition) for condition in ("warm", "cold", "warm", "cold")]
    for number, person in enumerate(found):
        feel(person, "before", 10 * number, 20, 30)
        feel(person, "after", 20 * number + number**2, 30, 40)
    assert verify(NOON) == []
    rebuild_changed_studies(NOON)
    return found


def run(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_a_whole_study_has_no_fault(people: list[Participant]) -> None:
    append("published", by="", about="version:1", study="moods", detail={}, at=NOON)
    out = io.StringIO()

    call_command("verify", stdout=out)

    assert "as it must be" in out.getvalue()


def test_the_command_fails_with_a_sentence_for_each_fault(people: list[Participant]) -> None:
    Score.objects.filter(participant=people[0]).update(values=[1.0] * 8)

    with pytest.raises(CommandError, match="score row of person"):
        call_command("verify")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        ("UPDATE findings_score SET values[1] = 99 WHERE participant_id = %s", "the score row of person"),
        ("UPDATE enrolment_participant SET condition = 'hot' WHERE id = %s", "which the version doesn't have"),
        ("DELETE FROM enrolment_consent WHERE participant_id = %s", "what was agreed to isn't there"),
        (
            "UPDATE participation_response SET at = shown_at - interval '1 s' WHERE participant_id = %s",
            "sent before it was shown",
        ),
        (
            (
                "UPDATE participation_response SET step = 'nowhere' WHERE page = 0 AND step = 'feel.after'"
                " AND participant_id = %s"
            ),
            "isn't in the version",
        ),
        (
            "UPDATE participation_response SET answers = '[1, 2, 3]' WHERE page = 0 AND participant_id = %s",
            "3 answers instead of 2",
        ),
        (
            (
                "INSERT INTO enrolment_allocation (roster, position, condition, participant_id, claimed_at)"
                " VALUES ('x', 1, 'cold', %s, now())"
            ),
            "was allocated to “cold”",
        ),
        (
            (
                "INSERT INTO enrolment_allocation (roster, position, condition, participant_id, claimed_at)"
                " VALUES ('x', 2, 'warm', %s, now())"
            ),
            "some are gone",
        ),
    ],
)
def test_each_kind_of_harm_is_found(people: list[Participant], harm: str, sentence: str) -> None:
    # The score row is the newest, so nothing is scored anew before the comparison.
    run("UPDATE findings_score SET upto = (SELECT max(id) FROM participation_response) + 100")
    run(harm, people[0].pk)

    found = verify(NOON)

    assert any(sentence in each for each in found), found


def test_a_stored_document_that_was_changed_is_found(people: list[Participant]) -> None:
    stored = Aggregate.objects.get(origin="real")
    stored.document["outcomes"][0]["cells"][0]["mean"] += 1e-6
    stored.save()

    found = verify(NOON)

    assert len(found) == 1
    assert "stored document, outcomes" in found[0]


def test_a_row_without_its_other_end_is_found(people: list[Participant]) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE participation_response DISABLE TRIGGER ALL")
    Response.objects.filter(participant=people[0]).update(participant_id=999_999)

    assert any("point to a participant that isn't there" in each for each in verify(NOON))


def test_a_row_that_stands_twice_is_found(people: list[Participant]) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("ALTER TABLE participation_response DROP CONSTRAINT one_response_per_page")
    run(
        "INSERT INTO participation_response (participant_id, step, occurrence, page, answers, shown_at, at)"
        " SELECT participant_id, step, occurrence, page, answers, shown_at, at FROM participation_response"
        " WHERE participant_id = %s AND step = %s AND page = 0",
        people[0].pk,
        BEFORE,
    )

    assert any("stand more than once" in each for each in verify(NOON))
