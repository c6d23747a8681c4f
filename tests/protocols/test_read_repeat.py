"""Reading repeats, choices, timers and screening out: what stands in the document, and what can't."""

import time

import pytest

from surveys.instruments.document import DefinitionError
from surveys.protocols.columns import columns_of
from surveys.protocols.definition import Branch, Choose, Day, Definition, Repeat, Timer
from tests.participation.studies import variant

ASK = "steps: [{ask: strain}]"


def faults(journey: str) -> list[str]:
    with pytest.raises(DefinitionError) as refused:
        variant(journey)
    return [fault.sentence for fault in refused.value.faults]


def faults_or_none(journey: str) -> list[str]:
    """The sentences about this journey; none where there is no fault."""
    try:
        variant(journey)
    except DefinitionError as error:
        return [fault.sentence for fault in error.faults]
    return []


def only(definition: Definition, kind: type) -> list[object]:
    return [step for step in definition.walk() if type(step) is kind]


def test_a_repeat_has_steps_of_its_own_for_each_value():
    definition = variant(f"""
  - repeat: {{each: [clip-a, clip-b], as: film}}
    {ASK}
""")

    assert [step.id for step in definition.walk()] == ["repeat1", "strain.clip-a", "strain.clip-b"]
    assert [(step.base, step.occurrence) for step in definition.walk()][1:] == [
        ("strain", "clip-a"),
        ("strain", "clip-b"),
    ]
    assert "strain_clip_a_level" in dict(columns_of(definition))


def test_what_stands_for_the_value_is_filled_in_everywhere():
    definition = variant("""
  - repeat: {each: [one, two], as: word}
    steps: [{timer: 5 seconds, text: "Think of {word}."}]
""")

    assert [step.text["en"] for step in definition.walk() if isinstance(step, Timer)] == [
        "Think of one.",
        "Think of two.",
    ]


def test_a_diary_has_an_entry_for_each_window_of_each_day():
    definition = variant(f"""
  - ask: person
  - repeat: {{days: 2, windows: [["8:00", "10:00"], ["22:00", "01:00"]], starts: same day}}
    id: diary
    {ASK}
""")

    days = [step for step in definition.walk() if isinstance(step, Day)]
    assert [(day.id, day.number, day.opens, day.closes) for day in days] == [
        ("diary.d1w1", 0, 480, 600),
        ("diary.d1w2", 0, 1320, 1500),
        ("diary.d2w1", 1, 480, 600),
        ("diary.d2w2", 1, 1320, 1500),
    ]


def test_records_on_demand_have_numbers():
    definition = variant(f"""
  - repeat: {{on: demand, up_to: 3}}
    id: cry
    {ASK}
""")

    assert [step.keys for step in definition.walk() if isinstance(step, Repeat)] == [("e1", "e2", "e3")]


def test_a_rule_of_an_occurrence_looks_at_that_occurrence():
    definition = variant("""
  - {ask: strain, occasion: first}
  - repeat: {days: 2, windows: [["8:00", "10:00"]]}
    steps:
      - {ask: strain, occasion: day}
      - safety: {item: strain.level, rise: {from: first, by: 4}}
""")

    rules = [step for step in definition.walk() if step.base == "safety1"]
    assert [(rule.id, rule.item, rule.rise_from) for rule in rules] == [
        ("safety1.d1", "strain.day.d1.level", "strain.first.level"),
        ("safety1.d2", "strain.day.d2.level", "strain.first.level"),
    ]


