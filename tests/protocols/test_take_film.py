from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from surveys.films.description import Description, read_norms
from surveys.films.error import FilmError
from surveys.films.import_film import import_film
from surveys.films.models import Film, Transcode
from surveys.films.store import is_stored
from surveys.instruments.document import DefinitionError
from surveys.ledger.models import Entry
from surveys.protocols.draft import DraftError, change_draft, draft_of, faults_of, revision_of, written
from surveys.protocols.film_use import FilmInUseError, remove_film, studies_with
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study, Version
from surveys.protocols.new_study import new_study
from surveys.protocols.publish_draft import publish_draft
from surveys.protocols.take_film import lines_of, take_film, with_film
from tests.films.make import H264, make

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIP = Path(__file__).parents[2] / "surveys/protocols/examples/film-validation/films/a.mp4"
CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:01.500\nRain.\n"
JOURNEY = "  - allocate\n"


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    yield tmp_path


@pytest.fixture
def user() -> Any:
    return get_user_model().objects.create_user("writer@example.org", "x")


@pytest.fixture
def film(media: Path, user: Any) -> Film:
    captions = media / "a.en.vtt"
    captions.write_text(CAPTIONS)
    described = Description(
        licence="CC0-1.0",
        title="Rain: a “sad” one",
        source="Our own",
        excerpt="00:10 to 00:12",
        themes=["loss", "water, much"],
        intensity="mild",
        target="sad",
        captions={"en": captions},
        norms=read_norms("sad; 5.1; 1.2; 80; 0-8; Smith 2001, table 2\nhappy; 1; 0.5; 80"),
    )
    return import_film(CLIP, described, by=user, at=NOON)


@pytest.fixture
def study(user: Any) -> Study:
    return new_study("drops", "Drops", by=user, at=NOON)


def take(study: Study, film: Film, film_id: str = "rain") -> None:
    study.refresh_from_db()
    take_film(study, film, film_id, revision=revision_of(study, draft_of(study)), by=None, at=NOON)


def show(study: Study, step: str = "  - film: rain\n") -> None:
    """Let the journey show it."""
    protocol = draft_of(study).texts["protocol.yaml"]
    change = written("protocol.yaml", protocol.replace(JOURNEY, JOURNEY + step))
    change_draft(study, change, revision=revision_of(study, draft_of(study)), by=None, at=NOON)


def published(study: Study, user: Any) -> Version:
    return publish_draft(study, revision=revision_of(study, draft_of(study)), by=user, at=NOON)


def test_a_study_with_an_own_film_is_written_and_published_without_a_folder(
    study: Study, film: Film, user: Any
) -> None:
    take(study, film)
    show(study)
    draft = draft_of(study)
    assert faults_of(study, draft.texts, draft.films) == []

    version = published(study, user)

    rain = definition_of(version.pk).films["rain"]
    assert (rain.sha256, rain.duration_seconds) == (film.sha256, film.duration_s)
    assert rain.title["en"] == "Rain: a “sad” one"
    assert [theme["en"] for theme in rain.themes] == ["loss", "water, much"]
    assert rain.norms["sad"].citation == "Smith 2001, table 2"
    assert rain.norms["sad"].scale == (0, 8)
    assert is_stored(rain.captions["en"], "en.vtt")
    film.refresh_from_db()
    assert film.excerpt == "00:10 to 00:12", "publishing leaves the library's words alone"


def test_two_films_stand_below_each_other_and_comments_stay(study: Study, film: Film) -> None:
    before = draft_of(study).texts["protocol.yaml"]
    take(study, film, "rain")
    take(study, film, "rain-again")

    draft = draft_of(study)
    protocol = draft.texts["protocol.yaml"]
    assert set(draft.films) == {"films/rain.mp4", "films/rain-again.mp4"}
    assert draft.texts["films/rain.en.vtt"] == CAPTIONS
    assert [line for line in before.splitlines() if line not in protocol.splitlines()] == []
    assert faults_of(study, draft.texts, draft.films) == []


