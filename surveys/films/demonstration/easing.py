"""How things move: numbers that go smoothly from one to another."""

import math


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """The value, kept between low and high."""
    return max(low, min(high, value))


def ease(moment: float, start: float, end: float) -> float:
    """0 before `start`, 1 after `end`, and a gentle S between."""
    share = clamp((moment - start) / (end - start))
    return share * share * (3 - 2 * share)


def between(first: float, last: float, share: float) -> float:
    """The number that lies at `share` of the way from first to last."""
    return first + (last - first) * share


def pulse(moment: float, at: float, width: float) -> float:
    """A soft bump of height 1 around `at`."""
    return math.exp(-(((moment - at) / width) ** 2))


def sway(moment: float, seconds: float, phase: float = 0.0) -> float:
    """A slow swing between -1 and 1 that takes `seconds` there and back."""
    return math.sin(2 * math.pi * (moment / seconds + phase))
