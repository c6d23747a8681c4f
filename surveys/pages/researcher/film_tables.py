"""The tables of a film's page: what stands in its pictures, as words ready to be printed."""

from collections.abc import Iterable, Mapping, Sequence

from surveys.films.verdict import VERDICTS
from surveys.findings.charts.film_clock import clock, clock_marks
from surveys.findings.film_figures import Exposed, Felt, Spell
from surveys.findings.statistics.tap_rates import Part
from surveys.findings.statistics.trace_curve import Moment
from surveys.findings.viewings import Strip
from surveys.pages.researcher.find_film import AskedFilm, listed
from surveys.pages.researcher.numbers import NONE, interval, number, share_of
from surveys.pages.researcher.tables import FIGURE, WORDS, Block, Cell, Table

SHORT = {
    "seen": "Seen",
    "hidden": "Out of sight",
    "partly": "Partly seen",
    "barely": "Barely seen",
    "implausible": "Not credible",
    "declined": "Declined",
    "unplayable": "Not playable",
    "no_evidence": "No evidence",
}
SPELLS = {"paused_s": "Paused", "stalled_s": "Stalled", "hidden_s": "Out of sight", "muted_s": "Without sound"}
EXPOSURE_NOTE = "Coverage: per cent of the film that really played, in people of whom it is known. Seen: enough of it played in sight."  # noqa: E501
SPELLS_NOTE = "People of whom it lasted half a second or more (share), and the median and most seconds of those. Refused: people whose page claimed what can't be true."  # noqa: E501
VERDICTS_NOTE = "People (share of those of whom it is known) [95 % Wilson interval in per cent]."
MOST_ROWS = 12


def short(verdict: str) -> str:
    """A verdict as a head or a cell has it."""
    return SHORT.get(verdict, verdict.replace("_", " ").capitalize())


def heads(*figures: str) -> list[Cell]:
    """Heads of columns with figures."""
    return [Cell(each, FIGURE) for each in figures]


def rows(film: AskedFilm, parts: Sequence[Exposed], cells: Iterable[Sequence[str]]) -> list[Block]:
    """A row for each condition and film."""
    return [
        Block(film.label(part), [[Cell(text, FIGURE) for text in row]]) for part, row in zip(parts, cells, strict=True)
    ]


def exposure_table(film: AskedFilm) -> Table:
    """Coverage by condition and film."""
    parts = film.figures.exposed
    cells = [
        (
            str(each.n),
            str(each.without),
            share_of(each.enough, each.n),
            *(per_cent(value) for value in (each.coverage.mean, each.coverage.sd, each.coverage.median)),
            per_cent(each.coverage.minimum),
        )
        for each in parts
    ]
    columns = heads("n", "Without evidence", "Seen", "Mean coverage, %", "SD", "Median", "Least")
    caption = f"{film.title}: coverage"
    return Table("exposure", caption, EXPOSURE_NOTE, film.by, columns, rows(film, parts, cells))


def per_cent(share: float | None) -> str:
    """A share as a number of per cent."""
    return number(None if share is None else 100 * share, decimals=1)


def verdict_table(film: AskedFilm) -> Table:
    """What is to be said of each showing, by condition and film; only verdicts that somebody has."""
    parts = film.figures.exposed
    found = [word for word in VERDICTS if any(each.verdicts.get(word) for each in parts)]
    cells = [[str(each.n), *(share_of(each.verdicts.get(word, 0), each.n) for word in found)] for each in parts]
    columns = heads("n", *map(short, found))
    return Table(
        "verdicts", f"{film.title}: verdicts", VERDICTS_NOTE, film.by, columns, rows(film, parts, cells)
    )  # fmt: skip


def spells_table(film: AskedFilm) -> Table:
    """What disturbed the showings, by condition and film."""
    parts = film.figures.exposed
    cells = [
        [str(each.n), *(spell_of(each.spells[name], each.n) for name in SPELLS), str(each.refused)] for each in parts
    ]
    columns = heads("n", *(f"{said}, people · seconds" for said in SPELLS.values()), "Refused")
    return Table(
        "spells", f"{film.title}: what disturbed it", SPELLS_NOTE, film.by, columns, rows(film, parts, cells)
    )  # fmt: skip


def spell_of(spell: Spell, n: int) -> str:
    """How many had it, and how long."""
    if not spell.people:
        return "0"
    share = f" ({100 * spell.people / n:.0f} %)" if n else ""
    long = f"{number(spell.seconds.median, decimals=1)}, most {number(spell.seconds.maximum, decimals=1)}"
    return f"{spell.people}{share} · {long}"


