"""Help comes whenever the latest answer calls for it, wherever in the journey it was given."""

import pytest

from surveys.participation.facts import Facts
from surveys.participation.itinerary import Place, itinerary
from surveys.protocols.definition import Definition
from tests.participation.studies import CONSENTED, newcomer, sent, variant

RULE = "  - safety: {item: strain.level, at_least: 8}\n  - show: bright.md\n"


def answered(definition: Definition, facts: Facts, levels: dict[str, int]) -> Place:
    """Send every page, with these levels by step, until help or the end comes."""
    for second in range(20):
        place = itinerary(definition, facts, now=CONSENTED + second)
        if place.kind != "ask":
            return place
        sent(definition, facts, place, at=CONSENTED + second, value={"level": levels.get(place.step, 0)})
    raise AssertionError("no end")


@pytest.mark.promise("S2")
@pytest.mark.parametrize("seed", range(6))
def test_in_a_shuffle_the_answer_given_last_counts(seed):
    definition = variant("  - shuffle: [{ask: strain, occasion: a}, {ask: strain, occasion: b}]\n" + RULE)
    facts = newcomer(seed)
    first = itinerary(definition, facts, now=CONSENTED).step
    last = {"strain.a": "strain.b", "strain.b": "strain.a"}[first]

    assert answered(definition, facts, {last: 9}).kind == "support"


@pytest.mark.promise("S2")
def test_a_later_occasion_that_was_skipped_does_not_hide_the_earlier_one():
    steps = "  - ask: person\n  - {ask: strain, occasion: a}\n  - {ask: strain, occasion: b, when: person.age > 90}\n"
    definition = variant(steps + RULE)

    assert answered(definition, newcomer(), {"strain.a": 9}).kind == "support"
    assert answered(definition, newcomer(), {"strain.a": 7}).kind == "show"


@pytest.mark.promise("S2")
def test_a_self_harm_item_acts_in_what_fills_a_pause_too():
    filler = (
        "instrument: filler\ntitle: A pause\nitems:\n"
        "  - {id: dark, text: Dark thoughts, kind: scale, from: 0, to: 3, self_harm: true}\n"
    )
    steps = "  - ask: person\n  - {wait: 10 minutes, after: person, filler: filler}\n  - show: bright.md\n"
    definition = variant(steps, filler=filler)
    facts = newcomer()
    sent(definition, facts, itinerary(definition, facts, now=CONSENTED), at=CONSENTED)
    pause = itinerary(definition, facts, now=CONSENTED)

    sent(definition, facts, pause, at=CONSENTED, value={"dark": 2})

    assert itinerary(definition, facts, now=CONSENTED).kind == "support"
    assert itinerary(definition, facts, now=CONSENTED + 3600).kind == "support"


@pytest.mark.promise("S2")
def test_all_rules_that_one_page_sets_off_are_named():
    definition = variant("  - ask: strain\n  - safety: {item: strain.level, at_least: 5}\n" + RULE)
    facts = newcomer()
    sent(definition, facts, itinerary(definition, facts, now=CONSENTED), at=CONSENTED, value={"level": 9})

    assert itinerary(definition, facts, now=CONSENTED).helps == ("safety1", "safety2")


@pytest.mark.parametrize("anchor", ["person", "allocate", "safety1"])
def test_a_wait_counts_from_any_step_that_it_names(anchor):
    steps = "  - ask: strain\n  - safety: {item: strain.level, at_least: 8}\n  - ask: person\n  - allocate\n"
    steps += "  - show: bright.md\n" + f"  - {{wait: 10 minutes, after: {anchor}}}\n  - ask: detail\n"
    definition = variant(steps)
    facts = newcomer()
    for second in (0, 100, 300):
        sent(definition, facts, itinerary(definition, facts, now=CONSENTED + second), at=CONSENTED + second)

    until = itinerary(definition, facts, now=CONSENTED + 300).until

    assert until == CONSENTED + {"safety1": 0, "person": 100, "allocate": 100}[anchor] + 600
