"""A film's page as the server makes it: what is told before, the way out, several films as one, its files."""

import json
import re
import shutil
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from surveys.enrolment.models import Participant
from surveys.enrolment.start import token_hash
from surveys.films.models import Film, Rendition, Transcode
from surveys.films.renditions import forget_files
from surveys.participation.models import Exposure, Response
from surveys.protocols.documents import read_folder
from surveys.protocols.publish import publish
from tests.journeys.person import Person
from tests.journeys.test_statements import GET_STATEMENTS, MOST_STATEMENTS, Counted, sizes

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"
ONE = {"file": "films/one.mp4", "licence": "CC0-1.0", "title": "One film"}
TWO = {"file": "films/two.mp4", "licence": "CC0-1.0", "title": "Another film"}
WAY_OUT = "I would rather not see this film"


@pytest.fixture(autouse=True)
def place(settings, tmp_path, db):
    """A store of its own, and no memory of other tests' films."""
    settings.MEDIA_ROOT = tmp_path / "media"
    forget_files()


@pytest.fixture
def study(tmp_path):
    """study(*steps, **films): publish a study of these steps."""

    def new(*steps, conditions=None, languages=("en",), one=ONE, two=TWO):
        folder = tmp_path / "films"
        (folder / "films").mkdir(parents=True)
        shutil.copy(SHORT / "films" / "clip.mp4", folder / "films" / "one.mp4")
        shutil.copy(SHORT / "films" / "calm.mp4", folder / "films" / "two.mp4")
        for language in languages:
            (folder / f"consent.{language}.md").write_text("# Taking part")
        (folder / "consent.md").write_text("# Taking part")
        (folder / "thanks.md").write_text("# Thanks\n\nThat was all.")
        document = {
            "lacrima": 1,
            "study": "films",
            "title": "Films",
            "languages": list(languages),
            "lead": {"team": "Lab", "email": "lab@example.org"},
            "consent": {"text": "consent.md", "clauses": [{"id": "take_part", "text": "I take part."}]},
            "films": {"one": one, "two": two},
            "journey": [*steps, {"show": "thanks.md"}],
        }
        if conditions:
            document["conditions"] = conditions
        (folder / "protocol.yaml").write_text(yaml.safe_dump(document))
        publish(read_folder(folder), by=None, at=timezone.now())

    return new


def clips_of(person: Person) -> list[dict[str, object]]:
    """What the page tells its player of the films."""
    found = re.search(r'data-films="([^"]*)"', person.html)
    assert found is not None
    return list(json.loads(unescape(found[1])))


def made(sha256: str) -> None:
    """Say that a film is ready in three sizes."""
    film = Film.objects.get(sha256=sha256)
    for size in (720, 360, 480):
        Rendition.objects.create(
            film=film, size=size, sha256=f"{size:064x}", bytes=size * 1000, width=size * 16 // 9, height=size,
            duration_s=film.duration_s, frames=film.frames or 50,
        )  # fmt: skip
    Transcode.objects.update_or_create(film=film, defaults={"state": Transcode.State.DONE, "asked_at": timezone.now()})
    Film.objects.filter(pk=film.pk).update(poster="f" * 64)
    forget_files()


@pytest.mark.promise("S3")
def test_themes_intensity_length_and_sound_are_told_before_the_film_with_a_way_out(study):
    study({"film": "one"}, one={**ONE, "themes": ["drowning", "loss"], "intensity": "strong"})
    page = Person("films").agree().html

    told = page[: page.index("<video")]
    for words in ("One film", "drowning", "loss", "strong", "About 1 minute of film in all, with sound", WAY_OUT):
        assert words in told


@pytest.mark.promise("S3")
def test_a_film_without_themes_needs_no_warning(study):
    study({"film": "one"})

    assert WAY_OUT not in Person("films").agree().html


@pytest.mark.promise("S3")
def test_the_warning_of_several_films_joins_their_themes(study):
    study({"film": ["one", "two"]}, one={**ONE, "themes": ["loss"]}, two={**TWO, "themes": ["war"]})
    told = Person("films").agree().html.partition("<video")[0]

    assert "loss" in told
    assert "war" in told


