"""Publish a study: check it, freeze it as its next version, open it."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from surveys.films.description import Description
from surveys.films.error import FilmError
from surveys.films.import_film import import_film, store_captions
from surveys.instruments.document import DefinitionError, Fault, Node, plain
from surveys.ledger.append import append
from surveys.protocols.definition import Definition, FilmSource
from surveys.protocols.documents import Folder
from surveys.protocols.film_source import Norm
from surveys.protocols.film_use import usable_film
from surveys.protocols.models import Condition, Membership, Study, Version
from surveys.protocols.read_definition import localised, read_definition


def publish(
    folder: Folder, *, by: AbstractBaseUser | None, at: datetime, library: Mapping[str, str] = MappingProxyType({})
) -> Version:
    """Freeze a folder as the study's next version and open the study; an unchanged one stays the version it is.

    Films that the folder doesn't hold are in the `library`: file -> sha256. Raises DefinitionError with every fault;
    then nothing has changed.
    """
    definition = read_definition(folder)
    with transaction.atomic():
        films = import_films(definition, folder, library, by, at)
        kept = freeze(definition, folder, films)
        digest = sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
        study = study_of(definition, folder, by, at)
        latest = study.versions.order_by("-number").first()
        if latest is not None and latest.sha256 == digest:
            return latest
        number = latest.number + 1 if latest else 1
        version = study.versions.create(
            number=number,
            definition=kept,
            source=dict(folder.texts),
            sha256=digest,
            published_at=at,
            published_by_id=by.pk if by else None,
        )
        Condition.objects.bulk_create(
            Condition(version=version, name=arm.id, label=arm.label[definition.languages[0]], position=position)
            for position, arm in enumerate(definition.conditions)
        )
        detail = {"number": number, "sha256": digest}
        append(
            "published",
            by=str(by.pk) if by else "",
            about=f"version:{version.pk}",
            study=study.slug,
            detail=detail,
            at=at,
        )
    return version


def study_of(definition: Definition, folder: Folder, by: AbstractBaseUser | None, at: datetime) -> Study:
    """The study's row, locked, with its folder as it is now; whoever publishes it while nobody is in it owns it."""
    title = definition.title[definition.languages[0]]
    study, new = Study.objects.select_for_update().get_or_create(
        slug=definition.slug, defaults={"title": title, "created_at": at, "source": dict(folder.texts)}
    )
    study.title, study.source, study.state = title, dict(folder.texts), Study.State.OPEN
    study.save(update_fields=["title", "source", "state"])
    if by is not None and (new or not study.memberships.exists()):
        Membership.objects.create(study=study, user_id=by.pk, role=Membership.Role.OWNER)
    return study


def import_films(
    definition: Definition, folder: Folder, library: Mapping[str, str], by: AbstractBaseUser | None, at: datetime
) -> dict[str, dict[str, Any]]:
    """Bring the study's films into the films room; what the version keeps of each."""
    kept, faults = {}, []
    for film_id, film in definition.films.items():
        try:
            captions = {language: film_path(folder, path) for language, path in film.captions.items()}
            hashes = {language: store_captions(path) for language, path in captions.items()}
            if film.file in library:
                row = usable_film(library[film.file], film.file)
            else:
                words = described(film, captions, definition.languages[0])
                row = import_film(film_path(folder, film.file), words, at=at, by=by, must_play=True, keep_words=True)
        except FilmError as error:
            faults.append(Fault("protocol.yaml", 0, f"The film “{film_id}” can't be used: {error}"))
            continue
        kept[film_id] = {"sha256": row.sha256, "duration_seconds": row.duration_s, "captions": hashes}
    if faults:
        raise DefinitionError(faults)
    return kept


def described(film: FilmSource, captions: dict[str, Path], language: str) -> Description:
    """What the films room is told of a film."""
    said = film.description
    return Description(
        licence=film.licence,
        title=film.title.get(language, ""),
        source=str(said.get("source", "")),
        attribution=str(said.get("attribution", "")),
        target=str(said.get("target", "")),
        themes=[str(theme) for theme in said.get("themes") or ()],
        intensity=str(said.get("intensity", "")),
        language=str(said.get("language", "")),
        norms={feeling: norm_of(norm) for feeling, norm in film.norms.items()},
        captions=captions,
    )


def norm_of(norm: Norm) -> dict[str, Any]:
    """A norm as the films room keeps it."""
    said = {"mean": norm.mean, "sd": norm.sd, "n": norm.n, "citation": norm.citation}
    return said | ({"scale": list(norm.scale)} if norm.scale else {})


def film_path(folder: Folder, name: str) -> Path:
    """A film's file; FilmError when it is no plain file inside the folder."""
    if folder.folder is None:
        raise FilmError("The study was given without its films.")
    root = folder.folder.resolve()
    try:
        path = (root / name).resolve(strict=True)
        # A link anywhere on the way leads to another place than the one that was named.
        plain_file = path == root / name and path.is_file()
    except (OSError, ValueError):
        plain_file = False
    if not plain_file:
        raise FilmError(f"there is no file “{name}” in the folder.")
    return path


def freeze(definition: Definition, folder: Folder, films: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What a version keeps: its protocol and instruments as JSON texts, its texts, and the hashes of its films."""
    instruments = {}
    for name in definition.instruments:
        node = folder.instrument(name)
        instruments[name] = in_order(node) if node is not None else None
    texts: dict[str, str] = {}
    for language, files in definition.texts.items():
        for file, text in files.items():
            texts[localised(file, language)] = text
    return {"protocol": in_order(folder.protocol()), "instruments": instruments, "texts": texts, "films": films}


def in_order(node: Node) -> str:
    """A document as a JSON text, with its keys in the order in which they were written."""
    return json.dumps(plain(node.value), ensure_ascii=False)
