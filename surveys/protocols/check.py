"""Whether a definition holds together: names, conditions, strata, safety, films, columns. Faults go to the document's node."""

from collections.abc import Iterator, Sequence

from surveys.instruments.document import Node
from surveys.instruments.expression import Expression
from surveys.instruments.items import Choice
from surveys.instruments.piping import names_piped
from surveys.protocols.columns import column_faults
from surveys.protocols.definition import Allocate, Ask, Complete, Definition, Film, Safety, Show, Shuffle, Step, Wait
from surveys.protocols.names import Known, faults_of, known_names

AFTER_ALL = 10_000


def check(definition: Definition, root: Node) -> None:
    """Note every fault of a definition at its place in the protocol."""
    steps = list(definition.walk())
    names = known_names(definition.steps, definition.instruments, definition.conditions, definition.consent.clauses)
    journey = root.child("journey")
    places = list(step_nodes(journey))
    for position, step in enumerate(steps):
        place = places[position] if position < len(places) else journey
        for sentence in step_faults(definition, names, steps, position):
            place.fault(sentence)
    for key, sentence in (
        *(("journey", each) for each in id_faults(steps)),
        *(
            ("allocation" if root.has("allocation") else "journey", each)
            for each in allocation_faults(definition, names)
        ),
        *(("lead", each) for each in safety_faults(definition)),
        *(("journey", each) for each in column_faults(definition)),
        *analysis_faults(definition, names),
        *piping_faults(definition, names),
    ):
        (root.child(key) if root.has(key) else root).fault(sentence)


def step_nodes(node: Node) -> Iterator[Node]:
    """The places of the steps, in the order of `walk`."""
    for each in node.elements():
        if isinstance(each.value, list):
            yield from step_nodes(each)
            continue
        yield each
        if each.has("shuffle"):
            yield from step_nodes(each.child("shuffle"))


def step_faults(definition: Definition, names: dict[str, Known], steps: Sequence[Step], position: int) -> Iterator[str]:
    """What is wrong with one step."""
    step = steps[position]
    before = {each.id: index for index, each in enumerate(steps[:position])}
    if step.when is not None:
        yield from faults_of(step.when, names, position)
    if isinstance(step, Film):
        yield from film_faults(definition, step, names, position)
    if isinstance(step, Show) and step.condition_key:
        yield from setting_faults(definition, step.condition_key, names, position)
    if isinstance(step, Wait) and step.after and step.after not in before:
        yield f"“after: {step.after}” names no earlier step."
    if isinstance(step, Wait) and not step.after and position == 0:
        yield "A wait needs a step before it to count from."
    if isinstance(step, Complete) and step.part not in definition.recruitment.complete:
        yield f"The part “{step.part}” has no code or link under recruitment.complete."
    if isinstance(step, Safety):
        yield from rule_faults(definition, step, names, position)
    if isinstance(step, Shuffle) and len(step.groups) < 2:
        yield "A shuffle needs at least two steps."


def film_faults(definition: Definition, step: Film, names: dict[str, Known], position: int) -> Iterator[str]:
    """What is wrong with a film step."""
    wanted = [step.film]
    if step.condition_key:
        yield from setting_faults(definition, step.condition_key, names, position)
        wanted = [arm.settings.get(step.condition_key, "") for arm in definition.conditions]
    for film in dict.fromkeys(filter(None, wanted)):
        if film not in definition.films:
            yield f"There is no film “{film}” under films."


def setting_faults(definition: Definition, key: str, names: dict[str, Known], position: int) -> Iterator[str]:
    """Every condition must set what a step takes from it, and it must be known by then."""
    for arm in definition.conditions:
        if key not in arm.settings:
            yield f"The condition “{arm.id}” doesn't set “{key}”."
    if (
        f"condition.{key}" in names
        and len(definition.conditions) > 1
        and names[f"condition.{key}"].position >= position
    ):
        yield f"“condition.{key}” is used before “allocate”."


def rule_faults(definition: Definition, step: Safety, names: dict[str, Known], position: int) -> Iterator[str]:
    """What is wrong with a safety rule."""
    for name in filter(None, (step.item, step.rise_from)):
        if name not in names or names[name].position >= position:
            yield f"The safety rule needs “{name}”, which is not asked before it."
        elif names[name].type != "number":
            yield f"“{name}” has no numbers for answers, so a safety rule can't compare it."
    if step.or_ is not None:
        yield from faults_of(step.or_, names, position)
    if step.offer and step.offer not in definition.films:
        yield f"There is no film “{step.offer}” under films."