@pytest.mark.promise("S3")
def test_every_condition_has_the_same_way_out(study):
    arms = [{"id": each, "label": each, "set": {"film": each}} for each in ("one", "two")]
    study({"allocate": "allocate"}, {"film": "condition.film"}, conditions=arms, one={**ONE, "themes": ["loss"]})
    people = [Person("films").agree() for _ in range(6)]

    assert {json.dumps(clips_of(each)[0]["seconds"]) for each in people} != set()
    assert [WAY_OUT in each.html for each in people] == [True] * 6


@pytest.mark.promise("S3")
def test_declining_goes_on_at_once_and_is_recorded_without_a_script(study):
    study({"film": "one"}, one={**ONE, "themes": ["loss"]})
    someone = Person("films").agree()
    hidden = someone.form.hidden
    someone.send({"film.declined": "1"})

    assert someone.title == "Thanks"
    row = Exposure.objects.get(participant__token_hash=token_hash(someone.token))
    assert (row.step, row.intervals, row.events) == ("one", [], [[0.0, "declined", 0.0]])
    coverage, evidence, _ = Response.objects.get(step="one").answers
    assert (coverage, evidence) == (0.0, 0)

    # A second tap changes nothing.
    someone.browser.post(someone.link, {**hidden, "film.declined": "1"})
    assert Exposure.objects.count() == Response.objects.filter(step="one").count() == 1


def test_control_a_film_that_was_not_declined_has_no_such_record(study):
    study({"film": "one"}, one={**ONE, "themes": ["loss"]})
    Person("films").agree().send()

    assert not Exposure.objects.exists()


def test_several_films_are_one_page_with_one_clock(study):
    study({"film": ["one", "two", "one"]})
    someone = Person("films").agree()
    clips = clips_of(someone)

    assert someone.step == "film1::0"
    assert someone.title == "One film · Another film"
    assert len(clips) == 3
    assert clips[0] == clips[2] != clips[1]
    assert [round(clip["seconds"]) for clip in clips] == [2, 2, 2]
    assert someone.html.count("<noscript><video") == 2, "without a script the others can be played too"


def test_evidence_of_several_films_is_on_their_common_clock(study):
    study({"film": ["one", "two"]})
    someone = Person("films").agree()
    # Nobody has seen more than there was time for since the page before the film.
    before = timezone.now() - timedelta(minutes=1)
    Participant.objects.update(started_at=before, consented_at=before)
    batch = {
        "step": someone.step, "load": "x", "seq": 0, "sent": 9000,
        "intervals": [[0, 2, 1000, 3000], [2, 4, 3100, 5100]], "events": [[1000, "start", 0], [3100, "clip", 2, 1]],
    }  # fmt: skip
    said = someone.browser.post(f"{someone.link}film", json.dumps(batch), content_type="application/json")
    assert said.status_code == 204
    someone.send()

    coverage, evidence, _ = Response.objects.get(step="film1").answers
    assert (coverage, evidence) == (pytest.approx(1, abs=0.02), 1)


def test_the_page_offers_all_sizes_the_smallest_first_and_plays_480_without_a_script(study):
    study({"film": "one"})
    made(Film.objects.get(file_name__endswith="one.mp4").sha256)
    someone = Person("films").agree()
    files = clips_of(someone)[0]["files"]

    assert [file["height"] for file in files] == [360, 480, 720]
    assert f'<video src="{files[1]["src"]}" playsinline' in someone.html
    assert re.search(r'data-poster="/f/[^"]+/poster.jpg"', someone.html)
    assert [file["bytes"] for file in files] == [360_000, 480_000, 720_000]


def test_a_film_that_is_not_ready_yet_plays_as_it_was_given(study):
    study({"film": "one"})
    someone = Person("films").agree()
    file = clips_of(someone)[0]["files"]

    assert len(file) == 1
    assert f'<video src="{file[0]["src"]}" playsinline' in someone.html
    assert b"".join(someone.browser.get(file[0]["src"]).streaming_content)[4:8] == b"ftyp"


def test_a_playlist_page_and_declining_keep_to_their_statements(study):
    study({"film": ["one", "two"]}, one={**ONE, "themes": ["loss"]})
    Person("films").agree().send()
    for each in Film.objects.all():
        made(each.sha256) if each.file_name.endswith("one.mp4") else None
    someone = Counted("films").agree()
    someone.send({"film.declined": "1"})

    assert max(sizes(someone.gets).values()) <= GET_STATEMENTS
    assert sizes(someone.posts)["film1::0"] <= MOST_STATEMENTS
