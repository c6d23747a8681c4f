"""Where the project's own files are."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("platform", "surveys", "tests")
MADE = {"__pycache__", "node_modules", "test-results"}


def files_under(folder: Path, *endings: str) -> Iterator[Path]:
    """Every file with one of these endings, but nothing that tools have made."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in endings and not MADE.intersection(path.parts):
            yield path


def python_files(*folders: str) -> list[Path]:
    """The Python files of these folders, or of all of them; migrations are Django's."""
    found = [path for folder in folders or SOURCES for path in files_under(ROOT / folder, ".py")]
    return [path for path in found if "migrations" not in path.parts]


def place(path: Path) -> str:
    """The path as the README would write it."""
    return path.relative_to(ROOT).as_posix()
