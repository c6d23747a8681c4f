"""A folder with two films, ready to be published."""

import shutil
from pathlib import Path

import pytest

from tests.protocols.small import TEXTS

FILMS = Path(__file__).resolve().parent.parent / "studies" / "short" / "films"


@pytest.fixture
def study(tmp_path: Path, settings: object) -> Path:
    """The small study's folder with films; what is published goes to a folder of this test alone."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    folder = tmp_path / "study"
    for name, text in TEXTS.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "films").mkdir()
    shutil.copy(FILMS / "clip.mp4", folder / "films" / "a.mp4")
    shutil.copy(FILMS / "calm.mp4", folder / "films" / "b.mp4")
    return folder
