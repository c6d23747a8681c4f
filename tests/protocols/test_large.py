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
