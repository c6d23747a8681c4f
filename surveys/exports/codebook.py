"""The codebook: what each column of a study's data is, from the definition alone, before anybody has answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from surveys.exports.film_facts import FACTS, Kind
from surveys.exports.gaps import DECLINED, NOT_ANSWERED, NOT_SHOWN
from surveys.instruments.document import Words
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Choices, Grid, Item, Number, Scale, Slider, Text
from surveys.instruments.scoring import Score
from surveys.protocols.columns import column, film_names
from surveys.protocols.definition import Ask, Definition, Film, Step, Wait

# Words of one's own may name anybody, and stand in texts.csv alone; quasi-identifiers and sensitive answers are
# declared by the protocol.
Privacy = Literal["technical", "answer", "quasi", "sensitive", "text"]
WRITTEN = {0: "nothing but blanks", 1: "something was written; the words are in texts.csv, a file of its own"}


@dataclass(frozen=True)
class CodebookEntry:
    """One column."""

    name: str
    label: str
    kind: Kind
    step: str
    occasion: str
    privacy: Privacy
    # What values mean, where they are codes.
    values: Mapping[Any, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    unit: str = ""
    # The gap codes that may stand here, and the numbers of the versions that ask it.
    gaps: tuple[str, ...] = ()
    versions: tuple[int, ...] = ()


def codebook(definition: Definition) -> list[CodebookEntry]:
    """Every column in the order of the journey, with labels in the study's first language."""
    return list(Codebook(definition).entries())


class Codebook:
    """One codebook in the making."""

    def __init__(self, definition: Definition) -> None:
        self.definition, self.language = definition, definition.languages[0]
        self.quasi = set(definition.privacy.get("quasi_identifiers") or ())
        self.sensitive = set(definition.privacy.get("sensitive") or ())

    def entries(self) -> Iterator[CodebookEntry]:
        """The columns of each step."""
        for step in self.definition.walk():
            instrument = self.definition.instruments.get(asked_at(step))
            if instrument is not None:
                for item in instrument.answerable:
                    yield from self.of_item(step, instrument, item)
                yield from (self.of_score(step, instrument, score) for score in instrument.scores)
            if isinstance(step, Film):
                yield from self.of_film(step)

    def of_item(self, step: Step, instrument: Instrument, item: Item) -> Iterator[CodebookEntry]:
        """An item's columns: one, or one for each choice, and one for what else was typed."""
        label = self.words(item.text)
        privacy = self.privacy(step, instrument, item.id)
        gaps = (DECLINED, NOT_ANSWERED, NOT_SHOWN) if item.decline else (NOT_ANSWERED, NOT_SHOWN)
        for name in item.columns:
            full = column(step.id, name)
            if isinstance(item, Choice) and item.other and name == f"{item.id}_other":
                said = f"{label} (whether there are own words beside “other”)"
                yield CodebookEntry(full, said, "flag", step.id, occasion(step), privacy, WRITTEN, gaps=gaps)
            elif isinstance(item, Text):
                said = f"{label} (whether something was written)"
                yield CodebookEntry(full, said, "flag", step.id, occasion(step), privacy, WRITTEN, gaps=gaps)
            elif isinstance(item, Choices):
                option = next(each for each in item.options if f"{item.id}_{each.value}" == name)
                said = f"{label}: {self.words(option.label)}"
                ticked = {0: "not chosen", 1: "chosen"}
                yield CodebookEntry(full, said, "flag", step.id, occasion(step), privacy, ticked, gaps=gaps)
            elif isinstance(item, Grid):
                first, last = map(self.words, item.x if name == f"{item.id}_x" else item.y)
                said, ends = f"{label} ({first} to {last})", {1: first, item.size: last}
                yield CodebookEntry(
                    full, said, "integer", step.id, occasion(step), privacy, ends, 1, item.size, gaps=gaps
                )
            else:
                low, high = ends_of(item)
                yield CodebookEntry(
                    full,
                    label,
                    kind_of(item),
                    step.id,
                    occasion(step),
                    privacy,
                    self.values(item),
                    low,
                    high,
                    self.unit(item),
                    gaps,
                )

    def of_score(self, step: Step, instrument: Instrument, score: Score) -> CodebookEntry:
        """A score's column."""
        label = f"{self.words(instrument.title)}: {score.id}, {score.method} of {len(score.items)} items"
        label += "".join(f"; from {each.at:g} {self.words(each.label)}" for each in score.cutoffs)
        return CodebookEntry(
            column(step.id, score.id),
            label,
            "number",
            step.id,
            occasion(step),
            self.privacy(step, instrument, score.id),
            gaps=(NOT_ANSWERED, NOT_SHOWN),
        )

    def of_film(self, step: Film) -> Iterator[CodebookEntry]:
        """What is known of how a film was watched."""
        for name in film_names(step):
            fact = FACTS[name]
            yield CodebookEntry(
                column(step.id, name),
                fact.label,
                fact.kind,
                step.id,
                "",
                "answer",
                fact.values,
                fact.low,
                fact.high,
                fact.unit,
                (NOT_SHOWN,),
            )

    def values(self, item: Item) -> dict[str | int | float, str]:
        """What an item's codes mean."""
        if isinstance(item, Choice):
            found: dict[str | int | float, str] = {each.value: self.words(each.label) for each in item.options}
            return found | ({"other": "other"} if item.other else {})
        return {point: self.words(label) for point, label in item.labels.items()} if isinstance(item, Scale) else {}

    def unit(self, item: Item) -> str:
        """A number's unit."""
        return self.words(item.unit) if isinstance(item, Number) else ""

    def privacy(self, step: Step, instrument: Instrument, key: str) -> Privacy:
        """What the protocol declares of a column, of its step, or of its whole instrument."""
        names = {f"{step.id}.{key}", f"{step.base}.{key}", f"{instrument.id}.{key}", step.id, step.base, instrument.id}
        if names & self.quasi:
            return "quasi"
        return "sensitive" if names & self.sensitive else "answer"

    def words(self, words: Words) -> str:
        """A text in the study's first language."""
        return words.get(self.language, "")


def asked_at(step: Step) -> str:
    """The instrument of a step, empty when it has none."""
    if isinstance(step, Ask):
        return step.instrument
    return step.filler_instrument if isinstance(step, Wait) else ""


def occasion(step: Step) -> str:
    """The occasion of a step, empty when it has none."""
    return step.occasion if isinstance(step, Ask) else ""


def kind_of(item: Item) -> Kind:
    """What an item's column holds."""
    if isinstance(item, Choice):
        return "category"
    whole = isinstance(item, Scale) or (isinstance(item, Number) and item.integer)
    return "integer" if whole else "number"


def ends_of(item: Item) -> tuple[float | None, float | None]:
    """The lowest and highest answer, where there are ends."""
    if isinstance(item, Scale | Slider):
        return item.low, item.high
    return (item.minimum, item.maximum) if isinstance(item, Number) else (None, None)
