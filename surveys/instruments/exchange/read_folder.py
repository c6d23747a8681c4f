"""A folder's files as an importer wants them: limited, without links and hidden files."""

from pathlib import Path

from surveys.instruments.exchange.report import ExchangeError
from surveys.instruments.exchange.unzip import MAX_ENTRIES, MAX_UNPACKED


def read_folder_files(folder: Path) -> dict[str, bytes]:
    """The files below a folder by relative path."""
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_symlink() or not path.is_file() or any(part.startswith(".") for part in name.parts):
            continue
        size += path.stat().st_size
        if len(files) == MAX_ENTRIES or size > MAX_UNPACKED:
            raise ExchangeError(
                f"The folder holds too much; {MAX_ENTRIES:,} files and {MAX_UNPACKED:,} bytes are the most."
            )
        files[name.as_posix()] = path.read_bytes()
    return files
