from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.films.serve import Asked, serve
from surveys.films.sign import film_path
from surveys.films.store import store

NOON = 1_760_000_000.0
BYTES = bytes(range(256)) * 4


@pytest.fixture
def ask(settings, tmp_path):
    """Ask for a film of 1,024 bytes as a player does."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    source = tmp_path / "a.mp4"
    source.write_bytes(BYTES)
    sha = store(source)

    def asking(asked="", *, name="a.mp4", now=NOON, **headers):
        token = film_path(sha, name, expires=NOON + 60).split("/")[2]
        return serve(token, name, now=now, asked=Asked(range=asked, **headers))

    return asking


def sent(served):
    piece = served.piece()
    if piece is None:
        return b""
    with closing(piece):
        return b"".join(piece)


def test_without_a_range_the_whole_film_comes(ask):
    served = ask()

    assert served.status == 200
    assert sent(served) == BYTES
    assert served.headers["Content-Type"] == "video/mp4"
    assert served.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "start", "length", "told"),
    [
        ("bytes=0-", 0, 1024, "bytes 0-1023/1024"),
        ("bytes=0-1", 0, 2, "bytes 0-1/1024"),
        ("bytes=1000-9999", 1000, 24, "bytes 1000-1023/1024"),
        ("bytes=-24", 1000, 24, "bytes 1000-1023/1024"),
        ("bytes=-9999", 0, 1024, "bytes 0-1023/1024"),
        (" bytes=5-5 ", 5, 1, "bytes 5-5/1024"),
    ],
)
def test_a_range_is_answered_with_that_part(ask, asked, start, length, told):
    served = ask(asked)

    assert served.status == 206
    assert sent(served) == BYTES[start : start + length]
    assert served.headers["Content-Range"] == told
    assert served.headers["Content-Length"] == str(length)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_outside_the_film_is_refused_with_its_size(ask, asked):
    served = ask(asked)

    assert served.status == 416
    assert served.headers["Content-Range"] == "bytes */1024"
    assert sent(served) == b""


@pytest.mark.parametrize(
    "asked", ["bytes=-", "bytes=5-2", "bytes=0-1,5-6", "lines=1-2", "bytes=a-b", "\x00", "bytes=٣-"]
)
def test_a_range_that_is_not_understood_gives_the_whole_film(ask, asked):
    assert ask(asked).status == 200


def test_a_part_of_another_film_is_not_mixed_in(ask):
    assert ask("bytes=5-", if_range='"other"').status == 200
    assert ask("bytes=5-", if_range="W/" + ask().headers["ETag"]).status == 200
    assert ask("bytes=5-", if_range=ask().headers["ETag"]).status == 206


def test_a_film_that_broke_off_is_the_same_when_its_rest_has_come(ask):
    first = ask()
    here = sent(first)[:700]

    rest = ask(f"bytes={len(here)}-", if_range=first.headers["ETag"])

    assert rest.status == 206
    assert here + sent(rest) == BYTES


def test_a_film_that_is_there_already_is_not_sent_again(ask):
    tag = ask().headers["ETag"]

    assert ask(if_none_match=tag).status == 304
    assert ask("bytes=5-", if_none_match=f'"other", W/{tag}').status == 304
    assert ask(if_none_match='"other"').status == 200
    assert sent(ask(if_none_match=tag)) == b""


def test_a_piece_can_be_read_in_small_parts_and_ends_where_it_should(ask):
    piece = ask("bytes=10-20").piece()

    assert [piece.read(8), piece.read(8), piece.read(8)] == [BYTES[10:18], BYTES[18:21], b""]
    piece.close()
    assert piece.file.closed


def test_expired_and_unknown_addresses_are_missing(ask):
    assert ask(now=NOON + 7200).status == 404
    assert ask(name="a.exe").status == 404
    assert ask(name="a.vtt").status == 404
    assert serve("made-up", "a.mp4", now=NOON).status == 404


@given(st.text(max_size=40))
def test_no_name_leads_out_of_the_store(name):
    token = film_path("ab" * 32, name, expires=NOON + 60).split("/")[2]

    served = serve(token, name, now=NOON)

    assert served.status == 404
    assert served.path is None or ".." not in Path(served.path).parts