@pytest.mark.parametrize(
    ("repeat", "steps", "said"),
    [
        ("{each: [], as: x}", ASK, "“each” lists 1 to"),
        ("{each: [a, a], as: x}", ASK, "A value stands here twice."),
        ("{each: [a-b, a_b], as: x}", ASK, "A value stands here twice."),
        ("{each: [a]}", ASK, "The key “as” is missing."),
        ("{each: [a b], as: x}", ASK, "can't be an id"),
        ("{each: [a], as: x, order: loud}", ASK, "“loud” is not possible here"),
        ("{days: 0, windows: [['8:00', '9:00']]}", ASK, "A diary has 1 to 366 days."),
        ("{days: 3}", ASK, "The key “windows” is missing."),
        ("{days: 3, windows: [['8:00', '25:00']]}", ASK, "A window is two times of day"),
        ("{days: 3, windows: [['8:00', '8:00']]}", ASK, "A window is two times of day"),
        ("{days: 3, windows: [['8:00', '10:00'], ['20:00', '9:00']]}", ASK, "don't overlap"),
        ("{days: 3, windows: [['8:00', '10:00'], ['9:00', '11:00']]}", ASK, "don't overlap"),
        ("{days: 3, windows: [" + "['8:00', '9:00'], " * 25 + "]}", ASK, "A day has 24 windows at most."),
        ("{days: 3, windows: [['8:00', '10:00']], remind: [email]}", ASK, "needs the step “contact: email”"),
        ("{on: demand, up_to: 0}", ASK, "“up_to” is from 1 to 100."),
        ("{on: demand}", ASK, "The key “up_to” is missing."),
        ("{often: 3}", ASK, "A repeat has “each”"),
        ("{each: [a], as: x}", "steps: []", "There is nothing to repeat here."),
        ("{each: [a], as: x}", "id: y", "A repeat needs “steps”."),
        ("{each: [a], as: x}", "steps: [allocate]", "can't stand in a repeat"),
        ("{each: [a], as: x}", "steps: [{complete: part1}]", "can't stand in a repeat"),
        (
            "{each: [a], as: x}",
            "steps: [{repeat: {each: [b], as: y}, steps: [{ask: strain}]}]",
            "can't stand in a repeat",
        ),
        ("{each: [a], as: x}", "steps: [{ask: strain, when: mean(strain.level) > 1}]", "is asked later"),
    ],
)
def test_what_a_repeat_can_t_be_is_said_in_a_sentence(repeat: str, steps: str, said: str):
    told = faults(f"\n  - repeat: {repeat}\n    {steps}\n  - ask: detail\n")

    assert any(said in sentence for sentence in told), told


def test_too_many_steps_are_refused_before_they_are_made():
    windows = "[['8:00', '9:00'], ['10:00', '11:00'], ['12:00', '13:00']]"

    told = faults(f"\n  - repeat: {{days: 366, windows: {windows}}}\n    {ASK}\n")

    assert any("are too many" in each for each in told)


def test_nested_steps_are_counted_before_they_are_made():
    values, inner = ", ".join(f"v{number}" for number in range(200)), ", ".join(["{timer: 1 minute}"] * 400)
    begin = time.thread_time()

    told = faults(f"\n  - repeat: {{each: [{values}], as: x}}\n    steps: [{{shuffle: [{inner}]}}]\n")

    assert any("200 times 401 steps are too many" in each for each in told)
    # Unfolded they are 80,000 steps, which take many seconds.
    assert time.thread_time() - begin < 3


def test_texts_that_would_grow_without_end_are_refused_before_they_are_filled_in():
    values = ", ".join(f"{'v' * 29}{number:03}" for number in range(200))
    begin = time.thread_time()

    told = faults(
        f"\n  - repeat: {{each: [{values}], as: x}}\n    steps: [{{timer: 1 minute, text: '{'{x}' * 99_000}'}}]\n"
    )

    assert any("characters: too many" in each for each in told)
    assert time.thread_time() - begin < 2


def test_many_repeats_are_counted_together():
    repeat = (
        "  - repeat: {on: demand, up_to: 100}\n    steps: [{timer: 1 minute}, {timer: 1 minute}, {timer: 1 minute}]\n"
    )

    assert any("are too many" in each for each in faults("\n" + repeat * 3))
    assert faults_or_none("\n" + repeat * 2) == []


@pytest.mark.parametrize(
    "journey",
    [
        f"""
  - ask: strain
  - repeat: {{each: [a, b], as: x}}
    {ASK}
""",
        f"""
  - repeat: {{each: [a, b], as: x}}
    {ASK}
  - repeat: {{each: [k, l], as: x}}
    {ASK}
""",
    ],
)
def test_what_is_repeated_shares_its_id_with_nothing_else(journey: str):
    """Else “mean(strain.level)” would mix the two."""
    assert any("stands in a repeat and elsewhere" in each for each in faults(journey))


