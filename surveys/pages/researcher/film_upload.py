"""A film on its way up: written to the disk of the store piece by piece, so that no memory grows with it."""

import shutil
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from surveys.films.captions import MAX_BYTES as MAX_CAPTIONS
from surveys.films.error import FilmError

# What a form has beside its files.
FORM_BYTES = 2_000_000
# Room that must be left on the disk; a film is there twice for a moment.
LEFT_BYTES = 200_000_000
LEFTOVER_S = 24 * 3600
CHUNK_BYTES = 1 << 18


class FilmUpload(FileUploadHandler):
    """Takes the field `film` to the disk and the field `captions` into memory; nothing of any other is kept."""

    chunk_size = CHUNK_BYTES

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.refused = ""
        # Field -> what is there of its file; a field is taken once.
        self.kept: dict[str, Any] = {}

    def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
        """Refuse what is too large, or too large for the disk, before anything of it is written."""
        folder = incoming()
        if content_length > settings.FILM_MAX_BYTES + FORM_BYTES:
            self.refused = too_large()
        elif 2 * content_length + LEFT_BYTES > shutil.disk_usage(folder).free:
            self.refused = "The disk has no room for this film. Tell whoever runs this installation."

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Make a place for the next file."""
        super().new_file(*args, **kwargs)
        field = self.field_name or ""
        if self.refused or field in self.kept or field not in ("film", "captions"):
            raise SkipFile
        self.size = 0
        self.most = settings.FILM_MAX_BYTES if field == "film" else MAX_CAPTIONS
        self.kept[field] = Incoming(self.file_name or "") if field == "film" else BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece."""
        self.size += len(raw_data)
        if self.size > self.most:
            self.refused = too_large() if self.field_name == "film" else "Captions have a megabyte at most."
            self.upload_interrupted()
            raise SkipFile
        self.kept[self.field_name or ""].write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """The file, once it is there."""
        kept = self.kept.get(self.field_name or "")
        if kept is None:
            return None
        kept.seek(0)
        if isinstance(kept, Incoming):
            kept.size = file_size
            return kept
        return InMemoryUploadedFile(kept, self.field_name, self.file_name or "", "text/vtt", file_size, None)

    def upload_interrupted(self) -> None:
        """Leave nothing behind."""
        for kept in self.kept.values():
            kept.close()


class Incoming(TemporaryUploadedFile):
    """A film in the store's own folder: the system's may be memory. Gone when it is closed."""

    def __init__(self, name: str) -> None:
        kept = tempfile.NamedTemporaryFile(dir=incoming(), prefix="film-")  # noqa: SIM115  (closed with this)
        UploadedFile.__init__(self, kept, name or "film", "application/octet-stream", 0, None)

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.temporary_file_path())


def film_in(request: HttpRequest, upload: FilmUpload) -> Incoming:
    """The film that came with a form; FilmError with a sentence where none did."""
    film = request.FILES.get("film")
    if upload.refused:
        raise FilmError(upload.refused)
    if not isinstance(film, Incoming) or not film.size:
        raise FilmError("Choose the film's file; it must not be empty.")
    film.flush()
    return film


def too_large() -> str:
    """The sentence."""
    return f"A film has at most {settings.FILM_MAX_BYTES / 1e6:,.0f} MB. Save it smaller, or as a part."


def incoming() -> Path:
    """The folder for films on their way up, without what was left there by a machine that stopped."""
    folder = Path(settings.MEDIA_ROOT) / "incoming"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.iterdir():
        if left.stat().st_mtime < time.time() - LEFTOVER_S:
            left.unlink(missing_ok=True)
    return folder
