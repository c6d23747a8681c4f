"""Where film files lie: by the hash of their bytes, written so that no half file can ever be served."""

import hashlib
import os
from pathlib import Path, PurePosixPath

from django.conf import settings

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


def stored_path(sha256: str, name: str) -> Path | None:
    """Where the file with this hash lies; the name gives only the kind. None for a kind that is not kept."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in CONTENT_TYPES or len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        return None
    return Path(settings.MEDIA_ROOT) / "films" / sha256[:2] / f"{sha256}{suffix}"


def sha256_of(source: Path) -> str:
    """The hash of a file's bytes, in lower-case hexadecimal."""
    with source.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def store(source: Path) -> str:
    """Copy a file into the store and return its hash; a file that is there already is left alone."""
    sha256 = sha256_of(source)
    target = stored_path(sha256, source.name)
    if target is None:
        raise ValueError(f"{source.name}: only {', '.join(CONTENT_TYPES)} files are kept.")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        _write(source, target, sha256)
    return sha256


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
