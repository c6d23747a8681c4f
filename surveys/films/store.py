"""Where film files lie: by the hash of their bytes, written so that no half file can ever be served.

On a disk, or in a bucket where one is set; whoever needs the bytes asks for a `local_copy` and doesn't notice.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from django.conf import settings

from surveys.films import bucket

# Films as they were given, their captions and their pictures. Phones play the first kind alone.
CONTENT_TYPES = {
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".avi": "video/x-msvideo",
    ".mpg": "video/mpeg",
    ".ts": "video/mp2t",
    ".wmv": "video/x-ms-wmv",
    ".flv": "video/x-flv",
    ".ogv": "video/ogg",
}
CHUNK_BYTES = 1 << 20


def stored_key(sha256: str, name: str) -> str | None:
    """What the store calls the file with this hash; the name gives only the kind. None for a kind that is not kept."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in CONTENT_TYPES or len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        return None
    return f"films/{sha256[:2]}/{sha256}{suffix}"


def stored_path(sha256: str, name: str) -> Path | None:
    """Where that file lies on the disk, unless films are in a bucket; None for a kind that is not kept."""
    key = stored_key(sha256, name)
    return Path(settings.MEDIA_ROOT) / key if key else None


@contextmanager
def local_copy(sha256: str, name: str) -> Iterator[Path]:
    """The file on this machine's disk while the block runs, not to be changed; FileNotFoundError when it is gone."""
    key = stored_key(sha256, name)
    if key is None:
        raise FileNotFoundError(f"{name}: only {', '.join(CONTENT_TYPES)} files are kept.")
    if not bucket.in_bucket():
        lies = Path(settings.MEDIA_ROOT) / key
        if not lies.is_file():
            raise FileNotFoundError(f"{name} is missing in the store of films.")
        yield lies
        return
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="copy-", dir=folder) as copies:
        copy = Path(copies) / PurePosixPath(key).name
        bucket.fetch(key, copy)
        if sha256_of(copy) != sha256:
            raise OSError(f"{name} did not come whole out of the bucket. Try again.")
        yield copy


def is_stored(sha256: str, name: str) -> bool:
    """Whether the store has the file."""
    key = stored_key(sha256, name)
    if key is None:
        return False
    return bucket.size(key) is not None if bucket.in_bucket() else (Path(settings.MEDIA_ROOT) / key).is_file()


def discard(sha256: str, name: str) -> None:
    """Take a file out of the store; whoever asks for that knows that nobody needs it any more."""
    key = stored_key(sha256, name)
    if key and bucket.in_bucket():
        bucket.remove(key)
    elif key:
        (Path(settings.MEDIA_ROOT) / key).unlink(missing_ok=True)


def sha256_of(source: Path) -> str:
    """The hash of a file's bytes, in lower-case hexadecimal."""
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def store(source: Path, name: str = "") -> str:
    """Copy a file into the store and return its hash; a file that is there already is left alone.

    `name` tells its kind where the file's own name doesn't.
    """
    sha256 = sha256_of(source)
    key = stored_key(sha256, name or source.name)
    if key is None:
        raise ValueError(f"{name or source.name}: only {', '.join(CONTENT_TYPES)} files are kept.")
    target = Path(settings.MEDIA_ROOT) / key
    if bucket.in_bucket():
        if bucket.size(key) != source.stat().st_size:
            _put(source, key, sha256)
    elif not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(source, target, sha256)
    return sha256


def _put(source: Path, key: str, sha256: str) -> None:
    """An object appears at once and whole; S3 compares it with the hash, and so do we, for stores that don't."""
    bucket.put(source, key, sha256, CONTENT_TYPES[PurePosixPath(key).suffix])
    if sha256_of(source) != sha256:
        bucket.remove(key)
        raise OSError(f"{source.name} changed while it was copied. Try again.")


def _write(source: Path, target: Path, sha256: str) -> None:
    """Write, fsync, rename: what has the final name is whole, even after a power cut."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as reading, part.open("wb") as writing:
            while chunk := reading.read(CHUNK_BYTES):
                digest.update(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        if digest.hexdigest() != sha256:
            raise OSError(f"{source.name} changed while it was copied. Try again.")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
