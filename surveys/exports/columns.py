"""The columns of a study's data: each with what the codebook says of it and how PostgreSQL makes its cells."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from surveys.exports.cells import cells
from surveys.exports.codebook import Codebook, CodebookEntry
from surveys.exports.film_facts import cell
from surveys.exports.fit import Fit
from surveys.exports.gaps import NOT_SHOWN
from surveys.exports.layers import Layers
from surveys.exports.literal import literal
from surveys.exports.pages import Pages, Published, pages, with_pages
from surveys.exports.person_columns import person_columns
from surveys.exports.score_cells import score_cells
from surveys.exports.step_times import step_times
from surveys.exports.verdict_columns import verdict_columns
from surveys.protocols.columns import columns_of, film_names
from surveys.protocols.definition import Film, Step

Made = tuple[CodebookEntry, str]
STRICTEST = ("technical", "answer", "sensitive", "quasi", "text")


@dataclass(frozen=True)
class Line:
    """What the long layout says beside a value: its kind, and the columns that stand beside it in the wide file."""

    kind: str
    answered: str = ""
    prorated: str = ""


@dataclass
class Column:
    """One column; its SQL by version."""

    entry: CodebookEntry
    by_version: dict[int, str] = field(default_factory=dict)
    line: Line | None = None

    def sql(self, versions: Sequence[Published]) -> str:
        """A text for every person, whatever the version."""
        made = [self.by_version.get(version.id, literal(NOT_SHOWN)) for version in versions]
        if len(set(made)) == 1:
            return made[0]
        cases = " ".join(f"WHEN {version.id} THEN {sql}" for version, sql in zip(versions, made, strict=True))
        return f"CASE version_id {cases} END"


@dataclass(frozen=True)
class Columns:
    """All columns of a study, and what their SQL relies on."""

    versions: Sequence[Published]
    pages: Pages
    layers: Layers
    all: Sequence[Column]

    @property
    def codebook(self) -> list[CodebookEntry]:
        """What each column is."""
        return [column.entry for column in self.all]


def columns(versions: Sequence[Published]) -> Columns:
    """The columns of a study's versions, newest first: what stands in several has the newest one's labels."""
    found, layers = dict[str, Column](), Layers()
    slots = pages(versions)
    fit = Fit(name for version in versions for name, _ in columns_of(version.definition))
    makers: list[Callable[[Maker], Iterator[tuple[CodebookEntry, str, Line | None]]]] = [
        Maker.person,
        Maker.journey,
        Maker.verdicts,
    ]
    for make in makers:
        for version in versions:
            for entry, sql, line in make(Maker(version, slots, layers, fit)):
                add(found, entry, sql, line, version)
    return Columns(versions, slots, layers, list(found.values()))


def add(found: dict[str, Column], entry: CodebookEntry, sql: str, line: Line | None, version: Published) -> None:
    """Add a version's column to those found, or to the one that has its name; SPSS takes Sad and sad for the same."""
    column = found.setdefault(entry.name.lower(), Column(entry, line=line))
    column.by_version[version.id] = sql
    column.entry = merged(column.entry, entry, version.number)


def merged(newer: CodebookEntry, older: CodebookEntry, number: int) -> CodebookEntry:
    """What two versions say of one column: the newer one's words, all values and gaps, the stricter privacy."""
    return replace(
        newer,
        kind=newer.kind if newer.kind == older.kind else "text",
        values={**older.values, **newer.values},
        privacy=max(newer.privacy, older.privacy, key=STRICTEST.index),
        gaps=tuple(dict.fromkeys((*newer.gaps, *older.gaps))),
        versions=tuple(sorted({*newer.versions, number})),
    )


@dataclass(frozen=True)
class Maker:
    """Makes the columns of one version."""

    version: Published
    pages: Pages
    layers: Layers
    fit: Fit

    def person(self) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """Who it is, without who it is."""
        return plain(person_columns(self.version, self.fit))

    def verdicts(self) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """Groups, exclusions, and where help was called for."""
        return plain(verdict_columns(self.version, self.pages, self.layers, self.fit))

    def journey(self) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """The columns of each step: when, items, scores, film."""
        book = Codebook(self.version.definition)
        times = step_times(self.version, self.pages, self.fit)
        for step in with_pages(self.version.definition):
            yield from plain(times[step.id])
            if self.version.instrument(step) is not None:
                yield from self.items(book, step)
                yield from self.scores(book, step)
            if isinstance(step, Film):
                yield from self.facts(book, step)

    def facts(self, book: Codebook, step: Film) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """What is known of how a film was watched."""
        answers = f"a{self.pages.of(step.id, 0)}"
        viewing = self.layers.name(f"viewings->{literal(step.id)}", 0)
        for name, entry in zip(film_names(step), book.of_film(step), strict=True):
            yield entry, cell(name, answers, viewing), Line("film")

    def items(self, book: Codebook, step: Step) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """The items of a step."""
        instrument = self.version.asked(step)
        for item in instrument.answerable:
            slot, position = self.pages.place(self.version, step, item)
            made = zip(book.of_item(step, instrument, item), cells(item, f"a{slot}", position), strict=True)
            yield from ((entry, cell, Line("item")) for entry, cell in made)

    def scores(self, book: Codebook, step: Step) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
        """The scores of a step, each with how many items were answered and whether it was prorated."""
        instrument = self.version.asked(step)
        for rule in instrument.scores:
            entry = book.of_score(step, instrument, rule)
            made = score_cells(self.version, step, rule, self.pages, self.layers)
            answered, prorated = (self.fit.name(entry.name, suffix) for suffix in ("_n", "_pro"))
            yield entry, made.text, Line("score", answered, prorated)
            items = len(rule.items)
            more = replace(entry, name=answered, kind="integer", low=0, high=items, gaps=(NOT_SHOWN,))
            yield replace(more, label=f"{rule.id}: items answered of {items}"), made.answered, None
            more = replace(entry, name=prorated, kind="flag", label=f"{rule.id}: prorated", gaps=(NOT_SHOWN,))
            yield replace(more, values={0: "all items answered, or missing", 1: "prorated"}), made.prorated, None


def plain(made: Iterable[Made]) -> Iterator[tuple[CodebookEntry, str, Line | None]]:
    """Columns that the long layout has no lines of."""
    return ((entry, sql, None) for entry, sql in made)
