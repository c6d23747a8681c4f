"""Publishing: numbered, all or nothing, and frozen for good."""

import shutil
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from surveys.films.models import Film
from surveys.instruments.document import DefinitionError
from surveys.ledger.models import Entry
from surveys.protocols import documents
from surveys.protocols.columns import columns_of
from surveys.protocols.documents import read_folder
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Condition, Membership, Study, Version
from surveys.protocols.publish import publish
from surveys.protocols.read_definition import read_definition
from tests.protocols.small import TEXTS, changed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def published(folder: Path, hours: int = 0) -> Version:
    return publish(read_folder(folder), by=None, at=NOON + timedelta(hours=hours))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    (folder / name).write_text(changed(old, new, (folder / name).read_text()))


def everything() -> list[int]:
    return [model.objects.count() for model in (Study, Version, Condition, Membership, Film, Entry)]


def test_a_study_is_published_open_with_its_conditions_and_its_texts(study: Path) -> None:
    version = published(study)

    assert (version.number, version.published_at, version.study.state) == (1, NOON, Study.State.OPEN)
    assert version.study.title == "A small study"
    assert version.study.source == TEXTS
    assert list(version.conditions.values_list("name", "label", "position")) == [
        ("one", "First film", 0),
        ("two", "Second film", 1),
    ]
    assert Film.objects.count() == 2


def test_a_version_is_numbered_and_what_is_unchanged_stays_the_version_it_is(study: Path) -> None:
    first = published(study)
    again = published(study, hours=1)
    edit(study, "thanks.md", "Some text.", "Thank you.")
    second = published(study, hours=2)
    edit(study, "thanks.md", "Thank you.", "Some text.")
    third = published(study, hours=3)

    assert again == first
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.sha256 == third.sha256 != second.sha256
    assert Study.objects.count() == 1


def test_another_film_under_the_same_name_is_another_version(study: Path) -> None:
    first = published(study)
    shutil.copy(study / "films" / "b.mp4", study / "films" / "a.mp4")

    assert published(study).number == first.number + 1


def test_files_that_nothing_mentions_make_no_version(study: Path) -> None:
    first = published(study)
    (study / "notes.md").write_text("Private.")

    again = published(study)

    assert again == first
    assert "notes.md" not in again.definition["texts"]


@pytest.mark.parametrize(
    "fault", ["broken film", "missing film", "linked film", "linked folder", "long path", "protocol"]
)
def test_a_fault_publishes_nothing_at_all(study: Path, tmp_path: Path, fault: str) -> None:
    film = study / "films" / "b.mp4"
    if fault == "broken film":
        film.write_bytes(b"no film")
    if fault == "missing film":
        film.unlink()
    if fault == "linked film":
        film.symlink_to(film.rename(tmp_path / "b.mp4"))
    if fault == "linked folder":
        (study / "films").rename(tmp_path / "films")
        (study / "clips").symlink_to(tmp_path / "films")
        edit(study, "protocol.yaml", "films/a.mp4", "clips/a.mp4")
    if fault == "long path":
        edit(study, "protocol.yaml", "films/b.mp4", "x" * 5000 + ".mp4")
    if fault == "protocol":
        edit(study, "protocol.yaml", "study: small", "study: small\nwrong: 1")

    with pytest.raises(DefinitionError):
        published(study)

    assert everything() == [0, 0, 0, 0, 0, 0]


def test_a_fault_leaves_a_published_study_as_it_was(study: Path) -> None:
    version = published(study)
    before = everything()
    edit(study, "protocol.yaml", "title: A small study", "title: Another")
    (study / "films" / "b.mp4").write_bytes(b"no film")

    with pytest.raises(DefinitionError, match="The film “clip-b” can't be used"):
        published(study)

    assert everything() == before
    version.study.refresh_from_db()
    assert version.study.title == "A small study"


