"""The conditions, written out or crossed from factors, and how people get theirs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from math import prod

from surveys.instruments.document import ID, Node, Words
from surveys.protocols.design import DEFAULT_P, AllocationPlan, Arm, Factors
from surveys.protocols.read_journey import duration
from surveys.protocols.short_words import short_words

LARGEST_BLOCK = 100
MOST_CONDITIONS = 64
# As long as the database takes.
LONGEST_CONDITION = 65
TAKEN = ("id", "label")
# The methods with the keys that each may have.
METHODS: Mapping[str, tuple[str, ...]] = {
    "blocks": ("sizes", "strata", "abandon_after"),
    "simple": (),
    "weighted": ("weights", "abandon_after"),
    "minimise": ("factors", "p"),
    "link": ("abandon_after",),
}


def read_arms(root: Node, languages: Sequence[str], factors: Factors) -> tuple[Arm, ...]:
    """The conditions; without any there is one, “all”."""
    if factors:
        return tuple(crossed(factors, languages))
    arms: list[Arm] = []
    for node in root.child("conditions").elements() if root.has("conditions") else ():
        if not node.keys(("id",), ("label", "set")):
            continue
        arm_id = node.child("id").identifier() if node.has("id") else ""
        label: Words = (
            short_words(node.child("label"), languages) if node.has("label") else dict.fromkeys(languages, arm_id)
        )
        settings = read_settings(node.child("set")) if node.has("set") else {}
        if arm_id in [arm.id for arm in arms]:
            node.fault(f"The condition “{arm_id}” stands here twice.")
        arms.append(Arm(arm_id, label, settings))
    return tuple(arms) or (Arm("all", dict.fromkeys(languages, "All")),)


def read_settings(node: Node) -> dict[str, str]:
    """What a condition or a level sets."""
    for key, value in node.pairs():
        if isinstance(value.value, list):
            value.fault(f"“{key}” takes one value. A list of films stands in a step of its own: “film: [a, b]”.")
    settings = {key: "" if isinstance(value.value, list) else value.text() for key, value in node.pairs()}
    if set(TAKEN) & set(settings):
        node.fault("A condition can't set “id” or “label”.")
    for key in settings:
        if not ID.fullmatch(key):
            node.fault(f"“{key}” can't be a key: no expression could name it.")
    return settings


def read_factors(root: Node) -> Factors:
    """The factors with their levels and what each level sets; empty where there are none."""
    node = root.child("factors")
    if not root.has("factors") or not node:
        return {}
    if root.has("conditions"):
        node.fault("A study has “conditions” or “factors”: factors make the conditions by themselves.")
    factors: dict[str, dict[str, dict[str, str]]] = {}
    for factor, levels in node.pairs():
        check_id(levels, factor)
        factors[factor] = {}
        for level, settings in levels.pairs():
            check_id(settings, level)
            factors[factor][level] = read_settings(settings)
        if len(factors[factor]) < 2:
            levels.fault(f"The factor “{factor}” needs at least two levels.")
    for sentence in crossing_faults(factors):
        node.fault(sentence)
    return factors


def check_id(node: Node, key: str) -> None:
    """A fault where a key is no id by the rule of the format."""
    if not ID.fullmatch(key):
        rule = "Begin with a letter; use letters, digits and _, up to 32"
        node.fault(f"“{key}” can't be an id. {rule}.")


def crossing_faults(factors: Factors) -> Iterator[str]:
    """Why factors can't be crossed."""
    count = prod(map(len, factors.values()))
    if count > MOST_CONDITIONS:
        yield f"These factors make {count} conditions; {MOST_CONDITIONS} are the most."
    owners: dict[str, str] = {}
    for factor, levels in factors.items():
        for key in {key for settings in levels.values() for key in settings}:
            if key in owners:
                yield f"“{key}” is set by the factors “{owners[key]}” and “{factor}”. Let one factor set it."
            owners[key] = factor
    ids = ["_".join(levels) for levels in combinations_of(factors)]
    for twice in sorted({each for each in ids if ids.count(each) > 1}):
        yield f"Two conditions would be called “{twice}”. Choose other names for the levels."
    for long in sorted({each for each in ids if len(each) > LONGEST_CONDITION}):
        yield f"The condition “{long}” has {len(long)} characters; {LONGEST_CONDITION} are the most. Shorten a level."


def combinations_of(factors: Factors) -> Iterator[tuple[str, ...]]:
    """The combinations of levels, the last factor's changing fastest; no more than may be."""
    return islice(product(*factors.values()), MOST_CONDITIONS)


def crossed(factors: Factors, languages: Sequence[str]) -> Iterator[Arm]:
    """A condition for each combination of levels."""
    for levels in combinations_of(factors):
        chosen = dict(zip(factors, levels, strict=True))
        settings = {key: value for factor, level in chosen.items() for key, value in factors[factor][level].items()}
        yield Arm("_".join(levels), dict.fromkeys(languages, label_of(levels)), settings, chosen)


def label_of(levels: Iterable[str]) -> str:
    """resolved, with_a_friend → Resolved, with a friend"""
    label = ", ".join(level.replace("_", " ") for level in levels)
    return label[:1].upper() + label[1:]


def read_allocation(root: Node) -> AllocationPlan:
    """How people get their condition."""
    if not root.has("allocation"):
        return AllocationPlan()
    node = root.child("allocation")
    method = node.child("method").text() if node.has("method") else "blocks"
    if method not in METHODS:
        node.fault(f"There is no allocation “{method}”. Use one of {', '.join(METHODS)}.")
        return AllocationPlan()
    required = {"weighted": ("weights",), "minimise": ("factors",)}.get(method, ())
    node.keys(("method", *required), METHODS[method])
    sizes = tuple(each.integer() for each in node.child("sizes").elements())
    if any(size > LARGEST_BLOCK for size in sizes):
        node.child("sizes").fault(f"A block of more than {LARGEST_BLOCK} balances nothing.")
    abandoned = duration(node.child("abandon_after")) if node.has("abandon_after") else 24 * 3600
    return AllocationPlan(
        method=method,
        sizes=sizes,
        strata=tuple(each.text() for each in node.child("strata").elements()),
        abandon_after=abandoned,
        weights=read_weights(node.child("weights")),
        factors=tuple(each.text() for each in node.child("factors").elements()),
        p=read_p(node) if node.has("p") else DEFAULT_P,
    )


def read_weights(node: Node) -> dict[str, int]:
    """How often each condition stands in a block."""
    weights = {condition: each.integer(1) for condition, each in node.pairs()}
    if any(weight < 1 for weight in weights.values()):
        node.fault("A weight is a whole number from 1.")
    if sum(weights.values()) > LARGEST_BLOCK:
        node.fault(f"These weights make blocks of {sum(weights.values())}; {LARGEST_BLOCK} are the most.")
    return weights


def read_p(node: Node) -> float:
    """The probability of the conditions that balance best."""
    p = node.child("p").number(DEFAULT_P)
    if p is None or not 0 < p <= 1:
        node.child("p").fault("“p” is a probability, such as 0.8.")
        return DEFAULT_P
    return p
