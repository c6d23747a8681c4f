"""A zip file's contents: limited before anything is unpacked; its names are keys, never paths of ours."""

import posixpath
import zipfile
import zlib
from io import BytesIO

from surveys.instruments.exchange.report import ExchangeError

MAX_ENTRIES = 2_000
MAX_UNPACKED = 10_000_000
MAX_ZIP_BYTES = 5_000_000
MAX_NAME = 300
# Programs put these beside what was packed.
IGNORED = ("__MACOSX/", ".git/")


def unzip(data: bytes) -> dict[str, bytes]:
    """The files of a zip by name; ExchangeError where it is none, or too much is in it."""
    if len(data) > MAX_ZIP_BYTES:
        raise ExchangeError(f"The file is too long; {MAX_ZIP_BYTES:,} bytes are the most.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            check(entries)
            wanted = [entry for entry in entries if not ignored(entry.filename)]
            return {entry.filename: read(archive, entry) for entry in wanted}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        if isinstance(error, ExchangeError):
            raise
        raise ExchangeError("This zip file can't be read: it is damaged, encrypted or of an unknown kind.") from None


def check(entries: list[zipfile.ZipInfo]) -> None:
    """ExchangeError where there is too much to unpack, or a name leads out of the folder."""
    if len(entries) > MAX_ENTRIES:
        raise ExchangeError(f"The zip file has too many files; {MAX_ENTRIES:,} are the most.")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ExchangeError(f"The zip file unpacks to too much; {MAX_UNPACKED:,} bytes are the most.")
    for entry in entries:
        name = entry.filename
        if len(name) > MAX_NAME or "\\" in name or name.startswith("/") or ".." in name.split("/"):
            raise ExchangeError("The zip file holds a name that leads out of its folder, or one that is too long.")
    names = [posixpath.normpath(entry.filename) for entry in entries]
    if len(set(names)) < len(names):
        raise ExchangeError("The zip file holds a file twice.")


def ignored(name: str) -> bool:
    """Whether a file is nothing that somebody wrote."""
    return any(part in f"{name}/" for part in IGNORED) or posixpath.basename(name).startswith(".")


def read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One file, and not a byte more than it was said to have."""
    with archive.open(entry) as stream:
        data = stream.read(entry.file_size + 1)
    if len(data) > entry.file_size:
        raise ExchangeError("The zip file lies about the size of a file.")
    return data