def test_a_rule_in_a_repeat_is_about_what_the_repeat_asks():
    told = faults("""
  - ask: strain
  - repeat: {days: 3, windows: [["8:00", "10:00"]]}
    steps: [{ask: detail}, {safety: {item: strain.level, at_least: 5}}]
""")

    assert any("Put this one before the repeat" in each for each in told)


def test_no_id_is_longer_than_the_database_takes():
    told = faults(f"\n  - repeat: {{each: [{'a' * 32}], as: x}}\n    steps: [{{timer: 1 minute, id: {'b' * 32}}}]\n")

    assert any("has 65 characters; 64 are the most" in each for each in told)


def test_a_name_inside_is_no_step_outside_that_is_called_so():
    definition = variant("""
  - {ask: strain, occasion: clip}
  - {ask: detail, id: strain}
  - repeat: {each: [clip, calm], as: film}
    steps: [{film: "{film}", id: seen}, {show: calm.md}]
""")
    inside = definition.step("calm.clip")

    assert inside is not None
    assert definition.resolved(inside, "strain.level") == "strain.level"
    assert definition.resolved(inside, "seen.coverage") == "seen.clip.coverage"


def test_a_repeated_name_needs_a_word_outside():
    told = faults(f"""
  - repeat: {{each: [a, b], as: x}}
    {ASK}
  - {{ask: detail, when: strain.level > 3}}
""")

    assert any(
        "There is no name “strain.level” here. Do you mean" in each and "mean(strain.level)" in each for each in told
    )


def test_only_numbers_have_a_mean():
    told = faults(f"""
  - repeat: {{each: [a, b], as: x}}
    {ASK}
  - {{ask: detail, when: mean(strain.help) > 3}}
""")

    assert any("mean(strain.help)" in each for each in told)


def test_so_many_can_t_be_chosen():
    assert any("from 1 to 2" in each for each in faults("\n  - choose: {n: 3, from: [{ask: person}, {ask: strain}]}\n"))
    assert only(variant("\n  - choose: {n: 1, from: [{ask: person}, {ask: strain}]}\n"), Choose)


def test_nobody_is_screened_out_after_the_allocation():
    told = faults("""
  - ask: person
  - allocate
  - screened_out: {when: 'person.crisis == "yes"', show: away.md}
""")

    assert any("after “allocate”" in each for each in told)


def test_an_outcome_at_each_occurrence_has_no_baseline():
    definition = variant(f"""
  - repeat: {{each: [a, b], as: x}}
    {ASK}
outcomes: [{{id: level, item: strain.level, better: lower, occasions: each}}]
""")

    (outcome,) = definition.outcomes
    assert [(occasion.id, occasion.step) for occasion in outcome.occasions] == [("a", "strain.a"), ("b", "strain.b")]
    assert outcome.later == ()


def test_what_has_no_baseline_can_t_be_changed():
    told = faults(f"""
  - repeat: {{each: [a, b], as: x}}
    {ASK}
outcomes: [{{id: level, item: strain.level, better: lower, occasions: each, changed: 2}}]
""")

    assert any("nothing can be “changed”" in each for each in told)


def test_each_is_for_what_a_repeat_asks():
    told = faults("""
  - ask: strain
outcomes: [{id: level, item: strain.level, better: lower, occasions: each}]
""")

    assert any("“each” is for what one repeat asks" in each for each in told)


def test_branches_inside_of_branches_are_numbered_as_they_stand():
    definition = variant("""
  - shuffle: [{ask: detail}, {shuffle: [{ask: strain}, {show: calm.md}]}]
  - choose: {n: 1, from: [{timer: 2 minutes}, {choose: {n: 1, from: [{ask: person}, {timer: 1 minute}]}}]}
""")

    branches = [step.id for step in definition.walk() if isinstance(step, Branch)]
    assert branches == ["shuffle1", "shuffle2", "choose1", "choose2"]
