"""What a findings document asks of the data: which measures, which pairs, which steps."""

from collections.abc import Iterator

from surveys.findings.derive import Key, outcome_key
from surveys.protocols.definition import Ask, Complete, Definition, Film, Outcome, Show, Wait


def measures_asked(definition: Definition) -> list[Key]:
    """The outcomes at their occasions, each once."""
    return list(dict.fromkeys(key for outcome in definition.outcomes for key in occasions_of(outcome)))


def occasions_of(outcome: Outcome) -> list[Key]:
    """An outcome's measures in the order of its occasions; the first is the baseline."""
    return [outcome_key(outcome, occasion.step) for occasion in outcome.occasions]


def pairs_asked(definition: Definition) -> list[tuple[Key, Key]]:
    """The baseline of each outcome with each of its later occasions, each pair once."""

    def pairs() -> Iterator[tuple[Key, Key]]:
        for outcome in definition.outcomes:
            occasions = occasions_of(outcome)
            yield from ((occasions[0], each) for each in occasions[1:])

    return list(dict.fromkeys(pairs()))


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


def analysed_at(definition: Definition) -> Key | None:
    """The measure that says who is analysed: the primary occasion, or else the first outcome's last one."""
    for outcome in definition.outcomes:
        for occasion in outcome.occasions:
            if occasion.id == outcome.primary:
                return outcome_key(outcome, occasion.step)
    first = occasions_of(definition.outcomes[0]) if definition.outcomes else []
    return first[-1] if first else None
