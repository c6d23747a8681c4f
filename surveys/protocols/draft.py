"""A study's folder while it is edited: saved by whoever saw its last revision, with faults or without."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.instruments.document import UNKEEPABLE, DefinitionError, Fault
from surveys.protocols.definition import Definition
from surveys.protocols.documents import TEXT_ENDINGS, Folder
from surveys.protocols.film_use import named_films, not_ready
from surveys.protocols.freeze import definition_of, newest_version
from surveys.protocols.models import Draft, Study
from surveys.protocols.read_definition import read_definition

MAX_TEXT = 500_000
MAX_ALL = 2_000_000
MAX_FILES = 200
MAX_PATH = 100
PATH = re.compile(r"(?:[A-Za-z0-9][A-Za-z0-9_.-]*/){0,3}[A-Za-z0-9][A-Za-z0-9_.-]*")
PROTOCOL = "protocol.yaml"
NOT_HERE = (
    "The film “{}” isn't here: the desk knows the films of this study's versions and of the study it was copied from."
    " Take others from the library of films: “Take a film” is on the document's page."
)
Change = Callable[[dict[str, str]], None]


class DraftError(ValueError):
    """A change that a folder can't take; the message is a sentence."""


class ConflictError(Exception):
    """Somebody else has saved meanwhile; carries the draft as it is now."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__("Somebody else has saved this study since you opened it.")


def draft_of(study: Study) -> Draft:
    """The draft as it is; where nobody has edited yet, one that is as the study was published, not stored."""
    found = Draft.objects.filter(study=study).first()
    if found is not None:
        return found
    return Draft(study=study, texts=dict(study.source), films=films_of(study), revision=0)


def films_of(study: Study) -> dict[str, str]:
    """The films of a study's newest version: file -> sha256."""
    newest = newest_version(study.slug)
    if newest is None:
        return {}
    return {film.file: film.sha256 for film in definition_of(newest[0]).films.values()}


def revision_of(study: Study, draft: Draft) -> str:
    """What a draft is called while it is looked at: another name after every save and every publication."""
    number = study.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return f"{number}.{draft.revision}"


def change_draft(study: Study, change: Change, *, revision: str, by: AbstractBaseUser | None, at: datetime) -> Draft:
    """Change a draft's texts and store it as its next revision; all or nothing.

    ConflictError where `revision` isn't the last any more, DraftError where the folder would not be one.
    """
    with transaction.atomic():
        # The study's row is there from the beginning, the draft's is not.
        Study.objects.select_for_update().get(pk=study.pk)
        draft = draft_of(study)
        if revision_of(study, draft) != revision:
            raise ConflictError(draft)
        texts = dict(draft.texts)
        change(texts)
        check_size(texts)
        draft.texts, draft.revision, draft.changed_at = texts, draft.revision + 1, at
        draft.changed_by_id = by.pk if by is not None else None
        draft.save()
    return draft


def written(path: str, text: str) -> Change:
    """Write a file, new or not."""
    check_path(path)
    if UNKEEPABLE.search(text):
        raise DraftError("The text holds a character that can't be kept (NUL or half of a character).")
    if len(text) > MAX_TEXT:
        raise DraftError(f"A file has at most {MAX_TEXT:,} characters; this one has {len(text):,}.")
    plain = text.replace("\r\n", "\n").replace("\r", "\n")

    def change(texts: dict[str, str]) -> None:
        texts[path] = plain

    return change


def added(path: str) -> Change:
    """Add an empty file."""
    check_path(path)

    def change(texts: dict[str, str]) -> None:
        if path in texts:
            raise DraftError(f"There is a file “{path}” already.")
        texts[path] = ""

    return change


def renamed(path: str, to: str) -> Change:
    """Give a file another name."""
    check_path(to)

    def change(texts: dict[str, str]) -> None:
        if path not in texts or path == PROTOCOL:
            raise DraftError(f"“{path}” can't be renamed.")
        if to in texts:
            raise DraftError(f"There is a file “{to}” already.")
        texts[to] = texts.pop(path)

    return change


def removed(path: str) -> Change:
    """Take a file away."""

    def change(texts: dict[str, str]) -> None:
        if path not in texts or path == PROTOCOL:
            raise DraftError(f"“{path}” can't be taken away.")
        del texts[path]

    return change


def check_path(path: str) -> None:
    """A path inside the folder, of a kind that a study is made of; DraftError otherwise."""
    if len(path) > MAX_PATH or not PATH.fullmatch(path) or ".." in path or not path.endswith(TEXT_ENDINGS):
        raise DraftError(
            "A file's name has letters, digits, “-” and “_”, may stand in a folder (instruments/mood.yaml) and ends in "
            f"{', '.join(TEXT_ENDINGS)}."
        )


def check_size(texts: Mapping[str, str]) -> None:
    """DraftError for a folder that is too large."""
    if len(texts) > MAX_FILES:
        raise DraftError(f"A study has at most {MAX_FILES} files.")
    if sum(map(len, texts.values())) > MAX_ALL:
        raise DraftError(f"All files together have at most {MAX_ALL:,} characters.")


def checked(study: Study, texts: Mapping[str, str], films: Mapping[str, str]) -> Definition:
    """The definition that a draft gives, with its films’ hashes; DefinitionError with every fault, the desk’s too."""
    definition = read_definition(Folder(texts))
    faults = []
    if definition.slug != study.slug:
        sentence = f"This study is “{study.slug}”: write “study: {study.slug}”. A study keeps its name."
        faults.append(Fault(PROTOCOL, line_of(texts[PROTOCOL], "study:"), sentence))
    unready = not_ready(list(named_films(texts, films).values()))
    for film in definition.films.values():
        if sentence := unready.get(films[film.file], "") if film.file in films else NOT_HERE.format(film.file):
            faults.append(Fault(PROTOCOL, line_of(texts[PROTOCOL], film.file), sentence))
    if faults:
        raise DefinitionError(faults)
    known = {name: replace(film, sha256=films[film.file]) for name, film in definition.films.items()}
    return replace(definition, films=known)


def faults_of(study: Study, texts: Mapping[str, str], films: Mapping[str, str]) -> list[Fault]:
    """Everything that keeps a draft from being published."""
    try:
        checked(study, texts, films)
    except DefinitionError as error:
        return list(error.faults)
    return []


def line_of(text: str, words: str) -> int:
    """The first line that holds some words, 0 where none does."""
    return next((number for number, line in enumerate(text.split("\n"), 1) if words in line), 0)