def id_faults(steps: Sequence[Step]) -> Iterator[str]:
    """Every step has an id of its own."""
    seen: set[str] = set()
    for step in steps:
        if step.id in seen:
            yield f"Two steps have the id “{step.id}”. Give one an occasion or an id of its own."
        seen.add(step.id)
    if not steps:
        yield "The journey has no steps."


def allocation_faults(definition: Definition, names: dict[str, Known]) -> Iterator[str]:
    """Conditions, blocks and strata fit together."""
    positions = [index for index, step in enumerate(definition.walk()) if isinstance(step, Allocate)]
    plan, arms = definition.allocation, definition.conditions
    if len(arms) > 1 and not positions and plan.method == "blocks":
        yield "There are several conditions but no step “allocate”."
    if len(positions) > 1:
        yield "“allocate” can stand once only."
    for size in plan.sizes:
        if size < 1 or size % len(arms):
            yield f"A block of {size} can't hold {len(arms)} conditions equally often."
    for name in plan.strata:
        step_id, _, key = name.rpartition(".")
        step = definition.step(step_id)
        instrument = definition.instruments.get(step.instrument) if isinstance(step, Ask) else None
        if not isinstance(instrument.item(key) if instrument else None, Choice) or names[name].type != "choice":
            yield f"The stratum “{name}” is no choice item that the journey asks."
        elif positions and names[name].position >= positions[0]:
            yield f"The stratum “{name}” is asked after “allocate”."
    away = definition.recruitment.screened_out
    if away is not None:
        yield from faults_of(away.when, names, positions[0] if positions else AFTER_ALL)


def safety_faults(definition: Definition) -> Iterator[str]:
    """Where somebody may be in distress there is a person to call and a text with help."""
    asked = [
        definition.instruments[step.instrument]
        for step in definition.walk()
        if isinstance(step, Ask) and step.instrument in definition.instruments
    ]
    self_harm = any(item.self_harm for instrument in asked for item in instrument.items)
    if not self_harm and not any(isinstance(step, Safety) for step in definition.walk()):
        return
    for key in ("safety_email", "support"):
        if not getattr(definition.lead, key):
            yield f"A study with a safety rule or a self-harm item needs “{key}” under lead."


def analysis_faults(definition: Definition, names: dict[str, Known]) -> Iterator[tuple[str, str]]:
    """Names of groups, moderators, checks and privacy, with the key of the document under which they stand."""
    trees: list[tuple[str, Expression]] = [("groups", group.when) for group in definition.groups]
    trees += [("groups", group.among) for group in definition.groups if group.among is not None]
    trees += [("checks", exclusion.when) for exclusion in definition.exclusions]
    for key, tree in trees:
        yield from ((key, sentence) for sentence in faults_of(tree, names, AFTER_ALL))
    listed = [("moderators", name) for name in definition.moderators]
    listed += [
        ("checks", name)
        for name in (definition.manipulation.get("target"), *definition.manipulation.get("others", ()))
        if name
    ]
    listed += [("privacy", name) for name in definition.privacy.get("quasi_identifiers") or ()]
    for key, name in listed:
        if name not in names:
            yield key, f"There is no name “{name}” that the journey asks."
    for name in definition.privacy.get("sensitive") or ():
        if name not in definition.instruments and name not in names:
            yield "privacy", f"“{name}” is no instrument or name that the journey asks."
    for kind, ids in (
        ("outcomes", [each.id for each in definition.outcomes]),
        ("groups", [each.id for each in definition.groups]),
    ):
        for twice in {each for each in ids if ids.count(each) > 1}:
            yield kind, f"The id “{twice}” stands here twice."


def piping_faults(definition: Definition, names: dict[str, Known]) -> Iterator[tuple[str, str]]:
    """Names in braces are known before the step whose text pipes them."""
    for position, step in enumerate(definition.walk()):
        texts: list[str] = []
        if isinstance(step, Show) and step.file:
            texts = [definition.text(step.file, language) for language in definition.languages]
        if isinstance(step, Ask) and step.instrument in definition.instruments:
            instrument = definition.instruments[step.instrument]
            texts = [
                *instrument.instruction.values(),
                *(text for item in instrument.items for text in item.text.values()),
            ]
        for name in dict.fromkeys(name for text in texts for name in names_piped(text)):
            if name not in names or names[name].position >= position:
                yield "journey", f"The text of “{step.id}” pipes {{{name}}}, which is not known by then."
