"""Going back is publishing an old version again: equal to it, with a new number, and nothing is lost unasked."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model

from surveys.instruments.document import DefinitionError
from surveys.ledger.models import Entry
from surveys.protocols import documents
from surveys.protocols.compare import compare_versions
from surveys.protocols.documents import read_folder
from surveys.protocols.draft import ConflictError, DraftError, change_draft, draft_of, revision_of, written
from surveys.protocols.go_back import go_back
from surveys.protocols.models import Draft, Study, Version
from surveys.protocols.publish import publish
from tests.protocols.small import PROTOCOL, changed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
COMMENT = "# Written on a Sunday.\n"


@pytest.fixture
def twice(study: Path) -> Study:
    """The small study in two versions: other words, another film, one more file."""
    (study / "protocol.yaml").write_text(COMMENT + changed("- ask: who", "- ask: who\n  - ask: distress", PROTOCOL))
    publish(read_folder(study), by=None, at=NOON)
    (study / "protocol.yaml").write_text(changed("title: A small study", "title: Another", PROTOCOL))
    (study / "notes.md").write_text("Mine.")
    shutil.copy(study / "films" / "b.mp4", study / "films" / "a.mp4")
    return publish(read_folder(study), by=None, at=NOON).study


def back(study: Study, number: int = 1, *, revision: str = "", give_up: bool = False) -> Version:
    user, _ = get_user_model().objects.get_or_create(email="owner@example.org")
    seen = revision or revision_of(study, draft_of(study))
    return go_back(study, number, revision=seen, by=user, at=NOON, give_up=give_up)


def edit(study: Study, text: str = "lacrima: 1") -> None:
    change_draft(study, written("protocol.yaml", text), revision=revision_of(study, draft_of(study)), by=None, at=NOON)


def test_what_was_is_published_again_with_its_films_and_comments(twice: Study) -> None:
    first = twice.versions.get(number=1)

    again = back(twice)

    twice.refresh_from_db()
    assert (again.number, again.sha256) == (3, first.sha256)
    assert again.definition == first.definition
    assert compare_versions(first.pk, again.pk) == ()
    assert (twice.title, twice.source) == ("A small study", first.source)
    assert twice.source["protocol.yaml"].startswith(COMMENT)
    assert not Draft.objects.exists()


def test_the_versions_differ_control(twice: Study) -> None:
    first, second = twice.versions.order_by("number")

    assert first.sha256 != second.sha256
    assert any("“clip-a”" in change.words for change in compare_versions(first.pk, second.pk))


def test_going_back_stands_in_the_ledger(twice: Study) -> None:
    again = back(twice)

    entries = [
        (entry.verb, entry.detail.get("number"))
        for entry in Entry.objects.exclude(verb="film added").order_by("number")
    ]
    assert entries == [("published", 1), ("published", 2), ("published", 3), ("went back", 3)]
    last = Entry.objects.latest("number")
    assert (last.study, last.about, last.detail) == ("small", f"version:{again.pk}", {"to": 1, "number": 3})


def test_a_questionnaire_of_the_library_is_the_one_of_then(
    twice: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(documents.LIBRARY, tmp_path / "library")
    distress = tmp_path / "library" / "distress.yaml"
    distress.write_text(
        distress.read_text().replace("title:", "citation_note: x\ntitle:").replace("from: 0", "from: 1")
    )
    monkeypatch.setattr(documents, "LIBRARY", tmp_path / "library")

    again = back(twice)

    assert again.sha256 == twice.versions.get(number=1).sha256
    assert "instruments/distress.yaml" in again.source


def test_changes_that_nobody_published_are_not_lost_unasked(twice: Study) -> None:
    edit(twice)

    with pytest.raises(DraftError, match="aren’t published"):
        back(twice)

    assert twice.versions.count() == 2
    assert Draft.objects.get().texts["protocol.yaml"] == "lacrima: 1"
    assert back(twice, give_up=True).number == 3


def test_whoever_saves_meanwhile_is_not_overruled(twice: Study) -> None:
    seen = revision_of(twice, draft_of(twice))
    edit(twice)

    with pytest.raises(ConflictError):
        back(twice, revision=seen, give_up=True)

    assert twice.versions.count() == 2
    assert Draft.objects.get().texts["protocol.yaml"] == "lacrima: 1"


def test_the_newest_is_nothing_to_go_back_to(twice: Study) -> None:
    for number in (2, 1):
        if number == 1:
            back(twice)
        with pytest.raises(DraftError, match="is the newest"):
            back(twice, number)


def test_a_film_that_is_gone_leaves_all_as_it_was(twice: Study, tmp_path: Path) -> None:
    for film in (tmp_path / "media").rglob("*.mp4"):
        film.unlink()

    with pytest.raises(DefinitionError, match="missing in the store"):
        back(twice)

    assert twice.versions.count() == 2
    assert not Draft.objects.exists()
    assert Entry.objects.filter(verb="went back").count() == 0


def test_a_version_without_its_documents_is_a_sentence(twice: Study) -> None:
    Version.objects.filter(number=1).update(source={})

    with pytest.raises(DraftError, match="before documents were kept"):
        back(twice)
