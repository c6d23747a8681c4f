"""Whether a definition holds together: ids, names, conditions, strata, safety, films, columns."""

import re
from collections.abc import Iterator, Mapping, Sequence

from surveys.instruments.document import Node
from surveys.instruments.expression import Expression
from surveys.instruments.reserved import RESERVED
from surveys.protocols.check_allocation import allocation_faults
from surveys.protocols.check_items import item_faults
from surveys.protocols.check_texts import asked_by, piping_faults
from surveys.protocols.columns import column_faults
from surveys.protocols.definition import (
    Allocate,
    Ask,
    Branch,
    Complete,
    Definition,
    Film,
    Repeat,
    Safety,
    ScreenedOut,
    Show,
    Shuffle,
    Step,
    Wait,
)
from surveys.protocols.mails import contact_faults, mail_faults
from surveys.protocols.names import AFTER_ALL, Known, faults_of, is_numeric, known_names, surely_known

STEP_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}(\.[A-Za-z][A-Za-z0-9_]{0,31})?")
MOST_STEPS = 1000
# As long as the database takes.
LONGEST_ID = 64
# Expressions find something else behind these words.
TAKEN = ("condition", "consent", "factor")
Names = Mapping[str, Known]


def check(definition: Definition, root: Node, places: Sequence[Node]) -> None:
    """Note every fault of a definition; `places` are those of its steps, in the order of `walk`."""
    steps = list(definition.walk())
    if len(steps) > MOST_STEPS:
        root.child("journey").fault(f"A journey has {MOST_STEPS:,} steps at most.")
        return
    names = known_names(
        definition.steps,
        definition.instruments,
        definition.conditions,
        definition.consent.clauses,
        definition.factors,
    )
    known = surely_known(names, definition.steps)
    place_of = {step.id: place for step, place in zip(reversed(steps), reversed(places), strict=True)}
    for position, (step, place) in enumerate(zip(steps, places, strict=True)):
        for sentence in (
            *step_faults(definition, known[position], steps, position),
            *id_faults(steps, position),
            *contact_faults(steps, position),
            *piping_faults(definition, step, known[position], position),
            *item_faults(definition, step, known[position], position),
        ):
            place.fault(sentence)
    for step_id, sentence in (*column_faults(definition), *base_faults(definition)):
        place_of[step_id].fault(sentence)
    if not steps and root.child("journey").value == []:
        root.child("journey").fault("The journey has no steps.")
    for key, sentence in (
        *(
            ("allocation" if root.has("allocation") else "journey", each)
            for each in allocation_faults(definition, names)
        ),
        *(("recruitment", each) for each in screening_faults(definition, names)),
        *(("lead", each) for each in safety_faults(definition)),
        *(("journey", each) for each in mail_faults(definition)),
        *(("blinded", each) for each in blinding_faults(definition)),
        *analysis_faults(definition, names),
    ):
        (root.child(key) if root.has(key) else root).fault(sentence)


def step_faults(definition: Definition, names: Names, steps: Sequence[Step], position: int) -> Iterator[str]:
    """What is wrong with one step."""
    step = steps[position]
    before = {each.id for each in steps[:position]}
    if step.when is not None:
        yield from faults_of(step.when, names, position)
    if isinstance(step, Film):
        yield from film_faults(definition, step, names, position)
    if isinstance(step, Show) and step.condition_key:
        yield from setting_faults(definition, step.condition_key, names, position)
    if isinstance(step, Wait) and step.after and step.after not in before:
        yield f"“after: {step.after}” names no earlier step."
    if isinstance(step, Wait) and isinstance(definition.step(step.after), Branch):
        yield f"“after: {step.after}” can't name a shuffle, choice or repeat. Name a step."
    if isinstance(step, Allocate) and step.when is not None:
        yield "“allocate” can't have a “when”: everybody needs a condition."
    if isinstance(step, Wait) and not step.after and position == 0:
        yield "A wait needs a step before it to count from."
    if isinstance(step, Complete) and step.part not in definition.recruitment.complete:
        yield f"The part “{step.part}” has no code or link under recruitment.complete."
    if isinstance(step, Safety):
        yield from rule_faults(definition, step, names, position)
    if isinstance(step, ScreenedOut):
        allocated = [index for index, each in enumerate(steps) if isinstance(each, Allocate)]
        yield from faults_of(step.rule.when, names, allocated[0] if allocated else AFTER_ALL)
        if allocated and allocated[0] < position:
            yield "Nobody is screened out after “allocate”. Put this before it."
    if isinstance(step, Shuffle) and len(step.groups) < 2:
        yield "A shuffle needs at least two steps."


def film_faults(definition: Definition, step: Film, names: Names, position: int) -> Iterator[str]:
    """What is wrong with a film step."""
    wanted = [step.film, *step.playlist]
    if step.condition_key:
        yield from setting_faults(definition, step.condition_key, names, position)
        wanted = [arm.settings.get(step.condition_key, "") for arm in definition.conditions]
    for film in dict.fromkeys(filter(None, wanted)):
        if film not in definition.films:
            yield f"There is no film “{film}” under films."


