"""A study of 500 items is checked while its author waits."""

import time

from tests.protocols.small import PROTOCOL, changed, faults_of

ITEMS = 50


def instrument(number: int) -> str:
    lines = [f"  - {{id: i{item}, text: 'Sentence {item} of part {number}.', kind: fits}}" for item in range(ITEMS)]
    listed = ", ".join(f"i{item}" for item in range(ITEMS))
    fits = "responses: {fits: {kind: scale, from: 1, to: 5, labels: [Never, Rarely, Sometimes, Often, Always]}}\n"
    scores = f"scores: {{total: {{sum: [{listed}]}}, mean: {{mean: [{listed}], reverse: [i1, i2]}}}}\n"
    return f"instrument: part{number}\ntitle: Part {number}\n{fits}items:\n" + "\n".join(lines) + f"\n{scores}"


def test_a_study_of_500_items_is_checked_in_less_than_a_second() -> None:
    parts = {f"instruments/part{number}.yaml": instrument(number) for number in range(10)}
    steps = "".join(f"  - {{ask: part{number}, when: part{number - 1}.i3 > 2}}\n" for number in range(1, 10))
    text = changed("  - ask: who\n", f"  - ask: who\n  - ask: part0\n{steps}", PROTOCOL)
    begin = time.thread_time()

    faults = faults_of(text, **parts)

    assert faults == []
    assert time.thread_time() - begin < 1


def test_a_journey_without_end_is_refused_quickly() -> None:
    begin = time.thread_time()

    faults = faults_of(changed("  - ask: who\n", "  - ask: who\n" + "  - ask: extra\n" * 5000))

    assert any("A journey has 1,000 steps at most." in fault for fault in faults)
    assert time.thread_time() - begin < 3


def shuffled(values: int, questionnaires: int) -> tuple[str, dict[str, str]]:
    """A repeat in random order that asks questionnaires of fifty items each time."""
    parts = {f"instruments/part{number}.yaml": instrument(number) for number in range(questionnaires)}
    asked = "".join(f"      - {{ask: part{number}}}\n" for number in range(questionnaires))
    listed = ", ".join(f"v{number}" for number in range(values))
    repeat = f"  - repeat: {{each: [{listed}], as: value, order: random}}\n    steps:\n{asked}"
    return changed("  - ask: who\n", f"  - ask: who\n{repeat}", PROTOCOL), parts


def test_a_repeat_of_200_values_is_checked_while_its_author_waits() -> None:
    """Names that stand in another occurrence are looked up, not copied: copies took many seconds."""
    text, parts = shuffled(200, 1)
    begin = time.thread_time()

    faults = faults_of(text, **parts)

    assert faults == []
    assert time.thread_time() - begin < 5


def test_a_diary_of_a_month_is_checked_in_about_a_second() -> None:
    parts = {f"instruments/part{number}.yaml": instrument(number) for number in range(3)}
    asked = "".join(f"      - ask: part{number}\n" for number in range(3))
    windows = '[["8:00", "9:00"], ["12:00", "13:00"], ["17:00", "18:00"], ["20:00", "23:00"]]'
    diary = f"  - repeat: {{days: 30, windows: {windows}}}\n    steps:\n{asked}"
    begin = time.thread_time()

    faults = faults_of(changed("  - ask: who\n", f"  - ask: who\n{diary}", PROTOCOL), **parts)

    assert faults == []
    assert time.thread_time() - begin < 2
