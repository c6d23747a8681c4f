"""The library of films on the desk: add, look, describe, replace, delete, take into a study."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from surveys.films.description import Description
from surveys.films.import_film import import_film
from surveys.films.models import Film, Transcode
from surveys.films.store import is_stored
from surveys.ledger.models import Entry
from surveys.protocols.draft import draft_of, revision_of
from surveys.protocols.models import Study
from surveys.protocols.new_study import new_study
from tests.films.make import PLAYLIST, make

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CLIP = Path(__file__).parents[2] / "surveys/protocols/examples/film-validation/films/a.mp4"
CAPTIONS = b"WEBVTT\n\n00:00.500 --> 00:01.500\nRain.\n"
WORDS = {
    "title": "Rain",
    "licence": "CC0-1.0",
    "source": "Our own",
    "attribution": "The lab",
    "excerpt": "00:10 to 00:12",
    "target": "sad",
    "themes": "loss, water",
    "intensity": "mild",
    "language": "en",
    "norms": "sad; 5.1; 1.2; 80; 0-8; Smith 2001",
}


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    yield tmp_path


def person(name: str, **more: Any) -> Any:
    return get_user_model().objects.create_user(f"{name}@example.org", "x", **more)


def enter(user: Any) -> Client:
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(user)
    return browser


@pytest.fixture
def owner() -> Any:
    return person("owner")


@pytest.fixture
def film(owner: Any) -> Film:
    return import_film(CLIP, Description(licence="CC0-1.0", title="Rain"), by=owner, at=NOON)


def upload(content: bytes, name: str = "rain.mp4", **more: Any) -> dict[str, Any]:
    return {**WORDS, "film": SimpleUploadedFile(name, content, "video/mp4"), **more}


def leftovers(media: Path) -> list[Path]:
    return list((media / "media" / "incoming").iterdir())


def test_a_film_is_added_with_all_that_is_known_of_it(owner: Any, media: Path) -> None:
    captions = SimpleUploadedFile("x.vtt", CAPTIONS, "text/vtt")

    answer = enter(owner).post(
        reverse("add_film"), upload(CLIP.read_bytes(), "C:\\films\\rain.mov", captions=captions, captions_language="en")
    )

    film = Film.objects.get()
    assert answer["Location"] == reverse("library_film", args=[film.sha256])
    assert (film.title, film.target, film.themes, film.excerpt) == ("Rain", "sad", ["loss", "water"], "00:10 to 00:12")
    assert film.norms == {"sad": {"mean": 5.1, "sd": 1.2, "n": 80, "citation": "Smith 2001", "scale": [0.0, 8.0]}}
    assert film.file_name == "rain.mp4", "its ending is that of its content"
    assert (film.added_by, film.width, film.height, film.frames) == (owner, 160, 90, 20)
    assert is_stored(film.captions["en"], "en.vtt")
    assert film.transcode.state == Transcode.State.WAITING
    assert Entry.objects.get().verb == "film added"
    assert leftovers(media) == []
    page = enter(owner).get(answer["Location"]).content.decode()
    for words in ("Rain", "CC0-1.0", "loss, water", "Smith 2001", film.sha256, "Waits to be made ready"):
        assert words in page


def test_a_script_is_answered_with_where_the_film_is_or_what_is_wrong(owner: Any) -> None:
    browser = enter(owner)

    wrong = browser.post(reverse("add_film"), upload(b"nothing"), headers={"Accept": "application/json"})
    right = browser.post(reverse("add_film"), upload(CLIP.read_bytes()), headers={"Accept": "application/json"})

    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "rain.mp4 is no film by its content" in wrong.json()["problem"]
    assert right.json() == {"to": reverse("library_film", args=[Film.objects.get().sha256])}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"film": SimpleUploadedFile("f.mp4", PLAYLIST.format("/etc/passwd").encode())}, "no film by its content"),
        ({"film": ""}, "Choose the film"),
        ({"film": SimpleUploadedFile("f.mp4", b"")}, "Choose the film"),
        ({"licence": " "}, "under which licence"),
        ({"norms": "sad 5.1"}, "Norms, line 1: Write a norm as"),
        ({"norms": "sad; 9; 1; 80; 0-8"}, "outside of its scale"),
        ({"language": "English"}, "is no language"),
        ({"title": "x" * 201}, "200 characters at most"),
        ({"captions": SimpleUploadedFile("x.vtt", CAPTIONS), "captions_language": ""}, "in which language"),
        (
            {"captions": SimpleUploadedFile("x.srt", b"1\n00:01"), "captions_language": "en"},
            "begins with the word WEBVTT",
        ),
    ],
)
def test_what_is_wrong_is_told_what_was_written_stays_and_nothing_is_added(
    owner: Any, media: Path, changed: dict[str, Any], sentence: str
) -> None:
    for each in changed.values():
        if isinstance(each, SimpleUploadedFile):
            each.seek(0)

    answer = enter(owner).post(reverse("add_film"), {**upload(CLIP.read_bytes()), **changed})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="loss, water"' in page
    assert not Film.objects.exists()
    assert leftovers(media) == []


def test_a_film_that_is_too_large_is_not_kept_for_a_moment(owner: Any, settings: Any, media: Path) -> None:
    settings.FILM_MAX_BYTES = 1000

    answer = enter(owner).post(reverse("add_film"), upload(CLIP.read_bytes()))

    assert answer.status_code == 422
    assert "at most 0 MB" in answer.content.decode()
    assert leftovers(media) == []


def test_the_same_film_again_changes_nothing(film: Film) -> None:
    other = enter(person("other"))

    answer = other.post(reverse("add_film"), upload(CLIP.read_bytes(), title="Mine now"))

    assert answer["Location"] == reverse("library_film", args=[film.sha256])
    film.refresh_from_db()
    assert film.title == "Rain"


def test_a_form_without_its_token_is_refused(owner: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)

    assert browser.post(reverse("add_film"), upload(CLIP.read_bytes())).status_code == 403
    assert not Film.objects.exists()


def test_nobody_adds_a_film_who_is_not_signed_in(media: Path) -> None:
    answer = Client().post(reverse("add_film"), upload(CLIP.read_bytes()))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    assert not (media / "media").exists(), "not a byte was looked at"


CHANGES = ("describe_film", "replace_film", "ready_again", "delete_film")


@pytest.mark.parametrize("name", CHANGES)
def test_only_who_added_a_film_and_admins_change_it(film: Film, owner: Any, name: str) -> None:
    address = reverse(name, args=[film.sha256])

    assert enter(person("other")).post(address).status_code == 404
    assert enter(person("admin", is_staff=True)).post(address).status_code != 404
    assert enter(owner).post(address).status_code != 404


def test_everybody_sees_the_library_and_only_its_owner_sees_buttons(film: Film, owner: Any) -> None:
    address = reverse("library_film", args=[film.sha256])
    describe = reverse("describe_film", args=[film.sha256])

    other = enter(person("other"))
    assert "Rain" in other.get(reverse("films")).content.decode()
    assert describe not in other.get(address).content.decode()
    assert describe in enter(owner).get(address).content.decode()


def test_films_are_found_by_their_words(film: Film, owner: Any) -> None:
    browser = enter(owner)

    assert film.sha256 in browser.get(reverse("films"), {"find": "RAI"}).content.decode()
    assert "No film has “snow”" in browser.get(reverse("films"), {"find": "snow"}).content.decode()


def test_a_film_is_described_anew_and_that_stands_in_the_ledger(film: Film, owner: Any) -> None:
    captions = SimpleUploadedFile("x.vtt", CAPTIONS, "text/vtt")
    address = reverse("describe_film", args=[film.sha256])

    enter(owner).post(address, {**WORDS, "title": "Grey rain", "captions": captions, "captions_language": "en"})
    film.refresh_from_db()
    assert (film.title, list(film.captions)) == ("Grey rain", ["en"])

    enter(owner).post(address, {**WORDS, "title": "Grey rain", "drop": "en"})
    film.refresh_from_db()
    assert film.captions == {}
    assert list(Entry.objects.order_by("number").values_list("verb", flat=True)) == [
        "film added", "film described", "film described"
    ]  # fmt: skip


def test_another_file_in_its_place_is_a_film_of_its_own(film: Film, owner: Any, media: Path) -> None:
    other = make(media / "other.mp4").read_bytes()
    file = SimpleUploadedFile("other.mp4", other, "video/mp4")

    enter(owner).post(reverse("replace_film", args=[film.sha256]), {"film": file})

    new = Film.objects.get(replaces=film)
    assert (new.title, new.file_name, new.added_by) == ("Rain", "other.mp4", owner)
    assert is_stored(film.sha256, film.file_name)
    assert "Replaced by" in enter(owner).get(reverse("library_film", args=[film.sha256])).content.decode()
    assert Entry.objects.latest("number").detail["replaces"] == film.sha256


def test_a_film_cannot_be_replaced_by_itself(film: Film, owner: Any) -> None:
    file = SimpleUploadedFile("a.mp4", CLIP.read_bytes(), "video/mp4")

    answer = enter(owner).post(reverse("replace_film", args=[film.sha256]), {"film": file})

    assert answer.status_code == 422
    assert "nothing to replace" in answer.content.decode()


def test_a_film_is_deleted_by_writing_its_name_and_not_while_a_study_uses_it(film: Film, owner: Any) -> None:
    browser, address = enter(owner), reverse("delete_film", args=[film.sha256])
    assert "Nothing was deleted" in browser.post(address, {"name": "Snow"}).content.decode()
    study = new_study("drops", "Drops", by=owner, at=NOON)
    taken(browser, study, film)

    refused = browser.post(address, {"name": "Rain"})
    assert refused.status_code == 422
    assert "is used by “drops”" in refused.content.decode()
    study.draft.delete()
    assert browser.post(address, {"name": "Rain"})["Location"] == reverse("films")
    assert not Film.objects.exists()


def taken(browser: Client, study: Study, film: Film, name: str = "rain") -> Any:
    """Take a film into a study by its page."""
    words = {"film": film.sha256, "id": name, "revision": revision_of(study, draft_of(study))}
    return browser.post(reverse("take_film", args=[study.slug]), words)


def test_a_film_is_taken_into_a_studys_document(film: Film, owner: Any) -> None:
    study, browser = new_study("drops", "Drops", by=owner, at=NOON), enter(owner)
    address = reverse("take_film", args=["drops"])
    assert f"?film={film.sha256}" in browser.get(address).content.decode()
    assert "file: films/rain.mp4" in browser.get(address, {"film": film.sha256}).content.decode()

    answer = taken(browser, study, film)

    assert answer["Location"].startswith(reverse("document", args=["drops"]))
    draft = draft_of(study)
    assert draft.films == {"films/rain.mp4": film.sha256}
    assert "  rain:\n    file: films/rain.mp4\n    licence: " in draft.texts["protocol.yaml"]


def test_a_name_that_is_taken_and_a_revision_that_is_old_are_told(film: Film, owner: Any) -> None:
    study, browser = new_study("drops", "Drops", by=owner, at=NOON), enter(owner)
    old = {"film": film.sha256, "id": "snow", "revision": revision_of(study, draft_of(study))}
    taken(browser, study, film)

    assert taken(browser, study, film).status_code == 422
    assert browser.post(reverse("take_film", args=["drops"]), old).status_code == 409


def test_what_failed_is_tried_again_by_its_button(film: Film, owner: Any) -> None:
    Transcode.objects.update(state=Transcode.State.FAILED, reason="The film is damaged.", attempts=3)
    browser = enter(owner)
    assert "The film is damaged." in browser.get(reverse("library_film", args=[film.sha256])).content.decode()

    browser.post(reverse("ready_again", args=[film.sha256]))

    assert Transcode.objects.get().state == Transcode.State.WAITING


def test_how_far_a_film_is_can_be_asked(film: Film, owner: Any) -> None:
    Transcode.objects.update(state=Transcode.State.RUNNING, progress=0.42)

    said = enter(owner).get(reverse("film_state", args=[film.sha256])).json()

    assert (said["word"], said["progress"], said["alive"]) == ("Is being made ready, 42%", 0.42, True)


def test_an_upload_that_breaks_off_leaves_nothing(owner: Any, media: Path) -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="licence"\r\n\r\nCC0\r\n--b\r\n'
        b'Content-Disposition: form-data; name="film"; filename="f.mp4"\r\nContent-Type: video/mp4\r\n\r\n'
    ) + CLIP.read_bytes()[:5000]

    class Broken(BytesIO):
        def read(self, *args: Any) -> bytes:
            found = super().read(*args)
            if not found:
                raise OSError("the connection is gone")
            return found

    answer = enter(owner).generic(
        "POST", reverse("add_film"), b"", "multipart/form-data; boundary=b",
        **{"wsgi.input": Broken(body), "CONTENT_LENGTH": str(len(body) + 9000),
           "CONTENT_TYPE": "multipart/form-data; boundary=b"},
    )  # fmt: skip

    assert answer.status_code == 400
    assert leftovers(media) == []
    assert not Film.objects.exists()