def setting_faults(definition: Definition, key: str, names: Names, position: int) -> Iterator[str]:
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


def rule_faults(definition: Definition, step: Safety, names: Names, position: int) -> Iterator[str]:
    """What is wrong with a safety rule."""
    for name in filter(None, (step.item, step.rise_from)):
        if name not in names or names[name].position >= position:
            yield f"The safety rule needs “{name}”, which is not asked before it."
        elif not is_numeric(names[name]) or names[name].type == "truth":
            yield f"“{name}” has no numbers for answers, so a safety rule can't compare it."
    trigger = definition.step(step.trigger)
    if trigger is not None and step.occurrence not in ("", trigger.occurrence):
        # It would act as often as there are occurrences, all at once.
        yield "A safety rule in a repeat is about something that the repeat asks. Put this one before the repeat."
    if step.or_ is not None:
        yield from faults_of(step.or_, names, position)
    if step.offer and step.offer not in definition.films:
        yield f"There is no film “{step.offer}” under films."


def id_faults(steps: Sequence[Step], position: int) -> Iterator[str]:
    """Every step has an id of its own; an instrument asked more than once has an occasion each time."""
    step, before = steps[position], steps[:position]
    if step.id in [each.id for each in before]:
        yield f"Two steps have the id “{step.base}”. Give one an occasion or an id of its own."
    if not STEP_ID.fullmatch(step.base):
        yield f"“{step.base}” can't be the id of a step. Give it one with “id:”."
    if len(step.id) > LONGEST_ID:
        yield f"“{step.id}” has {len(step.id)} characters; {LONGEST_ID} are the most. Shorten an id or a value."
    if step.base.partition(".")[0] in TAKEN:
        yield f"“{step.base}” can't be the id of a step, because names begin so. Give it another one with “id:”."
    if isinstance(step, Ask):
        others = [
            each
            for each in steps
            if isinstance(each, Ask) and each.instrument == step.instrument and each.base != step.base
        ]
        if others and not step.occasion:
            yield f"“{step.instrument}” is asked more than once, so it needs an “occasion” each time."
        elif step.occasion and step.occasion in [each.occasion for each in others if each in before]:
            yield f"“{step.instrument}” has two occasions “{step.occasion}”."


def base_faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """A step and a sentence where a repeat shares an id with something else: “mean(mood.sad)” would mix the two."""
    owners: dict[str, str] = {}
    for step in definition.walk():
        around = definition.branches_by_id[step.id]
        owner = next((each.id for each in around if isinstance(each, Repeat)), step.id)
        if owners.setdefault(step.base, owner) != owner:
            yield step.id, f"“{step.base}” stands in a repeat and elsewhere. Give one an occasion or an id of its own."


def screening_faults(definition: Definition, names: Names) -> Iterator[str]:
    """Whoever can't take part is told so before the allocation."""
    allocated = [index for index, step in enumerate(definition.walk()) if isinstance(step, Allocate)]
    away = definition.recruitment.screened_out
    if away is not None:
        yield from faults_of(away.when, names, allocated[0] if allocated else AFTER_ALL)


def safety_faults(definition: Definition) -> Iterator[str]:
    """Where somebody may be in distress there is a person to call and a text with help."""
    asked = [asked_by(definition, step) for step in definition.walk()]
    self_harm = any(item.self_harm for instrument in asked if instrument for item in instrument.items)
    if not self_harm and not any(isinstance(step, Safety) for step in definition.walk()):
        return
    for key in ("safety_email", "support"):
        if not getattr(definition.lead, key):
            yield f"A study with a safety rule or a self-harm item needs “{key}” under lead."


def blinding_faults(definition: Definition) -> Iterator[str]:
    """While findings are blinded, figures of everybody stand under “all”."""
    if definition.blinded and len(definition.conditions) > 1 and definition.arm("all") is not None:
        yield "While findings are blinded, “all” stands for everybody. Give the condition “all” another id."


def analysis_faults(definition: Definition, names: Names) -> Iterator[tuple[str, str]]:
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
        # The manipulation check is looked at in each occurrence of a repeat, and privacy is guarded in each.
        if name not in names and (key == "moderators" or f"count({name})" not in names):
            yield key, f"There is no name “{name}” that the journey asks."
    for name in definition.privacy.get("sensitive") or ():
        if name not in definition.instruments and name not in names and f"count({name})" not in names:
            yield "privacy", f"“{name}” is no instrument or name that the journey asks."
    for kind, ids in (
        ("outcomes", [each.id for each in definition.outcomes]),
        ("groups", [each.id for each in definition.groups]),
        ("checks", [each.id for each in definition.exclusions]),
    ):
        for twice in sorted({each for each in ids if ids.count(each) > 1}):
            yield kind, f"The id “{twice}” stands here twice."
    for group in definition.groups:
        if group.id.lower() in RESERVED:
            yield "groups", f"“{group.id}” is a reserved word of statistics programs or of Lacrima. Choose another id."
