"""The tables of the validation report: films with their figures, as words ready to be printed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from surveys.pages.researcher.numbers import NONE, interval, number, share_of, with_interval
from surveys.pages.researcher.tables import FIGURE, WORDS, Block, Cell, Table

Part = Mapping[str, Any]
# Steps of shading, from the lowest answer to the highest.
SHADES = 8
FILMS_NOTE = "Intensity: rating of the target. Hits: people who rated it at least an eighth of the scale above every other declared feeling (of a neutral film: people who rated none of them so far above the lowest answer). Discreteness: target less the mean of the others. Success: z of the hit rate plus z of the intensity, among these films. Seen: people of whom enough played, of all to whom it was shown. [ ]: 95 % confidence interval."  # noqa: E501
FEELINGS_NOTE = "Mean of each rating, and n. The target is bold. Ratings in brackets are in no comparison: the manipulation check doesn't name them."  # noqa: E501
AFFECT_NOTE = "Valence from unpleasant to pleasant, arousal from drowsy to awake, as they were asked after the film."
NORMS_NOTE = "Difference: found less norm, on this study's scale, with Welch's interval. d: by the pooled standard deviation, with the noncentral t interval."  # noqa: E501
BREAKDOWN_NOTE = "Measured {}. Nobody was put there by chance, so a difference has no known cause. n: people at the level; each figure may have fewer."  # noqa: E501


def heads(*names: str) -> list[Cell]:
    """Heads of columns; those that begin with a small letter hold words."""
    return [Cell(name, FIGURE) for name in names]


def films_table(films: Sequence[Part]) -> Table:
    """The films beside each other."""
    columns = [Cell("Target", WORDS)]
    columns += heads("n", "Intensity", "SD", "Hits (share)", "Discreteness", "Success", "Seen (share)")
    return with_reasons("films", "Films and their target feelings", FILMS_NOTE, columns, films, film_row)


def film_row(film: Part) -> Sequence[str]:
    """One film in words."""
    found, hits, seen = film["intensity"], film["hits"], film["exposure"]
    return (
        film["target"] or NONE,
        str(found["n"] or hits["n"]),
        with_interval(found["mean"], found["ci95"]),
        number(found["sd"]),
        counted(hits["hits"], hits["n"]),
        with_interval(film["discreteness"]["mean"], film["discreteness"]["ci95"]),
        number(film["success"]["index"], "+"),
        counted(seen["enough"], seen["shown"]),
    )


def counted(part: int, whole: int) -> str:
    """A count of how many, with its share and interval; n can differ from one figure to the next."""
    return share_of(part, whole).replace(" (", f" of {whole} (", 1)


def with_reasons(
    kind: str,
    caption: str,
    note: str,
    columns: Sequence[Cell],
    films: Sequence[Part],
    row: Callable[[Part], Sequence[str]],
) -> Table:
    """A row for each film, and a column of reasons where something is null."""
    said = [reasons(film) for film in films]
    heads_ = [*columns, *([Cell("Why not", "why")] if any(said) else [])]
    blocks = []
    for film, why in zip(films, said, strict=True):
        words = [*row(film), *([why] if any(said) else [])]
        blocks.append(Block(name_of(film), [[Cell(text, head.css) for text, head in zip(words, heads_, strict=True)]]))
    return Table(kind, caption, note, "Film", heads_, blocks)


def reasons(film: Part) -> str:
    """Why figures of a film are missing, each sentence once."""
    parts = (film["intensity"], film["hits"], film["discreteness"], film["success"], film["exposure"])
    return " ".join(dict.fromkeys(part["reason"] for part in parts if part.get("reason")))


def name_of(film: Part) -> str:
    """What a film is called: by its id, for two endings of one story often share their title."""
    return str(film["id"])


def feelings_table(films: Sequence[Part]) -> Table | None:
    """The mean of every rating in every film, shaded by its place on the scale; None without ratings."""
    rated = [film for film in films if film["feelings"]]
    names = {feeling["id"]: feeling for film in rated for feeling in film["feelings"]}
    if not names:
        return None
    columns = [Cell(str(film["id"]), FIGURE) for film in rated]
    blocks = []
    for name, first in names.items():
        label = first["label"] or name
        cells = [shaded(film, name) for film in rated]
        blocks.append(Block(label if first["declared"] else f"({label})", [cells]))
    return Table("feelings", "What people felt in each film", FEELINGS_NOTE, "Feeling", columns, blocks)


def shaded(film: Part, name: str) -> Cell:
    """One mean with its n; its shade is decoration, the number says it."""
    found = next((each for each in film["feelings"] if each["id"] == name), None)
    if found is None or found["mean"] is None:
        return Cell(NONE, FIGURE)
    low, high = film["scale"] or (found["mean"], found["mean"])
    shade = round(SHADES * (found["mean"] - low) / (high - low)) if high > low else 0
    target = " target" if found["target"] else ""
    return Cell(f"{number(found['mean'])} ({found['n']})", f"{FIGURE} heat{shade}{target}")


def affect_table(films: Sequence[Part]) -> Table | None:
    """Valence and arousal; None where no film is followed by them."""
    asked = list(filter(has_affect, films))
    if not asked:
        return None
    columns = heads("n", "Valence", "SD", "n", "Arousal", "SD")
    rows = [
        Block(name_of(film), [[Cell(text, FIGURE) for name in ("valence", "arousal") for text in triple(film[name])]])
        for film in asked
    ]
    return Table("affect", "Valence and arousal", AFFECT_NOTE, "Film", columns, rows)


def has_affect(film: Part) -> bool:
    """Whether somebody has said how pleasant or how awake."""
    return film["valence"]["mean"] is not None or film["arousal"]["mean"] is not None


def triple(found: Part) -> Sequence[str]:
    """n, mean with interval, and SD."""
    return str(found["n"]), with_interval(found["mean"], found["ci95"]), number(found["sd"])


def norms_table(films: Sequence[Part]) -> Table | None:
    """What was found beside the norms; None where no film has any."""
    given = [film for film in films if film["norms"]]
    if not given:
        return None
    columns = [
        Cell("Feeling", WORDS),
        *heads("Norm: mean", "SD", "n", "Scale", "Here: mean"),
        *heads("Difference", "d"),
    ]
    columns.append(Cell("Source", "why"))
    blocks = []
    for film in given:
        lines = [norm_row(norm) for norm in film["norms"]]
        rows = [[Cell(text, head.css) for text, head in zip(line, columns, strict=True)] for line in lines]
        blocks.append(Block(name_of(film), rows))
    return Table("norms", "Beside the norms of the document", NORMS_NOTE, "Film", columns, blocks)


def norm_row(norm: Part) -> list[str]:
    """One norm in words."""
    scale = norm["scale"]
    here = norm["rescaled"] or norm
    return [
        norm["feeling"],
        number(norm["mean"]),
        number(norm["sd"]),
        str(norm["n"]),
        f"{scale[0]:g} to {scale[1]:g}" if scale else NONE,
        number(here["mean"]),
        f"{number(norm['difference'], '+')} {interval(norm['difference_ci95'], '+')}"
        if norm["difference_ci95"]
        else number(norm["difference"], "+"),
        with_interval(norm["d"], norm["d_ci95"]),
        " ".join(filter(None, (norm["citation"], norm.get("reason")))) or NONE,
    ]


def breakdown_tables(films: Sequence[Part]) -> Iterator[Table]:
    """The same by sex, familiarity and exposure; only what is known of somebody."""
    rated = [film for film in films if film["feelings"] or has_affect(film)]
    kinds = {part["id"]: part for film in rated for part in film["by"]}
    measures = ("discreteness", *(("valence", "arousal") if any(map(has_affect, rated)) else ()))
    for kind, first in kinds.items():
        blocks = []
        for film in rated:
            part = next((each for each in film["by"] if each["id"] == kind), None)
            levels = [level for level in part["levels"] if level["n"]] if part else []
            if levels:
                rows = [[Cell(*pair) for pair in level_row(level, measures)] for level in levels]
                blocks.append(Block(name_of(film), rows))
        if blocks:
            columns = [Cell(first["label"], WORDS)]
            columns += heads("n", "Intensity", "Hits (share)", *map(str.capitalize, measures))
            note = BREAKDOWN_NOTE.format(first["measured"])
            yield Table(kind, f"By {first['label'].lower()}", note, "Film", columns, blocks, observed=True)


def level_row(level: Part, measures: Sequence[str]) -> Iterator[tuple[str, str]]:
    """One level in words, with how each cell stands."""
    yield level["label"], WORDS
    yield str(level["n"]), FIGURE
    hits = level["hits"]
    yield with_interval(level["intensity"]["mean"], level["intensity"]["ci95"]), FIGURE
    yield counted(hits["hits"], hits["n"]), FIGURE
    for name in measures:
        yield with_interval(level[name]["mean"], level[name]["ci95"]), FIGURE
