"""The steps that show how far people came: films and the occasions of outcomes, from allocation on."""

from surveys.protocols.definition import Allocate, Definition, Film


def main_stages(definition: Definition) -> list[str]:
    """The main steps after allocation in the order of the journey; what follows the last outcome is left out."""
    steps = list(definition.walk())
    asked = {occasion.step for outcome in definition.outcomes for occasion in outcome.occasions}
    last = max((place for place, step in enumerate(steps) if step.id in asked), default=-1)
    first = next((place for place, step in enumerate(steps) if isinstance(step, Allocate)), 0)
    return [step.id for step in steps[first : last + 1] if step.id in asked or isinstance(step, Film)]