@pytest.mark.parametrize(
    ("name", "sentence"), [("rain", "already"), ("../x", "begins with a letter"), ("9", "begins"), ("", "begins")]
)
def test_a_name_that_is_taken_or_is_none_changes_nothing(study: Study, film: Film, name: str, sentence: str) -> None:
    take(study, film)
    before = draft_of(study).texts

    with pytest.raises(DraftError, match=sentence):
        take(study, film, name)
    assert draft_of(study).texts == before


@pytest.mark.parametrize("protocol", ["films: {}\n", "a: [\n", "{films: 3}\n", "films:\n"])
def test_a_document_that_cannot_take_it_says_so(protocol: str, film: Film) -> None:
    with pytest.raises(DraftError, match="yourself"):
        with_film(protocol, "rain", lines_of(film, "rain", ()))


def test_a_film_that_browsers_do_not_play_waits_until_it_is_ready(study: Study, media: Path, user: Any) -> None:
    mov = make(media / "rain.mov", *H264, "-c:a", "aac")
    film = import_film(mov, Description(licence="CC0-1.0"), by=user, at=NOON)
    take(study, film)
    show(study)
    draft = draft_of(study)

    faults = faults_of(study, draft.texts, draft.films)
    assert [fault.sentence for fault in faults] == [
        "“rain.mov” can't be played as it is, and waits to be made ready. Try again in some minutes."
    ]
    with pytest.raises(DefinitionError):
        published(study, user)

    Transcode.objects.update(state=Transcode.State.DONE)
    assert published(study, user).number == 1


def test_a_film_of_a_draft_or_a_version_is_not_deleted(study: Study, film: Film, user: Any) -> None:
    take(study, film)
    with pytest.raises(FilmInUseError, match="is used by “drops”, so it stays"):
        remove_film(film, by=user, at=NOON)

    show(study)
    published(study, user)
    with pytest.raises(FilmInUseError, match="is used by “drops”"):
        remove_film(film, by=user, at=NOON)
    assert is_stored(film.sha256, film.file_name)


def test_studies_of_others_are_counted_and_not_named(study: Study, film: Film) -> None:
    take(study, film)
    other = get_user_model().objects.create_user("other@example.org", "x")

    with pytest.raises(FilmInUseError) as refused:
        remove_film(film, by=other, at=NOON)
    assert "drops" not in str(refused.value)
    assert "1 study that you have no part in" in str(refused.value)


def test_an_old_version_holds_its_film_when_the_newest_has_another(
    study: Study, film: Film, media: Path, user: Any
) -> None:
    take(study, film)
    show(study)
    published(study, user)
    other = import_film(make(media / "snow.mp4"), Description(licence="CC0-1.0"), by=user, at=NOON)
    take(study, other, "snow")
    protocol = draft_of(study).texts["protocol.yaml"]
    begin, end = protocol.index("  rain:"), protocol.index("consent:")
    without = protocol[:begin].replace("  - film: rain", "  - film: snow") + protocol[end:].replace(
        "  - film: rain", "  - film: snow"
    )
    change = written("protocol.yaml", without)
    change_draft(study, change, revision=revision_of(study, draft_of(study)), by=user, at=NOON)
    assert published(study, user).number == 2

    assert list(studies_with(film.sha256)) == [study]
    with pytest.raises(FilmError):
        remove_film(film, by=user, at=NOON)


def test_a_film_that_no_study_uses_is_deleted_with_its_files(study: Study, film: Film, user: Any) -> None:
    take(study, film)
    protocol = draft_of(study).texts["protocol.yaml"]
    begin, end = protocol.index("films:"), protocol.index("consent:")
    change = written("protocol.yaml", protocol[:begin] + protocol[end:])
    change_draft(study, change, revision=revision_of(study, draft_of(study)), by=user, at=NOON)

    remove_film(film, by=user, at=NOON + timedelta(hours=1))

    assert not Film.objects.exists()
    assert not is_stored(film.sha256, film.file_name)
    assert Entry.objects.filter(verb="film deleted").count() == 1