def curve_table(film: AskedFilm) -> Table:
    """The mean curve at round seconds of the film; the file has every place."""
    blocks = [
        Block(film.label(each), [curve_row(moment) for moment in at_marks(each)])
        for each in film.figures.felt
        if each.curve
    ]
    asked = film.words(film.step.trace.label) if film.step.trace else ""
    columns = [Cell("At", FIGURE), *heads("n", "Mean", "SD", "95 % CI")]
    note = "The last value of each person's slider, from the first touch to the last second seen. The file has it every half second; every second or more in a film of more than five minutes."  # noqa: E501
    return Table("trace", f"{film.title}: {asked}", note, film.by, columns, blocks)


def at_marks(felt: Felt) -> list[Moment]:
    """The curve's places at round seconds."""
    marks = clock_marks(felt.duration_s, MOST_ROWS)
    return [next(each for each in felt.curve if each.second >= mark - 1e-6) for mark in marks]


def curve_row(moment: Moment) -> list[Cell]:
    """One place of the curve."""
    figures = (str(moment.n), number(moment.mean, decimals=1), number(moment.sd, decimals=1))
    return [Cell(each, FIGURE) for each in (clock(moment.second), *figures, interval(moment.ci95, decimals=1))]


def taps_table(film: AskedFilm) -> Table:
    """Who tapped in each part of the film; of a long film only where somebody did."""
    blocks = []
    for each in film.figures.felt:
        parts = [part for part in each.taps if part.tapped or len(each.taps) <= MOST_ROWS]
        whole = Part(0, each.duration_s, each.asked, each.tapped)
        if each.taps:
            blocks.append(Block(film.label(each), [taps_row(part) for part in (*parts, whole)]))
    columns = [Cell("At", FIGURE), *heads("n", "Tapped")]
    note = "People who tapped at least once in the part (share of those who saw some of it) [95 % Wilson interval in per cent]; the last row is the whole film."  # noqa: E501
    return Table("taps", f"{film.title}: “{film.words(film.step.marker)}”", note, film.by, columns, blocks)


def taps_row(part: Part) -> list[Cell]:
    """One part of the film."""
    span = f"{clock(part.start)} – {clock(part.end)}"
    return [Cell(each, FIGURE) for each in (span, str(part.n), share_of(part.tapped, part.n))]


def strips_table(film: AskedFilm, people: Sequence[tuple[str, Strip]]) -> Table:
    """Each person's numbers; while the study is blinded nothing by condition, and no taps."""
    several = len({each.films for _, each in people}) > 1
    told = not film.pooled
    columns = [Cell("Condition", WORDS)] if told else []
    columns += [Cell("Film", WORDS)] if told and several else []
    # Coverage and gap together give the film's length, which may tell the condition.
    columns += [Cell("Verdict", WORDS), *heads("Coverage, %", *(("Longest gap, s",) if told else ()), "Pauses")]
    columns += heads(*(f"{said}, s" for said in SPELLS.values()), "Refused")
    columns += [Cell("Tapped at", WORDS)] if told and film.step.marker else []
    blocks = [Block(name, [strip_row(film, each, several=several)]) for name, each in people]
    return Table("strips", f"{film.title}: each person", "", "Person", columns, blocks)


def strip_row(film: AskedFilm, person: Strip, *, several: bool) -> list[Cell]:
    """One person."""
    told = not film.pooled
    cells = [Cell(film.arms.label(person.condition) or NONE, WORDS)] if told else []
    cells += [Cell(listed(person.films), WORDS)] if told and several else []
    cells.append(Cell(short(person.verdict), WORDS))
    figures: Mapping[str, str] = {
        "coverage": per_cent(person.coverage),
        **({"gap": seconds(person.longest_gap_s)} if told else {}),
        "pauses": str(person.pauses or NONE),
        **{name: seconds(getattr(person, name)) for name in SPELLS},
        "refused": str(person.refused or NONE),
    }
    cells += [Cell(each, FIGURE) for each in figures.values()]
    if told and film.step.marker:
        cells.append(Cell(", ".join(clock(each) for each in person.markers) or NONE, WORDS))
    return cells


def seconds(value: float) -> str:
    """Seconds with one decimal; nothing where there were none."""
    return number(value, decimals=1) if value >= 0.05 else NONE