def test_every_film_that_cannot_be_used_is_told(study: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        (study / "films" / name).write_bytes(b"no film")

    with pytest.raises(DefinitionError) as refused:
        published(study)

    assert len(refused.value.faults) == 2


def test_a_publication_stands_in_the_ledger_once(study: Path) -> None:
    user = get_user_model().objects.create_user("owner@example.org", "x")
    version = publish(read_folder(study), by=user, at=NOON)
    publish(read_folder(study), by=user, at=NOON)

    entry = Entry.objects.exclude(verb="film added").get()
    assert (entry.verb, entry.actor, entry.study) == ("published", str(user.pk), "small")
    assert entry.about == f"version:{version.pk}"
    assert entry.detail == {"number": 1, "sha256": version.sha256}


def test_whoever_publishes_first_owns_the_study_and_nobody_else(study: Path) -> None:
    first, second = (get_user_model().objects.create_user(f"{name}@example.org", "x") for name in "ab")
    version = publish(read_folder(study), by=first, at=NOON)
    edit(study, "thanks.md", "Some text.", "Thank you.")
    again = publish(read_folder(study), by=second, at=NOON)

    assert [(each.user_id, each.role) for each in version.study.memberships.all()] == [(first.pk, "owner")]
    assert (version.published_by, again.published_by) == (first, second)


def test_a_frozen_version_says_what_was_read(study: Path) -> None:
    was_read = read_definition(read_folder(study))

    frozen = definition_of(published(study).pk)

    assert list(columns_of(frozen)) == list(columns_of(was_read))
    assert [(type(step), step.id, step.when) for step in frozen.walk()] == [
        (type(step), step.id, step.when) for step in was_read.walk()
    ]
    for name in (
        *("slug", "title", "languages", "lead", "consent", "conditions", "allocation", "instruments", "recruitment"),
        *("outcomes", "groups", "moderators", "manipulation", "exclusions", "privacy", "texts"),
    ):
        assert getattr(frozen, name) == getattr(was_read, name), name
    assert {film.sha256 for film in frozen.films.values()} == set(Film.objects.values_list("sha256", flat=True))
    assert all(film.duration_seconds > 1 for film in frozen.films.values())


def test_keys_keep_their_order_in_the_database(study: Path) -> None:
    frozen = definition_of(published(study).pk)

    # Alone, the database would put “zeal” first for being shorter, or second for its letters.
    assert [score.id for score in frozen.instruments["mind"].scores] == ["zeal", "total"]
    assert [*frozen.films] == ["clip-a", "clip-b"]


def test_a_version_does_not_change_with_the_folder_or_the_library(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(study, "protocol.yaml", "  - show: thanks.md", "  - ask: distress\n  - show: thanks.md")
    version = published(study)
    before = definition_of(version.pk)
    shutil.copytree(documents.LIBRARY, tmp_path / "library")
    edit(tmp_path / "library", "distress.yaml", "How upset are you right now?", "How sad?")
    monkeypatch.setattr(documents, "LIBRARY", tmp_path / "library")
    edit(study, "instruments/mind.yaml", "How low", "How deep")
    edit(study, "thanks.md", "Some text.", "Thank you.")
    definition_of.cache_clear()

    after = definition_of(version.pk)

    assert after is not before
    assert after.instruments == before.instruments
    assert after.texts == before.texts
    assert published(study).number == 2


def test_a_definition_is_read_once(study: Path, django_assert_num_queries: object) -> None:
    version = published(study)
    first = definition_of(version.pk)

    with django_assert_num_queries(0):  # type: ignore[operator]
        assert definition_of(version.pk) is first
    with pytest.raises(Version.DoesNotExist):
        definition_of(version.pk + 1)


def test_any_text_survives_its_publication(study: Path) -> None:
    said = "😭 مرحبا \u202e e\u0301 “quotes” \\ </script>"
    (study / "thanks.md").write_text(said, encoding="utf-8")
    edit(study, "protocol.yaml", "title: A small study", f"title: '{said}'")

    frozen = definition_of(published(study).pk)

    assert frozen.text("thanks.md", "en") == said
    assert frozen.title == {"en": said}


def test_the_command_publishes_and_says_where(study: Path) -> None:
    get_user_model().objects.create_user("owner@example.org", "x")
    out = StringIO()

    call_command("publish", str(study), "--owner", "Owner@Example.org", stdout=out)

    assert out.getvalue() == "small: version 1 is published. Link: /s/small/\n"
    assert Membership.objects.get().user.email == "owner@example.org"


def test_the_command_says_what_changed_and_where_data_differ(study: Path) -> None:
    published(study)
    edit(study, "thanks.md", "Some text.", "Thank you.")
    edit(study, "instruments/mind.yaml", "How low", "How deep")
    out = StringIO()

    call_command("publish", str(study), stdout=out)

    assert out.getvalue().splitlines()[1:] == [
        "Against version 1:",
        "! The item “low” of mind is now “How deep” (was “How low”).",
        "- The text “thanks.md” reads otherwise.",
        "Data from before and after what is marked with “!” can’t simply be put together.",
    ]


def test_the_command_tells_every_fault_with_its_place_and_fails(study: Path) -> None:
    edit(study, "protocol.yaml", "sizes: [2, 4]", "sizes: [3]")
    edit(study, "instruments/mind.yaml", "to: 10}", "to: -1}")

    with pytest.raises(CommandError) as failed:
        call_command("publish", str(study))

    assert failed.value.returncode == 1
    lines = str(failed.value).splitlines()
    assert lines[0] == "Nothing was published. 2 to mend:"
    assert [line.partition(": ")[0] for line in lines[1:]] == ["instruments/mind.yaml:4", "protocol.yaml:13"]
    assert everything() == [0, 0, 0, 0, 0, 0]


def test_the_command_refuses_an_owner_whom_nobody_knows(study: Path) -> None:
    with pytest.raises(CommandError, match="There is no user nobody@example.org"):
        call_command("publish", str(study), "--owner", "nobody@example.org")
