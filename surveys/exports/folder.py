"""The private folder in which files lie until they are handed out or expire."""

from pathlib import Path

from django.conf import settings

from surveys.exports.models import Export


def folder() -> Path:
    """The folder, made when it isn't there; only its owner can enter it."""
    path = Path(settings.EXPORTS_ROOT)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def part_of(export: Export) -> Path:
    """Where a file is written until it is whole; each attempt has its own."""
    return folder() / f"part-{export.pk}-{export.attempts}"


def file_of(export: Export) -> Path:
    """Where the finished file lies."""
    return folder() / export.file


def forget_file(export: Export) -> None:
    """Delete an export's file, if there is one."""
    if export.file:
        file_of(export).unlink(missing_ok=True)
