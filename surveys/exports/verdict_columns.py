"""What follows from answers by the study's own rules: groups, exclusions, and calls for help."""

from collections.abc import Iterator

from surveys.exports.codebook import CodebookEntry, Privacy
from surveys.exports.fit import Fit
from surveys.exports.layers import Layers
from surveys.exports.literal import literal
from surveys.exports.names_sql import NamesSql
from surveys.exports.pages import Pages, Published
from surveys.exports.truth import truth
from surveys.participation.distress import rules_of

# Scores have to be known first: see score_cells.py.
VERDICT = 3
YES, NO, UNKNOWN, OUTSIDE = "yes", "no", "unknown", "outside"
TELL = "can't be told: an answer is missing"


def verdict_columns(version: Published, pages: Pages, layers: Layers, fit: Fit) -> Iterator[tuple[CodebookEntry, str]]:
    """The columns with the SQL of their texts."""
    definition, names = version.definition, NamesSql(version, pages, layers)
    language = definition.languages[0]
    for group in definition.groups:
        no, yes = (words.get(language, "") for words in group.labels)
        values = {YES: yes, NO: no, UNKNOWN: TELL, OUTSIDE: "not among those whom the group concerns"}
        level = in_words(layers.name(truth(group.when, names), VERDICT))
        if group.among is not None:
            among = layers.name(truth(group.among, names), VERDICT)
            level = f"CASE WHEN {among} THEN {level} ELSE {literal(OUTSIDE)} END"
        label = f"Group, observed and not randomised: {group.label.get(language, '')}"
        yield entry(fit.name(f"group_{group.id}"), label, values, "answer"), level
    for exclusion in definition.exclusions:
        values = {YES: "not per protocol", NO: "per protocol in this respect", UNKNOWN: TELL}
        level = in_words(layers.name(truth(exclusion.when, names), VERDICT))
        yield entry(fit.name(f"flag_{exclusion.id}"), f"Exclusion: {exclusion.id}", values, "answer"), level
    for rule in {rule.id: rule for rules in rules_of(definition).values() for rule in rules}.values():
        values = {YES: "acted: help was shown", NO: "didn't act"}
        acted = f"CASE WHEN {literal(rule.id)} = ANY(helps) THEN {literal(YES)} ELSE {literal(NO)} END"
        yield entry(fit.name(f"help_{rule.id}"), f"Distress rule on {rule.item}", values, "sensitive", rule.id), acted


def in_words(level: str) -> str:
    """yes, no or unknown."""
    return f"CASE WHEN {level} THEN {literal(YES)} WHEN NOT {level} THEN {literal(NO)} ELSE {literal(UNKNOWN)} END"


def entry(name: str, label: str, values: dict[str, str], privacy: Privacy, step: str = "") -> CodebookEntry:
    """A column of named levels."""
    return CodebookEntry(name, label, "category", step, "", privacy, dict(values))
