"""A small study as texts, and short ways to change and read it."""

from surveys.instruments.document import DefinitionError
from surveys.protocols.definition import Definition
from surveys.protocols.documents import Folder
from surveys.protocols.read_definition import read_definition

PROTOCOL = """\
lacrima: 1
study: small
title: A small study
languages: [en]
lead: {team: Lab, email: lab@example.org, safety_email: duty@example.org, support: support.md}
consent:
  text: consent.md
  minimum_age: 18
  clauses: [{id: agree, text: I agree.}, {id: share, text: You may share them., optional: true}]
conditions:
  - {id: one, label: First film, set: {film: clip-a, text: a.md}}
  - {id: two, label: Second film, set: {film: clip-b, text: b.md}}
allocation: {method: blocks, sizes: [2, 4], strata: [who.sex]}
films:
  clip-a: {file: films/a.mp4, licence: CC0-1.0}
  clip-b: {file: films/b.mp4, licence: CC0-1.0, variant_of: clip-a}
journey:
  - ask: who
  - shuffle: [{ask: extra}, {ask: mind, occasion: before}]
  - allocate
  - show: condition.text
  - {film: condition.film, watched: 0.9}
  - {ask: mind, occasion: after}
  - safety: {item: mind.low, at_least: 8, rise: {from: before, by: 4}, offer: clip-b}
  - {ask: more, when: mind.after.low >= 5}
  - {wait: 10 minutes, after: film, opens: 8 minutes, closes: 1 h, filler: filler.md}
  - {ask: mind, occasion: later}
  - show: thanks.md
  - complete: end
recruitment:
  keep: [PID]
  complete: {end: {code: A1}}
  screened_out: {when: who.age > 80, show: away.md}
outcomes:
  - {id: low, label: Low, item: mind.low, better: lower, changed: 2, occasions: [before, after], primary: after}
  - {id: total, label: Total, score: mind.total, occasions: [before, after, later]}
groups:
  - {id: much, label: Much, when: mind.after.low > 5, among: 'condition.id == "one"', labels: [No, Yes]}
moderators: [who.sex]
checks: {manipulation: {target: extra.size, others: [extra.count]}, exclude: [{id: gone, when: film.coverage < 0.9}]}
privacy: {quasi_identifiers: {who.age: {bands: [30, 50]}, who.sex: {}}, sensitive: [mind], delete_after: 10 days}
"""
OPTIONS = "options: [{value: a, label: A}, {value: b, label: B}]"
WHO = f"""\
instrument: who
title: You
items:
  - {{id: age, text: Age, kind: number, min: 18, integer: true}}
  - {{id: sex, text: Sex, kind: choice, {OPTIONS}}}
  - {{id: grade, text: Grade, kind: choice, options: [{{value: 1, label: A}}, {{value: 2, label: B}}]}}
  - {{id: words, text: Words, kind: text}}
  - {{id: did, text: Did, kind: choices, {OPTIONS}}}
"""
MIND = """\
instrument: mind
title: Now
items:
  - {id: low, text: How low, kind: scale, from: 0, to: 10}
  - {id: sure, text: How sure, kind: slider, from: 0, to: 10}
scores:
  zeal: {mean: [sure], better: higher}
  total: {mean: [low, sure], reverse: [sure], better: lower}
"""
EXTRA = "instrument: extra\ntitle: X\nitems: [{id: size, text: S, kind: number}, {id: count, text: C, kind: number}]\n"
MORE = "instrument: more\ntitle: More\nitems: [{id: size, text: 'You chose {who.sex}', kind: number}]\n"
TEXTS = {
    "protocol.yaml": PROTOCOL,
    "instruments/who.yaml": WHO,
    "instruments/mind.yaml": MIND,
    "instruments/extra.yaml": EXTRA,
    "instruments/more.yaml": MORE,
    **dict.fromkeys(("consent.md", "support.md", "a.md", "b.md", "filler.md", "thanks.md", "away.md"), "Some text."),
}


def changed(old: str, new: str, text: str = PROTOCOL) -> str:
    """The text with one thing replaced, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def read(protocol: str = PROTOCOL, **texts: str | None) -> Definition:
    """The definition of the small study, with other texts (None: a file is missing)."""
    kept = {**TEXTS, "protocol.yaml": protocol, **texts}
    return read_definition(Folder({path: text for path, text in kept.items() if text is not None}))


def faults_of(protocol: str = PROTOCOL, **texts: str | None) -> list[str]:
    """What is wrong with the small study."""
    try:
        read(protocol, **texts)
    except DefinitionError as error:
        return [str(fault) for fault in error.faults]
    return []


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text begins."""
    return text[: text.index(part)].count("\n") + 1
