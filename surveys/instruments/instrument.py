"""Instruments: a questionnaire's items, their order, pages and scores, read from a document."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from surveys.instruments.document import Node, Words
from surveys.instruments.expression import Names
from surveys.instruments.items import ANSWERABLE, Choice, Grid, Item, Statement
from surveys.instruments.layout import Here, laid_out, when_faults
from surveys.instruments.read_item import check_responses, read_item
from surveys.instruments.read_score import read_score
from surveys.instruments.reserved import RESERVED
from surveys.instruments.scoring import Score
from surveys.instruments.skeleton import check_filled, without_open

REQUIRED = ("instrument", "title", "items")
OPTIONAL = (
    "version",
    "citation",
    "licence",
    "holder",
    "source",
    "confirm",
    "instruction",
    "responses",
    "order",
    "per_page",
    "scores",
)


@dataclass(frozen=True)
class Instrument:
    """What is asked, in which order and on how many pages, and which scores follow."""

    id: str
    version: str
    title: Words
    citation: str
    licence: str
    instruction: Words
    items: tuple[Item, ...]
    shuffled: bool
    per_page: int
    scores: tuple[Score, ...]
    # Of published scales: who holds the rights, and where the texts are to be had.
    holder: str = ""
    source: str = ""

    @property
    def answerable(self) -> tuple[Item, ...]:
        """The items that take an answer, in the document's order."""
        return tuple(item for item in self.items if not isinstance(item, Statement))

    @property
    def page_count(self) -> int:
        """The number of pages."""
        return len(self.layout)

    @cached_property
    def layout(self) -> tuple[tuple[int, ...], ...]:
        """The positions on each page, in the document's order; each person's order is put in their place."""
        return laid_out(self.id, self.items, self.per_page)

    def page_of(self, item: Item) -> int:
        """The page on which an item stands where the order is fixed."""
        position = self.items.index(item)
        return next(page for page, positions in enumerate(self.layout) if position in positions)

    @cached_property
    def conditional(self) -> bool:
        """Whether some items are shown to some people only."""
        return any(item.when is not None for item in self.items)

    def visible(self, positions: Sequence[int], names: Names, step: str) -> tuple[int, ...]:
        """Those of the positions whose items are shown at a step, by what is known before the page is sent."""
        if not self.conditional:
            return tuple(positions)
        here = Here(names, self.id, step)
        items = ((position, self.items[position].when) for position in positions)
        return tuple(position for position, when in items if when is None or when.value(here) is True)

    def item(self, item_id: str) -> Item | None:
        """The item of this id."""
        return next((item for item in self.items if item.id == item_id), None)

    def grid(self, column: str) -> Grid | None:
        """The grid that has this column."""
        return next((item for item in self.items if isinstance(item, Grid) and column in item.columns), None)

    def score(self, score_id: str) -> Score | None:
        """The score of this id."""
        return next((score for score in self.scores if score.id == score_id), None)

    def shown(self, page: int, seed: int, place: str) -> tuple[int, ...]:
        """The positions of a page's items, in the order in which this person sees them.

        The order is that of a keyed hash, so it is the same for ever and on any Python; `place` is "step:occurrence".
        """
        if not self.shuffled:
            return self.layout[page] if page < len(self.layout) else ()
        positions = seeded_order(range(len(self.items)), seed, place)
        return tuple(positions[page * self.per_page : (page + 1) * self.per_page])

    def stored(self, page: int, seed: int, place: str) -> tuple[Item, ...]:
        """The answerable items of a page in the document's order: the order of the stored answers."""
        items = (self.items[position] for position in sorted(self.shown(page, seed, place)))
        return tuple(item for item in items if not isinstance(item, Statement))


def seeded_order(positions: Sequence[int], seed: int, place: str) -> list[int]:
    """A permutation of positions that follows from a person's seed and a place; every one equally likely."""

    def draw(position: int) -> bytes:
        return blake2b(f"{seed}:{place}:{position}".encode(), digest_size=8).digest()

    return sorted(positions, key=draw)


def read_instrument(node: Node, languages: Sequence[str]) -> Instrument:
    """The instrument of a document; faults are noted in the node."""
    without_open(node).keys(REQUIRED, OPTIONAL)
    check_filled(node)
    responses = dict(node.child("responses").pairs()) if node.has("responses") else {}
    check_responses(responses)
    items = (
        tuple(read_item(each, responses, languages) for each in node.child("items").elements()) if node.value else ()
    )
    check_ids(node, items)
    by_id = {item.id: item for item in items}
    scores = tuple(
        read_score(score_id, each, by_id, languages)
        for score_id, each in (node.child("scores").pairs() if node.has("scores") else ())
    )
    check_own_ids(node, by_id, scores)
    per_page = node.child("per_page").integer(len(items) or 1) if node.has("per_page") else len(items) or 1
    if per_page < 1:
        node.child("per_page").fault("A page needs at least one item.")
    shuffled = node.has("order") and node.child("order").one_of(("fixed", "random"), "fixed") == "random"
    instrument_id = node.child("instrument").identifier() if node.has("instrument") else ""
    for position, sentence in when_faults(instrument_id, items, shuffled):
        node.child("items").child(position).child("when").fault(sentence)
    return Instrument(
        id=instrument_id,
        version=node.child("version").text("1") if node.has("version") else "1",
        title=node.child("title").words(languages) if node.has("title") else {},
        citation=node.child("citation").text() if node.has("citation") else "",
        licence=node.child("licence").text() if node.has("licence") else "",
        instruction=node.child("instruction").words(languages) if node.has("instruction") else {},
        items=items,
        shuffled=shuffled,
        per_page=max(1, per_page),
        scores=scores,
        holder=node.child("holder").text() if node.has("holder") else "",
        source=node.child("source").text() if node.has("source") else "",
    )


def check_ids(node: Node, items: Sequence[Item]) -> None:
    """Ids are unique, not reserved, and no field of one item is another item's."""
    seen: set[str] = set()
    for position, item in enumerate(items):
        place = node.child("items").child(position)
        if item.id.lower() in RESERVED:
            place.fault(f"“{item.id}” is a reserved word of statistics programs or of Lacrima. Choose another id.")
        for name in {item.id, *item.columns}:
            if name in seen:
                place.fault(f"The id or column “{name}” stands here twice.")
            seen.add(name)
    # An item that couldn't be read has no text; it may have been meant to take an answer.
    if not any(isinstance(item, ANSWERABLE) or not item.text for item in items):
        node.fault("An instrument needs at least one item that takes an answer.")


def check_own_ids(node: Node, items: dict[str, Item], scores: Sequence[Score]) -> None:
    """No reserved words; a score and an item can't share a name, or expressions could not tell them apart."""
    if node.has("instrument") and node.child("instrument").text().lower() in RESERVED:
        node.child("instrument").fault(
            "This id is a reserved word of statistics programs or of Lacrima. Choose another."
        )
    for score in scores:
        if score.id.lower() in RESERVED:
            node.child("scores").child(score.id).fault(f"“{score.id}” is a reserved word. Choose another id.")
        if score.id in items:
            node.child("scores").child(score.id).fault(f"“{score.id}” is the id of an item too. Choose another.")


def labels_of(item: Item, language: str) -> dict[str, str]:
    """What each value of a choice is called, for piping and codebooks."""
    if not isinstance(item, Choice):
        return {}
    return {str(option.value): option.label.get(language, "") for option in item.options}
