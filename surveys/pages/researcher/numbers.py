"""Figures as they are printed: real minus signs, and the habits of the APA for tests and shares."""

from collections.abc import Sequence

from surveys.findings.statistics.wilson import wilson

NONE = "–"
DECIMALS = 2
LEAST_P = 0.001


def number(value: float | None, sign: str = "-", decimals: int = DECIMALS) -> str:
    """A number with two decimals and a real minus sign; what is rounded to nothing has no sign."""
    if value is None:
        return NONE
    return f"{value:{sign}.{decimals}f}".replace("-", "−") if round(value, decimals) else f"{0:.{decimals}f}"


def interval(ends: Sequence[float] | None, sign: str = "-", decimals: int = DECIMALS) -> str:
    """An interval in brackets."""
    return NONE if ends is None else f"[{', '.join(number(end, sign, decimals) for end in ends)}]"


def with_interval(value: float | None, ends: Sequence[float] | None) -> str:
    """A number and its interval."""
    return number(value) if ends is None else f"{number(value)} {interval(ends)}"


def p_value(p: float | None) -> str:
    """A p-value without the nought before its point, as the APA writes it."""
    if p is None:
        return NONE
    return f"< {unit(LEAST_P, 3)}" if p < LEAST_P else unit(p, 3)


def unit(value: float | None, decimals: int = DECIMALS) -> str:
    """A number that can't be above one, without the nought before its point."""
    if value is None:
        return NONE
    return (
        number(value, decimals=decimals).replace("0.", ".", 1) if abs(value) < 1 else number(value, decimals=decimals)
    )


def t_test(t: float | None, df: float | None) -> str:
    """Student's t with its degrees of freedom."""
    return NONE if t is None or df is None else f"t({df:g}) = {number(t)}"


def f_test(f: float | None, df1: float | None, df2: float | None) -> str:
    """F with its degrees of freedom."""
    return NONE if f is None or df1 is None or df2 is None else f"F({df1:g}, {df2:g}) = {number(f)}"


def share_of(part: int | None, whole: int) -> str:
    """A count with its share and Wilson's interval."""
    if part is None or not whole:
        return NONE
    low, high = wilson(part, whole)
    return f"{part} ({100 * part / whole:.0f} %) [{100 * low:.0f}, {100 * high:.0f}]"
