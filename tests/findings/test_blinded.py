"""Until its declared stop, a blinded study shows everybody together, and nobody by condition."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command

from surveys.enrolment.models import Participant, Tombstone
from surveys.enrolment.withdraw import withdraw
from surveys.findings.blinding import Blinding, blinding, handed_out, open_stop
from surveys.findings.differences import differences
from surveys.findings.findings import computed, findings
from surveys.findings.look import LookError, look, note_reached
from surveys.findings.models import Aggregate, Look
from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.recompute import recompute
from surveys.findings.report import Document
from surveys.findings.score import score_new_responses
from surveys.findings.verify import verify
from surveys.ledger.models import Entry
from surveys.protocols.design import Stop
from surveys.protocols.models import Version
from tests.findings.people import NOON, begin, feel, live
from tests.findings.veiled import next_version, veiled

SURVEYS = Path(__file__).resolve().parent.parent.parent / "surveys"
LATER = NOON + timedelta(minutes=1)


@pytest.fixture
def lived(db: None) -> Version:
    """A blinded study with lives of all kinds, far from its stop."""
    version = veiled("completed 300")
    dice = Random(8)
    for _ in range(60):
        live(version, dice)
        live(version, dice, origin="simulated")
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    return version


def shown(of: Version, **more: object) -> Document:
    return findings(of.study, now=LATER, **more)  # type: ignore[arg-type]


def by_condition(document: Document) -> set[str]:
    """The conditions by which outcomes are told apart."""
    parts = ("cells", "changes")
    return {row["condition"] for each in document["outcomes"] for part in parts for row in each[part]}


def finish(version: Version, people: int) -> list[Participant]:
    """Some people who reach the end."""
    found = [begin(version, condition=["warm", "cold"][number % 2]) for number in range(people)]
    Participant.objects.filter(pk__in=[each.pk for each in found]).update(completed_at=NOON)
    return found


def test_outcomes_are_of_everybody_and_the_flow_stays_by_condition(lived: Version) -> None:
    document = shown(lived)

    assert by_condition(document) == {"all"}
    assert (document["groups"], [each["ancova"] for each in document["outcomes"]]) == ([], [[], []])
    assert [each["condition"] for each in document["flow"]] == [each["id"] for each in document["conditions"]]
    assert [each["id"] for each in document["conditions"]] == ["warm", "cold"]
    allocated = sum(1 for each in Participant.objects.filter(origin="real").exclude(condition=""))
    cell = document["outcomes"][0]["cells"][0]
    assert cell["n"] + cell["missing"] == allocated > 20
    assert document["blinded"]["until"] == "completed 300"
    assert document["blinded"]["reason"].startswith("Blinded until 300 people have reached the end of the journey.")
    assert "everybody" not in document


@pytest.mark.parametrize("more", [{}, {"version": 1}, {"by": recompute}])
def test_it_is_so_by_every_way_of_asking(lived: Version, more: dict[str, object]) -> None:
    assert by_condition(shown(lived, **more)) == {"all"}


def test_control_the_stored_document_has_them_by_condition(lived: Version) -> None:
    assert by_condition(Aggregate.objects.get(origin="real").document) == {"warm", "cold"}


def test_the_pooled_figures_are_what_the_answers_give(lived: Version) -> None:
    made = computed(lived.study, now=NOON)

    again = computed(lived.study, now=NOON, by=recompute)

    assert list(differences(made, again)) == []
    assert made["everybody"][0]["changes"][0]["dz"] is not None
    made["everybody"][0]["cells"][0]["mean"] += 0.001
    assert len(list(differences(made, again))) == 1


def test_a_study_that_is_not_blinded_counts_no_pool(moods: Version) -> None:
    assert "everybody" not in computed(moods.study, now=NOON)


def test_simulated_people_betray_nothing(lived: Version) -> None:
    assert by_condition(shown(lived, origin="simulated")) == {"warm", "cold"}


def test_no_door_asks_for_whole_documents() -> None:
    doors = [*SURVEYS.glob("pages/**/*.py"), *SURVEYS.glob("api/**/*.py"), *SURVEYS.glob("**/commands/*.py")]
    imported, asked = (
        r"findings import .*\b(computed|stored)\b|room\.(computed|stored)",
        r"values(_list)?\([^)]*\"document\"",
    )
    whole = re.compile(f"{imported}|{asked}")

    found = {str(path.relative_to(SURVEYS)) for path in doors if whole.search(path.read_text())}

    assert found == set()
    # Control: the expression sees the import that would do it.
    assert whole.search("from surveys.findings.findings import REAL, computed")


def test_the_stop_opens_the_findings_for_good(db: None) -> None:
    version = veiled("completed 4")
    people = finish(version, 3)
    rebuild_changed_studies(NOON)
    assert by_condition(shown(version)) == {"all"}

    people += finish(version, 1)
    rebuild_changed_studies(LATER)

    opened = shown(version)
    assert by_condition(opened) == {"warm", "cold"}
    assert not {"blinded", "interim", "looks"} & opened.keys()
    entry = Entry.objects.get(verb="blinding ended as planned")
    assert (entry.study, entry.detail["completed"]) == ("moods", 4)
    withdraw(people[0].pk, reached="thanks", mode=Tombstone.Mode.DELETED, at=NOON)
    assert by_condition(shown(version)) == {"warm", "cold"}
    assert not note_reached(version.study, at=LATER)


def test_control_without_the_note_whoever_leaves_would_close_them_again(db: None) -> None:
    version = veiled("completed 4")
    people = finish(version, 4)

    withdraw(people[0].pk, reached="thanks", mode=Tombstone.Mode.DELETED, at=NOON)

    assert by_condition(shown(version)) == {"all"}


def test_a_day_opens_them_when_it_begins(db: None) -> None:
    version = veiled("2026-03-02")
    midnight = NOON + timedelta(hours=12)

    seen = [findings(version.study, now=midnight + timedelta(seconds=s)) for s in (-1, 0)]

    assert ["blinded" in each for each in seen] == [True, False]


def test_the_rule_is_pure() -> None:
    stops = [Stop(completed=2), Stop(completed=5)]

    assert [open_stop(stops, n, NOON) for n in (0, 2, 5)] == [stops[0], stops[1], None]
    whole = {"outcomes": [1], "groups": [2], "everybody": [3], "flow": [4]}
    assert handed_out(whole, Blinding()) == {"outcomes": [1], "groups": [2], "flow": [4]}
    assert handed_out(whole, Blinding(stops[0]))["outcomes"] == [3]


@pytest.mark.parametrize("until", ["", "completed 1"])
def test_a_new_version_opens_nothing_that_was_collected_under_another(
    until: str, lived: Version, tmp_path: Path
) -> None:
    finish(next_version(until), 1)

    assert by_condition(shown(lived)) == {"all"}
    assert by_condition(shown(lived, version=2)) == {"all"}


def test_a_mistaken_stop_can_be_mended_before_anybody_takes_part(db: None) -> None:
    version = veiled("completed 3000")
    begin(version, consented=False)
    begin(version, origin="simulated")

    finish(next_version("completed 2"), 2)

    assert blinding(version.study, now=NOON).stop is None


def test_a_study_that_becomes_blinded_is_so_before_the_next_rebuild(moods: Version) -> None:
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    assert by_condition(shown(moods)) == {"warm", "cold"}

    next_version("completed 300")

    assert by_condition(shown(moods)) == {"all"}


def test_a_look_opens_them_as_interim_and_is_entered(lived: Version) -> None:
    look(lived.study, by=None, reason="  The board\nasks. ", at=NOON)
    look(lived.study, by=None, reason="Again.", at=LATER)

    document = shown(lived)

    assert by_condition(document) == {"warm", "cold"}
    assert (document["interim"], "blinded" in document) == (True, False)
    assert document["looks"] == [
        {"at": "2026-03-01T12:00:00Z", "reason": "The board asks."},
        {"at": "2026-03-01T12:01:00Z", "reason": "Again."},
    ]
    entries = Entry.objects.filter(verb="unblinded before the stop")
    assert [entry.detail["until"] for entry in entries] == ["completed 300", "completed 300"]
    assert "board" not in json.dumps([entry.detail for entry in entries])


def test_after_the_stop_the_looks_are_still_reported(db: None) -> None:
    version = veiled("completed 2")
    look(version.study, by=None, reason="A pilot.", at=NOON)

    finish(version, 2)

    assert [shown(version)[key] for key in ("interim", "looks")] == [
        False,
        [{"at": "2026-03-01T12:00:00Z", "reason": "A pilot."}],
    ]


def test_without_a_reason_or_a_blinding_there_is_nothing_to_open(lived: Version) -> None:
    for reason, said in ((" \n", "Say why:"), ("x" * 301, "300 characters at most"), ("a\0b", "characters")):
        with pytest.raises(LookError, match=said):
            look(lived.study, by=None, reason=reason, at=NOON)
    lived.study.looks.create(at=NOON, planned=True)
    with pytest.raises(LookError, match="is not blinded"):
        look(lived.study, by=None, reason="Why not?", at=NOON)
    assert not Entry.objects.filter(verb="unblinded before the stop").exists()


def test_verify_holds_while_blinded_and_finds_a_look_that_was_hidden(lived: Version) -> None:
    made = look(lived.study, by=None, reason="Because.", at=NOON)
    assert verify(NOON) == []

    Look.objects.update(reason="Another.")
    assert verify(NOON) == [f"Findings of “moods”: look:{made.pk} is not as the audit trail has it."]
    Look.objects.all().delete()
    assert verify(NOON) == [f"Findings of “moods”: look:{made.pk} was entered in the audit trail and is gone."]


@pytest.fixture
def printed(lived: Version) -> Callable[..., Document]:
    def document(*arguments: str) -> Document:
        out = StringIO()
        call_command("findings", "moods", "--json", *arguments, stdout=out)
        found: Document = json.loads(out.getvalue())
        return found

    return document


def test_the_command_is_blinded_too(printed: Callable[..., Document]) -> None:
    asked: list[list[str]] = [[], ["--recompute"], ["--version", "1"]]

    assert [by_condition(printed(*arguments)) for arguments in asked] == [{"all"}] * 3
    assert by_condition(printed("--simulated")) == {"warm", "cold"}


def test_the_command_opens_with_a_reason(printed: Callable[..., Document]) -> None:
    with pytest.raises(CommandError, match="Say why"):
        printed("--unblind", "")
    with pytest.raises(CommandError, match="never blinded"):
        printed("--simulated", "--unblind", "Why not?")

    assert printed("--unblind", "A safety review.")["looks"][0]["reason"] == "A safety review."
    assert by_condition(printed()) == {"warm", "cold"}
    assert Entry.objects.get(verb="unblinded before the stop").actor == ""
