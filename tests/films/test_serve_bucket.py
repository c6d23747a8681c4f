"""Films in a bucket: stored whole, shown by addresses that expire. The bucket is moto's, over real HTTP."""

import base64
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer

from surveys.films import bucket
from surveys.films.description import Description
from surveys.films.import_film import import_film
from surveys.films.serve import Asked, serve
from surveys.films.sign import film_path
from surveys.films.store import discard, is_stored, local_copy, store

NOON = 1_760_000_000.0
BYTES = bytes(range(256)) * 4
EXAMPLE = Path(__file__).parents[2] / "surveys/protocols/examples/film-validation/films/a.mp4"


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(settings, endpoint, tmp_path):
    """Settings with an empty bucket, and a client of one's own to look into it."""
    settings.FILMS_ENDPOINT, settings.FILMS_REGION, settings.FILMS_BUCKET = endpoint, "eu-central-1", "films-of-ours"
    settings.FILMS_KEY_ID, settings.FILMS_SECRET_KEY = "an-id", "a-secret"
    settings.MEDIA_ROOT = str(tmp_path / "media")
    bucket.small.cache_clear()
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="eu-central-1", aws_access_key_id="x", aws_secret_access_key="y"
    )
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST"))
    client.create_bucket(
        Bucket="films-of-ours", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}, ACL="private"
    )
    return client


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(BYTES)
    return path


def keys(s3):
    return [entry["Key"] for entry in s3.list_objects_v2(Bucket="films-of-ours").get("Contents", [])]


def asked_for(sha, name="film.mp4", **headers):
    return serve(film_path(sha, name, expires=NOON + 60).split("/")[2], name, now=NOON, asked=Asked(**headers))


def fetched(address, **headers):
    return urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=10)


def test_a_film_is_stored_once_by_its_hash_and_nothing_stays_on_the_disk(s3, source, tmp_path):
    sha = store(source)
    first = s3.head_object(Bucket="films-of-ours", Key=keys(s3)[0])

    assert store(source) == sha
    assert keys(s3) == [f"films/{sha[:2]}/{sha}.mp4"]
    assert first["ContentType"] == "video/mp4"
    assert s3.head_object(Bucket="films-of-ours", Key=keys(s3)[0])["LastModified"] == first["LastModified"]
    assert is_stored(sha, "a.mp4") and not (tmp_path / "media").exists()


def test_whoever_needs_the_bytes_gets_a_copy_that_is_gone_afterwards(s3, source, tmp_path):
    sha = store(source)

    with local_copy(sha, "a.mp4") as copy:
        assert copy.read_bytes() == BYTES
        assert copy.suffix == ".mp4"

    assert list((tmp_path / "media").iterdir()) == []


def test_on_a_disk_the_copy_is_the_film_itself(settings, source, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    sha = store(source)

    with local_copy(sha, "a.mp4") as path:
        assert path.read_bytes() == BYTES
    assert path.is_file()
    discard(sha, "a.mp4")
    assert not is_stored(sha, "a.mp4")


def test_what_the_bucket_has_lost_or_spoilt_is_never_handed_on(s3, source):
    sha = store(source)
    s3.put_object(Bucket="films-of-ours", Key=keys(s3)[0], Body=BYTES[:700])
    with pytest.raises(OSError, match="did not come whole"), local_copy(sha, "a.mp4"):
        pass

    discard(sha, "a.mp4")

    assert keys(s3) == []
    with pytest.raises(FileNotFoundError), local_copy(sha, "a.mp4"):
        pass


def test_a_film_that_changes_while_it_is_sent_is_not_stored(s3, source, monkeypatch):
    def changing(film, *rest):
        film.write_bytes(BYTES[::-1])
        putting(film, *rest)

    putting = bucket.put
    monkeypatch.setattr(bucket, "put", changing)

    with pytest.raises(OSError, match="changed while it was copied"):
        store(source)

    assert keys(s3) == []


def test_the_bucket_is_asked_to_compare_the_film_with_its_hash(s3, source):
    sent = []
    bucket.client().meta.events.register("before-send.s3.PutObject", lambda request, **_: sent.append(request.headers))

    sha = store(source)

    assert sent[0]["x-amz-checksum-sha256"].decode() == base64.b64encode(bytes.fromhex(sha)).decode()


def test_a_player_is_sent_to_an_address_of_the_bucket_that_answers_ranges(s3, source, endpoint):
    sha = store(source)

    served = asked_for(sha, range="bytes=100-")

    assert served.status == 302
    assert served.headers["Cache-Control"] == "no-store"
    assert served.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    address = served.headers["Location"]
    assert address.startswith(f"{endpoint}/films-of-ours/films/")
    query = parse_qs(urlsplit(address).query)
    assert query["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert query["X-Amz-Expires"] == [str(bucket.ADDRESS_S)]
    assert "a-secret" not in address
    with fetched(address, Range="bytes=100-199") as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == "bytes 100-199/1024"
        assert answer.headers["Content-Type"] == "video/mp4"
        assert answer.headers["Content-Disposition"] == "inline"
        assert answer.read() == BYTES[100:200]
    with fetched(address) as answer:
        assert answer.read() == BYTES


def test_asking_for_the_headers_alone_works_too(s3, source):
    address = asked_for(store(source), head=True).headers["Location"]

    with urllib.request.urlopen(urllib.request.Request(address, method="HEAD")) as answer:
        assert answer.headers["Content-Length"] == "1024"


def test_captions_are_shown_from_our_own_origin(s3, tmp_path):
    source = tmp_path / "en.vtt"
    source.write_text("WEBVTT\n")
    sha = store(source)

    served = asked_for(sha, "en.vtt")

    assert (served.status, served.data) == (200, b"WEBVTT\n")
    assert served.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert served.headers["Content-Length"] == "7"
    assert asked_for("ab" * 32, "en.vtt").status == 404


def test_expired_and_made_up_addresses_lead_to_no_bucket(s3, source):
    sha = store(source)
    token = film_path(sha, "film.mp4", expires=NOON).split("/")[2]

    assert serve(token, "film.mp4", now=NOON + 7200).status == 404
    assert serve("made-up", "film.mp4", now=NOON).status == 404


@pytest.mark.django_db
def test_a_film_is_imported_into_the_bucket(s3):
    film = import_film(EXAMPLE, Description(licence="CC0-1.0"), at=datetime(2026, 1, 1, tzinfo=UTC))

    with local_copy(film.sha256, film.file_name) as copy:
        assert copy.read_bytes() == EXAMPLE.read_bytes()
