"""What a findings document asks of the data: which steps, and who is analysed."""

from surveys.protocols.definition import Ask, Complete, Definition, Film, Show, Wait


def steps_asked(definition: Definition) -> list[str]:
    """The steps that have a page of their own, in the document's order."""
    return [step.id for step in definition.walk() if has_page(step)]


def has_page(step: object) -> bool:
    """Whether people send something at a step."""
    if isinstance(step, Wait):
        return bool(step.filler_instrument or step.filler_text)
    return isinstance(step, Ask | Film | Show | Complete)


def steps_before(definition: Definition, step: str) -> list[str]:
    """The steps with a page that stand before this one; none where it isn't known."""
    order = [each.id for each in definition.walk()]
    if step not in order:
        return []
    before = set(order[: order.index(step)])
    return [each for each in steps_asked(definition) if each in before]


def analysed_at(definition: Definition) -> tuple[str, str] | None:
    """The outcome and occasion that say who is analysed: the primary one, or else the first outcome's last one."""
    for outcome in definition.outcomes:
        if any(occasion.id == outcome.primary for occasion in outcome.occasions):
            return outcome.id, str(outcome.primary)
    first = definition.outcomes[:1]
    return (first[0].id, first[0].occasions[-1].id) if first else None
