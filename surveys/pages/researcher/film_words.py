"""The words of a film as a form has them: from a request to a description, and back."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from surveys.films.captions import MAX_BYTES
from surveys.films.description import LANGUAGE, LONGEST, Description, norm_lines, read_norms, read_themes
from surveys.films.error import FilmError
from surveys.films.models import Film

PLAIN = ("title", "licence", "source", "attribution", "excerpt", "target", "intensity", "language")
WORDS = (*PLAIN, "themes", "norms")


def words_of(film: Film | None) -> dict[str, str]:
    """What stands in the fields."""
    if film is None:
        return dict.fromkeys(WORDS, "")
    lists = {"themes": ", ".join(film.themes), "norms": norm_lines(film.norms)}
    return {name: getattr(film, name) for name in PLAIN} | lists


def words_in(request: HttpRequest) -> dict[str, str]:
    """What somebody wrote into the fields."""
    return {name: request.POST.get(name, "").strip().replace("\r\n", "\n") for name in WORDS}


def described(words: Mapping[str, str], captions: Mapping[str, Path]) -> Description:
    """The description that the fields give; FilmError where they give none."""
    return Description(
        **{name: words[name] for name in PLAIN},
        themes=read_themes(words["themes"]),
        norms=read_norms(words["norms"]),
        captions=captions,
    )


@contextmanager
def captions_in(request: HttpRequest) -> Iterator[dict[str, Path]]:
    """The captions that came with a form, as a file that is gone afterwards; FilmError where they can't be taken."""
    upload = request.FILES.get("captions")
    if not isinstance(upload, UploadedFile):
        yield {}
        return
    language = request.POST.get("captions_language", "").strip()
    if not LANGUAGE.fullmatch(language):
        raise FilmError("Say in which language the captions are, by its short name, such as en.")
    content = upload.read(MAX_BYTES + 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"captions.{language}.vtt"
        path.write_bytes(content)
        yield {language: path}


def limits() -> dict[str, int]:
    """The longest texts of the fields."""
    return dict(LONGEST)
