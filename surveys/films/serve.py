"""What to answer when a film is asked for, as a value; the doors make the response of it.

Three ways: Lacrima sends the bytes (Django has no answers to ranges; without them seeking fails and iPhones refuse to
play), nginx sends them (`X-Accel-Redirect`), or an S3 bucket does (an address that expires).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.conf import settings

from surveys.films import bucket
from surveys.films.piece import Piece
from surveys.films.sign import opened
from surveys.films.store import CONTENT_TYPES, stored_key

OK, PARTIAL, ELSEWHERE, SAME, MISSING, UNSATISFIABLE = 200, 206, 302, 304, 404, 416
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
# Shown by Lacrima even where films are in a bucket: pages load captions from their own origin alone.
SMALL = (".vtt", ".jpg")
PROTECTED = {
    "Cache-Control": "private, max-age=3600, immutable",
    # A page of another origin may not show it, whatever it knows.
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Asked:
    """The headers of a request that change its answer; empty where they were not sent."""

    range: str = ""
    if_range: str = ""
    if_none_match: str = ""
    head: bool = False


@dataclass(frozen=True)
class Served:
    """An answer: its headers, and `length` bytes of `path` from `start` on, or `data`, or nothing to send."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    path: Path | None = None
    start: int = 0
    length: int = 0
    data: bytes = b""

    def piece(self) -> Piece | None:
        """The bytes to send, opened; None when there are none of a file."""
        return Piece(self.path, self.start, self.length) if self.path is not None and self.length else None


def serve(signed: str, name: str, *, now: float, asked: Asked = Asked()) -> Served:
    """The answer to a request for `/f/<signed>/<name>`."""
    sha256 = opened(signed, name, now=now)
    key = stored_key(sha256, name) if sha256 else None
    if sha256 is None or key is None:
        return Served(MISSING)
    suffix = PurePosixPath(key).suffix
    headers = PROTECTED | {"ETag": f'"{sha256}"', "Content-Type": CONTENT_TYPES[suffix]}
    if headers["ETag"] in re.findall(r'"[^"]*"', asked.if_none_match):
        return Served(SAME, headers)
    if bucket.in_bucket():
        return _of_bucket(key, headers, asked, small=suffix in SMALL)
    path = Path(settings.MEDIA_ROOT) / key
    if not path.is_file():
        return Served(MISSING)
    if settings.FILMS_ACCEL:
        return Served(OK, headers | {"X-Accel-Redirect": settings.FILMS_ACCEL + key.removeprefix("films/")})
    return _of_disk(path, headers, asked)


def _of_disk(path: Path, headers: dict[str, str], asked: Asked) -> Served:
    size = path.stat().st_size
    headers = headers | {"Accept-Ranges": "bytes"}
    # A piece of what has another tag would be mixed into the wrong film.
    wanted = _range(asked.range, size) if asked.if_range in ("", headers["ETag"]) else None
    start, length = wanted or (0, size)
    if wanted is None:
        return Served(OK, headers | {"Content-Length": str(size)}, path, start, length)
    if not length:
        return Served(UNSATISFIABLE, {"Accept-Ranges": "bytes", "Content-Range": f"bytes */{size}"})
    told = {"Content-Length": str(length), "Content-Range": f"bytes {start}-{start + length - 1}/{size}"}
    return Served(PARTIAL, headers | told, path, start, length)


def _of_bucket(key: str, headers: dict[str, str], asked: Asked, *, small: bool) -> Served:
    if not small:
        address = bucket.address(key, headers["Content-Type"], head=asked.head)
        return Served(ELSEWHERE, PROTECTED | {"Location": address, "Cache-Control": "no-store"})
    try:
        data = bucket.small(key)
    except FileNotFoundError:
        return Served(MISSING)
    return Served(OK, headers | {"Content-Length": str(len(data))}, data=data)


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """First byte and number of bytes of a single range; 0 bytes when the file has none of them.

    None, which means the whole file, for no range and for one that isn't understood, as RFC 9110 wants it.
    """
    found = ONE_RANGE.fullmatch(asked.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        return size - length, length
    start, end = int(first), min(int(last or size), size - 1)
    if last and int(last) < start:
        return None
    return start, max(0, end - start + 1)
