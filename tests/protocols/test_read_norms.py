"""Norms of a film: read with their source and scale, or told with a sentence."""

import pytest

from surveys.protocols.film_source import Norm
from tests.protocols.small import changed, faults_of, line_of, read


def with_norms(norms: str) -> str:
    """The small study with norms for its second film."""
    return changed("variant_of: clip-a}", f"variant_of: clip-a, norms: {norms}}}")


def test_norms_are_read_by_feeling() -> None:
    norms = "{sad: {mean: 5.1, sd: 1.2, n: 80, citation: Somebody 2001, scale: [1, 7]}, tense: {mean: 2, sd: 1, n: 12}}"
    film = read(with_norms(norms)).films["clip-b"]

    assert film.norms == {"sad": Norm(5.1, 1.2, 80, "Somebody 2001", (1.0, 7.0)), "tense": Norm(2.0, 1.0, 12)}
    assert film.description["norms"]["sad"]["citation"] == "Somebody 2001"
    assert read().films["clip-a"].norms == {}


@pytest.mark.parametrize(
    ("norms", "says"),
    [
        ("high", "Norms are a mapping"),
        ("{sad: 5}", "Norms are a mapping"),
        ("{sad: {mean: 5, sd: 1}}", "The key “n” is missing."),
        ("{sad: {mean: 5, sd: 1, n: 80, N: 80}}", "There is no key called “N”"),
        ("{sad: {mean: high, sd: 1, n: 80}}", "a number is needed"),
        ("{sad: {mean: 5, sd: -1, n: 80}}", "never below 0"),
        ("{sad: {mean: 5, sd: 1, n: 1}}", "a whole number of 2 or more"),
        ("{sad: {mean: 5, sd: 1, n: 8.5}}", "a whole number of 2 or more"),
        ("{sad: {mean: 5, sd: 1, n: 80, scale: [7, 1]}}", "A scale has two ends"),
        ("{sad: {mean: 5, sd: 1, n: 80, scale: [1]}}", "A scale has two ends"),
        ("{sad: {mean: 9, sd: 1, n: 80, scale: [1, 7]}}", "lies outside of the scale"),
        ("{s d: {mean: 5, sd: 1, n: 80}}", "can't be an id"),
    ],
)
def test_norms_that_can_t_be_meant_are_told(norms: str, says: str) -> None:
    protocol = with_norms(norms)

    faults = faults_of(protocol)

    assert any(says in fault and f":{line_of(protocol, 'clip-b: {')}:" in fault for fault in faults), faults
