"""Take a film of the library into a study's draft: its lines into the document, its captions into the folder."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, Node

from surveys.films.models import Film
from surveys.films.store import local_copy
from surveys.films.store_turn import keep_store
from surveys.instruments.document import DASHED_ID
from surveys.protocols.add_instruments import languages_of
from surveys.protocols.draft import PROTOCOL, DraftError, change_draft, check_path, draft_of
from surveys.protocols.models import Draft, Study
from surveys.protocols.rewrite import spelled

BY_HAND = "The document can't be changed by this page: {} Put the lines below into it yourself."


def take_film(
    study: Study, film: Film, film_id: str, *, revision: str, by: AbstractBaseUser | None, at: datetime
) -> Draft:
    """Give a study's draft a film under an id.

    ConflictError where somebody has saved since, DraftError where the id is none or is taken, and where the document
    can't take it.
    """
    with transaction.atomic():
        keep_store()
        if not Film.objects.filter(pk=film.pk).exists():
            raise DraftError("The film isn't in the library any more.")
        file = file_of(film, film_id)
        draft = draft_of(study)
        if draft.films.get(file, film.sha256) != film.sha256:
            raise DraftError(f"There is another film “{film_id}” already. Choose another name.")
        captions = captions_of(film, film_id, languages_of(draft.texts))

        def change(texts: dict[str, str]) -> None:
            texts[PROTOCOL] = with_film(texts.get(PROTOCOL, ""), film_id, lines_of(film, film_id, list(captions)))
            for language, text in captions.items():
                texts[captions_file(film_id, language)] = text

        changed = change_draft(study, change, revision=revision, by=by, at=at)
        changed.films = {**changed.films, file: film.sha256}
        changed.save(update_fields=["films"])
    return changed


def file_of(film: Film, film_id: str) -> str:
    """What a study calls the film's file; DraftError for an id that is none."""
    if not DASHED_ID.fullmatch(film_id):
        raise DraftError("A film's name begins with a letter and has letters, digits, “_” and “-”, 32 at most.")
    return f"films/{film_id}.{film.file_name.rpartition('.')[2]}"


def captions_file(film_id: str, language: str) -> str:
    """What a study calls the film's captions."""
    path = f"films/{film_id}.{language}.vtt"
    check_path(path)
    return path


def captions_of(film: Film, film_id: str, languages: Sequence[str]) -> dict[str, str]:
    """The film's captions in the study's languages, as texts."""
    texts = {}
    for language, sha256 in film.captions.items():
        if language in languages:
            with local_copy(sha256, captions_file(film_id, language)) as copy:
                texts[language] = copy.read_text(encoding="utf-8-sig")
    return texts


def lines_of(film: Film, film_id: str, captions: Sequence[str]) -> list[str]:
    """The film as a study's document describes it, line by line, without what stands before each line."""
    return [f"{film_id}:", *(f"  {key}: {value}" for key, value in entries(film, film_id, captions))]


def entries(film: Film, film_id: str, captions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Key and YAML value of everything that is known of a film."""
    yield "file", file_of(film, film_id)
    yield "licence", text(film.licence)
    source = f"{film.source} ({film.excerpt})" if film.source and film.excerpt else film.source or film.excerpt
    words = {"title": film.title, "source": source, "attribution": film.attribution, "target": film.target}
    yield from ((key, text(value)) for key, value in words.items() if value)
    if film.themes:
        yield "themes", f"[{', '.join(text(theme) for theme in film.themes)}]"
    words = {"intensity": film.intensity, "language": film.language}
    yield from ((key, text(value)) for key, value in words.items() if value)
    if captions:
        yield "captions", f"{{{', '.join(f'{each}: {captions_file(film_id, each)}' for each in captions)}}}"
    if film.norms:
        yield "norms", f"{{{', '.join(f'{feeling}: {norm_of(norm)}' for feeling, norm in film.norms.items())}}}"


def norm_of(norm: Mapping[str, Any]) -> str:
    """One norm as YAML."""
    said = [f"{key}: {norm[key]:g}" for key in ("mean", "sd")] + [f"n: {norm['n']}"]
    said += [f"scale: [{', '.join(f'{end:g}' for end in norm['scale'])}]"] if norm.get("scale") else []
    said += [f"citation: {text(norm['citation'])}"] if norm.get("citation") else []
    return f"{{{', '.join(said)}}}"


def text(words: str) -> str:
    """A text on one line of YAML."""
    return spelled(words) if len(words) < 60 else json.dumps(words, ensure_ascii=False)


def with_film(protocol: str, film_id: str, lines: Sequence[str]) -> str:
    """The document with a film more; everything else stays as somebody wrote it."""
    root = composed(protocol)
    films = next((value for key, value in root.value if key.value == "films"), None)
    if films is None:
        return put(protocol, before(protocol, root), ["films:", *(f"  {line}" for line in lines), ""])
    if not isinstance(films, MappingNode) or films.flow_style or not films.value:
        raise DraftError(BY_HAND.format("its films don't stand line below line."))
    if any(key.value == film_id for key, _ in films.value):
        raise DraftError(f"There is a film “{film_id}” already. Choose another name.")
    indent = " " * films.value[0][0].start_mark.column
    return put(protocol, films.value[0][0].start_mark.line, [indent + line for line in lines])


def composed(protocol: str) -> MappingNode:
    """The document's outermost part."""
    try:
        root: Node | None = YAML(typ="safe", pure=True).compose(StringIO(protocol))
    except YAMLError:
        raise DraftError(BY_HAND.format("it is no YAML.")) from None
    if not isinstance(root, MappingNode) or root.flow_style:
        raise DraftError(BY_HAND.format("its keys don't stand line below line."))
    return root


def before(protocol: str, root: MappingNode) -> int:
    """The line before which films stand best: above the consent, or where the document ends."""
    marks = {key.value: key.start_mark.line for key, _ in root.value}
    found = marks.get("consent", marks.get("journey"))
    return len(protocol.splitlines()) if found is None else found


def put(protocol: str, at: int, lines: Sequence[str]) -> str:
    """A text with lines more, before the line number `at`, counted from 0."""
    old = protocol.splitlines()
    return "\n".join([*old[:at], *lines, *old[at:]]) + "\n"
