"""What to answer when a film is asked for, as a value; the doors make the response of it.

Django has no answers to ranges; without them seeking fails and iPhones refuse to play.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from surveys.films.sign import opened
from surveys.films.store import CONTENT_TYPES, stored_path

OK, PARTIAL, MISSING, UNSATISFIABLE = 200, 206, 404, 416
ONE_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
CHUNK_BYTES = 1 << 16


@dataclass(frozen=True)
class Served:
    """An answer: `length` bytes of `path` from `start` on; no path when there is nothing to send."""

    status: int
    path: Path | None = None
    content_type: str = ""
    size: int = 0
    start: int = 0
    length: int = 0
    etag: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that belong to the answer, Content-Type and Content-Length among them."""
        if self.status == MISSING:
            return {}
        if self.status == UNSATISFIABLE:
            return {"Accept-Ranges": "bytes", "Content-Range": f"bytes */{self.size}", "Content-Length": "0"}
        headers = {
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=3600, immutable",
            "Content-Length": str(self.length),
            "Content-Type": self.content_type,
            "ETag": self.etag,
            "X-Content-Type-Options": "nosniff",
        }
        if self.status == PARTIAL:
            headers["Content-Range"] = f"bytes {self.start}-{self.start + self.length - 1}/{self.size}"
        return headers

    def chunks(self) -> Iterator[bytes]:
        """The bytes to send, piece by piece."""
        if self.path is None or not self.length:
            return
        left = self.length
        with self.path.open("rb") as stream:
            stream.seek(self.start)
            while left and (chunk := stream.read(min(CHUNK_BYTES, left))):
                left -= len(chunk)
                yield chunk


def serve(signed: str, name: str, *, now: float, asked: str = "", if_range: str = "") -> Served:
    """The answer to a request for `/f/<signed>/<name>`; `asked` is its Range header, `if_range` its If-Range."""
    sha256 = opened(signed, name, now=now)
    path = stored_path(sha256, name) if sha256 else None
    if sha256 is None or path is None or not path.is_file():
        return Served(MISSING)
    size = path.stat().st_size
    kind = CONTENT_TYPES[PurePosixPath(name).suffix.lower()]
    etag = f'"{sha256}"'
    wanted = _range(asked, size) if if_range in ("", etag) else None
    if wanted is None:
        return Served(OK, path, kind, size, 0, size, etag)
    start, length = wanted
    return Served(PARTIAL, path, kind, size, start, length, etag) if length else Served(UNSATISFIABLE, size=size)


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
