"""Which items of a page a person is shown: those whose `when` is true by what was sent before the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.instruments.expression import Names
from surveys.instruments.instrument import Instrument
from surveys.protocols.definition import Definition, Step


@dataclass(frozen=True)
class AtStep:
    """Names as a step means them: within a repeat those of the occurrence at hand."""

    definition: Definition
    step: Step
    names: Names

    def get(self, name: str, /) -> Any:
        """The name's value, None while it has none."""
        return self.names.get(self.definition.resolved(self.step, name))


def visible(
    definition: Definition, names: Names, step: Step, instrument: Instrument, page: int, seed: int
) -> Sequence[int]:
    """The positions of a page's items that are shown, in this person's order; none for a page to be passed over."""
    positions = instrument.shown(page, seed, step.seeded_by)
    return instrument.visible(positions, AtStep(definition, step, names), step.id)
