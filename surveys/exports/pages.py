"""Where in the stored pages each answer lies, for all versions of a study at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Item
from surveys.participation.known import asked_by
from surveys.protocols.definition import Allocate, Branch, Complete, Day, Definition, Safety, ScreenedOut, Step


@dataclass(frozen=True)
class Published:
    """A version whose people are in the file."""

    id: int
    number: int
    definition: Definition

    def instrument(self, step: Step) -> Instrument | None:
        """What a step asks, None where it asks nothing."""
        return self.definition.instruments.get(asked_by(step))

    def asked(self, step: Step) -> Instrument:
        """What a step asks that is known to ask something."""
        return self.definition.instruments[asked_by(step)]


@dataclass
class Pages:
    """Every page of every step has a slot, from 1 on; a row of the query holds slot 3's answers as `a3`.

    Where items stand in an order of each person's own over several pages, no fixed place holds an item: such a step has
    one more slot, with all its answers in the document's order (see reorder.py).
    """

    slots: dict[tuple[str, int], int] = field(default_factory=dict)
    whole: dict[str, int] = field(default_factory=dict)
    # Whether any step is repeated: telling occurrences apart costs time.
    repeated: bool = False

    def of(self, step: str, page: int) -> int:
        """The slot of a page."""
        return self.slots[step, page]

    def place(self, version: Published, step: Step, item: Item) -> tuple[int, int]:
        """The slot of an item and its position there."""
        instrument = version.asked(step)
        if is_scattered(instrument):
            return self.whole[step.id], instrument.answerable.index(item)
        page = instrument.page_of(item)
        return self.of(step.id, page), instrument.stored(page, 0, "").index(item)

    def shown(self, version: Published, step: Step) -> str:
        """SQL: whether any page of the step was sent."""
        numbers = [self.of(step.id, page) for page in range(page_count(version, step))]
        return "(" + " OR ".join(f"a{number} IS NOT NULL" for number in numbers) + ")"

    def first(self, column: str, version: Published, step: Step) -> str:
        """SQL: the earliest time of the step's pages, shown as `s` or sent as `t`."""
        instrument = version.instrument(step)
        # The first pages may have been passed over, where all their items are shown to others only.
        count = page_count(version, step) if instrument is not None and instrument.conditional else 1
        times = [f"{column}{self.of(step.id, page)}" for page in range(count)]
        return f"LEAST({', '.join(times)})" if count > 1 else times[0]


def pages(versions: Sequence[Published]) -> Pages:
    """The slots of a study."""
    found, most = Pages(), dict[str, int]()
    for version in versions:
        for step in with_pages(version.definition):
            most[step.id] = max(most.get(step.id, 0), page_count(version, step))
            found.repeated = found.repeated or step.occurrence != ""
    for step_id, count in most.items():
        for page in range(count):
            found.slots[step_id, page] = len(found.slots) + 1
    scattered = {step.id for version in versions for step in scattered_steps(version)}
    for number, step_id in enumerate(sorted(scattered), len(found.slots) + 1):
        found.whole[step_id] = number
    return found


def with_pages(definition: Definition) -> Iterator[Step]:
    """The steps that people send pages of and that hold data."""
    none = Allocate | Branch | Safety | ScreenedOut | Day | Complete
    return (step for step in definition.walk() if not isinstance(step, none))


def page_count(version: Published, step: Step) -> int:
    """How many pages a step has."""
    instrument = version.instrument(step)
    return instrument.page_count if instrument is not None else 1


def scattered_steps(version: Published) -> Iterator[Step]:
    """The steps whose items fall on another page for each person."""
    for step in with_pages(version.definition):
        instrument = version.instrument(step)
        if instrument is not None and is_scattered(instrument):
            yield step


def is_scattered(instrument: Instrument) -> bool:
    """Whether its items fall on another page for each person."""
    return instrument.shuffled and instrument.page_count > 1
