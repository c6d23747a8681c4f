"""Stretches of a film, in seconds of its clock: their union, what they leave out, and the share that they cover."""

import math
from collections.abc import Iterable

# Played stretches that are nearer to each other than this are one: a frame at 25 a second is 0.04 s.
JOIN_S = 0.06

Stretch = tuple[float, float]


def merged(intervals: Iterable[Stretch]) -> list[Stretch]:
    """The union of stretches, in order and apart; those nearer than a frame are joined."""
    union: list[Stretch] = []
    for start, end in sorted(stretch for stretch in intervals if stretch[0] < stretch[1]):
        if union and start <= union[-1][1] + JOIN_S:
            union[-1] = (union[-1][0], max(union[-1][1], end))
        else:
            union.append((start, end))
    return union


def without(intervals: Iterable[Stretch], taken: Iterable[Stretch]) -> list[Stretch]:
    """The union of stretches less those that are taken; what is left of less than a frame is nothing."""
    left = merged(intervals)
    for start, end in merged(taken):
        left = [
            piece
            for begin, stop in left
            for piece in ((begin, min(stop, start)), (max(begin, end), stop))
            if piece[1] - piece[0] > JOIN_S
        ]
    return left


def inside(intervals: Iterable[Stretch], duration_s: float) -> list[Stretch]:
    """The union of stretches as far as they lie in the film."""
    return merged((max(0.0, start), min(duration_s, end)) for start, end in intervals)


def seconds(intervals: Iterable[Stretch]) -> float:
    """How long stretches that are apart last together."""
    return math.fsum(end - start for start, end in intervals)


def coverage(intervals: Iterable[Stretch], duration_s: float) -> float:
    """The share of the film that played, 0 to 1; 0 for a film without length."""
    if not duration_s > 0:
        return 0.0
    return min(1.0, max(0.0, seconds(inside(intervals, duration_s)) / duration_s))


def longest_gap(intervals: Iterable[Stretch], duration_s: float) -> float:
    """The longest part of the film, in seconds, that never played."""
    gap, reached = 0.0, 0.0
    for start, end in inside(intervals, duration_s):
        gap, reached = max(gap, start - reached), end
    return max(gap, duration_s - reached)
