"""Which items stand on which page, and whether an item is shown: its `when` may name items of its own instrument."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from surveys.instruments.expression import Expression, Names, names_in
from surveys.instruments.items import Item


@dataclass(frozen=True)
class Here:
    """Names as an instrument's items mean them: those under the instrument's own id are of the step at hand."""

    names: Names
    instrument: str
    step: str

    def get(self, name: str, /) -> Any:
        """The name's value, None while it has none."""
        owner, _, key = name.rpartition(".")
        return self.names.get(f"{self.step}.{key}" if owner == self.instrument else name)


def laid_out(instrument: str, items: Sequence[Item], per_page: int) -> tuple[tuple[int, ...], ...]:
    """The positions on each page; an item that waits for an answer of its own page begins a new one."""
    pages: list[list[int]] = [[]]
    for position, item in enumerate(items):
        here = {name for other in pages[-1] for name in (items[other].id, *items[other].columns)}
        if pages[-1] and (len(pages[-1]) >= per_page or own_names(instrument, item.when) & here):
            pages.append([])
        pages[-1].append(position)
    return tuple(map(tuple, pages))


def own_names(instrument: str, when: Expression | None) -> set[str]:
    """What an expression names of its own instrument."""
    split = [name.rpartition(".") for name in (names_in(when) if when is not None else ())]
    return {key for owner, _, key in split if owner == instrument}


def when_faults(instrument: str, items: Sequence[Item], shuffled: bool) -> Iterator[tuple[int, str]]:
    """A position and a sentence for each `when` that names what its own instrument doesn't ask before it."""
    before: set[str] = set()
    for position, item in enumerate(items):
        for name in sorted(own_names(instrument, item.when)):
            if shuffled:
                sentence = f"“{instrument}.{name}” may come later, because the order is random."
                yield position, f"{sentence} Set “order: fixed”."
            elif name not in before:
                yield position, f"“{instrument}.{name}” is no item that this instrument asks before this one."
        before |= {item.id, *item.columns}
