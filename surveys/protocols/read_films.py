"""A study's films from their document; the files themselves are looked at on publication."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from surveys.instruments.document import Node, plain
from surveys.protocols.definition import FilmSource
from surveys.protocols.read_norms import read_norms

WORDS = ("source", "attribution", "target", "language", "variant_of")
KEYS = (*WORDS, "title", "themes", "intensity", "captions", "norms")
LONGEST = {"title": 200, "licence": 100, "target": 64, "language": 16, "intensity": 32}


def read_films(root: Node, languages: Sequence[str]) -> dict[str, FilmSource]:
    """The films by id."""
    films: dict[str, FilmSource] = {}
    for film_id, node in root.child("films").pairs() if root.has("films") else ():
        Node(film_id, node.file, node.line, node.faults).identifier(dashed=True)
        if node.keys(("file", "licence"), KEYS):
            films[film_id] = read_film(film_id, node, languages)
    for film_id, film in films.items():
        other = film.description.get("variant_of", "")
        if other and other not in films:
            root.child("films").child(film_id).fault(f"There is no film “{other}” to be a variant of.")
    return films


def read_film(film_id: str, node: Node, languages: Sequence[str]) -> FilmSource:
    """One film; what only describes it is checked for its shape."""
    captions = {key: each.text() for key, each in node.child("captions").pairs()} if node.has("captions") else {}
    for place, name in (("file", node.child("file").text()), *(("captions", name) for name in captions.values())):
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or (not path.parts and node.child(place)):
            node.child(place).fault(f"“{name}” must be a file of this folder, without “..”.")
    for language in captions:
        if language not in languages:
            node.child("captions").fault(f"“{language}” is none of the study's languages.")
    described = {key: plain(node.value[key]) for key in KEYS if key in node.value and key != "captions"}
    described |= {key: node.child(key).text() for key in WORDS if node.has(key)}
    themes = tuple(theme.words(languages) for theme in node.child("themes").elements()) if node.has("themes") else ()
    intensity = node.child("intensity").words(languages) if node.has("intensity") else {}
    described |= {
        # The library of films has one wording.
        "themes": [theme.get(languages[0], "") for theme in themes],
        "intensity": intensity.get(languages[0], ""),
    }
    title = node.child("title").words(languages) if node.has("title") else {}
    licence = node.child("licence").text()
    for key, text in (*(("title", each) for each in title.values()), ("licence", licence), *described.items()):
        if key in LONGEST and len(str(text)) > LONGEST[key] and isinstance(text, str):
            node.child(key).fault(f"“{key}” has {LONGEST[key]} characters at most.")
    return FilmSource(
        id=film_id,
        file=node.child("file").text(),
        licence=licence,
        title=title,
        description=described,
        captions=captions,
        themes=themes,
        intensity=intensity,
        norms=read_norms(node.child("norms")),
    )
