"""Whether the items of a study are shown by names that are known by then."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from surveys.instruments.expression import renamed
from surveys.protocols.check_texts import asked_by
from surveys.protocols.definition import Definition, Step
from surveys.protocols.names import BEFORE_ALL, Known, faults_of, of


def item_faults(definition: Definition, step: Step, names: Mapping[str, Known], position: int) -> Iterator[str]:
    """A sentence for each name in the `when` of a step's items that is unknown or asked too late."""
    instrument = asked_by(definition, step)
    if instrument is None or not instrument.conditional:
        return
    # Which items of its own come before an item, the instrument itself has checked.
    own = {f"{instrument.id}.{key}": replace(known, position=BEFORE_ALL) for key, known in of(instrument)}
    for item in instrument.items:
        if item.when is not None:
            full = renamed(
                item.when, lambda name: name if name in own else definition.resolved(step, name), summaries=False
            )
            yield from (f"The item “{item.id}”: {each}" for each in faults_of(full, {**names, **own}, position))
