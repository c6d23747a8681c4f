"""What differs in the films of two versions: another stimulus, or other words about the same one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from surveys.protocols.comparison import KEYS, Change, Thing, come_and_gone, is_words, said, seen, sentence
from surveys.protocols.definition import Definition, FilmSource

# What makes the stimulus is compared by itself; all else describes it, whichever keys there are.
STIMULUS = ("id", "file", "sha256", "duration_seconds", "captions", "description")


def compare_films(before: Definition, after: Definition, languages: Sequence[str]) -> Iterator[Change]:
    """The changes of all films that both versions have, and which came and went."""
    yield from come_and_gone("films", "film", before.films, after.films)
    for name, new in after.films.items():
        if name in before.films:
            yield from stimulus_changes(before.films[name], new, after, languages)
            yield from description_changes(before.films[name], new, languages)


def stimulus_changes(
    old: FilmSource, new: FilmSource, definition: Definition, languages: Sequence[str]
) -> Iterator[Change]:
    """The file and its captions: people before and after saw something else.

    A film with another hash is another film, whatever it is called; before publication a hash isn't known.
    """
    thing = Thing(f"films.{new.id}", f"The film “{new.id}”", languages)
    hashed = bool(old.sha256 and new.sha256)
    if hashed and old.sha256 != new.sha256:
        arms = [arm.id for arm in definition.conditions if new.id in arm.settings.values()]
        of = f" of the condition “{arms[0]}”" if len(arms) == 1 else ""
        yield Change(thing.place, f"The film “{new.id}”{of} is another one.", True)
    if old.file != new.file:
        other = not hashed or old.sha256 != new.sha256
        yield Change(thing.place, sentence(thing, "file", said(old.file), said(new.file)), other)
    one, two = ({each: film.captions[each] for each in languages if each in film.captions} for film in (old, new))
    yield from come_and_gone(thing.place, "caption", one, two, of=f" of the film “{new.id}”", breaks_pooling=True)
    for language, file in two.items():
        if one.get(language, file) != file:
            called = f"The captions of the film “{new.id}” ({language})"
            yield Change(thing.place, f"{called} are now {said(file)} (were {said(one[language])}).", True)


def description_changes(old: FilmSource, new: FilmSource, languages: Sequence[str]) -> Iterator[Change]:
    """What is said of a film, key by key: its title, source, themes, norms and whatever else there is."""
    thing = Thing(f"films.{new.id}", f"The film “{new.id}”", languages)
    before, after = described(old, languages), described(new, languages)
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key, ""), after.get(key, "")
        if was != now:
            yield Change(thing.place, sentence(thing, key, was, now))


def described(film: FilmSource, languages: Sequence[str]) -> dict[str, str]:
    """The description in words, by key; each part of a mapping, such as the norm of a feeling, by a key of its own."""
    read = {each.name: getattr(film, each.name) for each in fields(film) if each.name not in STIMULUS}
    # What is kept as it was written too has its meaning in the field of that name, where it was understood.
    values = {**film.description, **{key: value for key, value in read.items() if value}}
    found: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and not is_words(value, languages):
            found |= {f"{key}: {part}": told(each, languages) for part, each in value.items()}
        else:
            found[key] = told(value, languages)
    return {key: text for key, text in found.items() if text}


def told(value: Any, languages: Sequence[str]) -> str:
    """A value in a sentence, with the names of its parts."""
    if is_dataclass(value):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping) and not is_words(value, languages):
        parts = ((KEYS.get(key, str(key)), told(each, languages)) for key, each in value.items())
        return ", ".join(f"{key} {text}" for key, text in parts if text)
    return said(seen(value, languages))
