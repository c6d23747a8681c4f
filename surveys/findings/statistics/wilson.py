"""Wilson's interval of a share (Wilson 1927, doi 10.1080/01621459.1927.10502953)."""

from math import sqrt

# The 97.5th percentile of the standard normal distribution.
Z = 1.959963984540054


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % score interval of part ÷ whole, from 0 to 1; `whole` is at least 1."""
    share, weight = part / whole, Z**2 / whole
    middle = (share + weight / 2) / (1 + weight)
    reach = Z * sqrt(share * (1 - share) / whole + weight / (4 * whole)) / (1 + weight)
    return max(0.0, middle - reach), min(1.0, middle + reach)
