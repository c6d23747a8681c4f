"""The kinds of item: what each accepts, and how an answer is stored."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final

from surveys.instruments.document import LARGEST_NUMBER, Words
from surveys.instruments.expression import Expression
from surveys.instruments.sentence import Sentence, Value

# Three kinds of gap stay apart everywhere. Objects can't be mistaken for anything that a person typed.
NOT_ANSWERED: Final = None
DECLINED: Final[dict[str, str]] = {"gap": "declined"}
NOT_SHOWN: Final[dict[str, str]] = {"gap": "not shown"}

Answer = Any
POINT = re.compile(r"-?[0-9]{1,9}")
WHOLE_NUMBER = re.compile(r"[+-]?\d{1,15}")


class BadAnswer(ValueError):  # noqa: N818
    """An answer that the item can't take; `sentence` says so to the participant."""

    def __init__(self, wording: str, **values: Value) -> None:
        self.sentence = Sentence(wording, **values)
        super().__init__(str(self.sentence))


def is_gap(stored: Answer) -> bool:
    """Whether a stored answer is one of the three gaps."""
    return stored is None or isinstance(stored, dict)


@dataclass(frozen=True)
class Option:
    """One answer of a list."""

    value: str | int | float
    label: Words


@dataclass(frozen=True, kw_only=True)
class Item:
    """What all items have in common."""

    kind: ClassVar[str] = ""
    numeric: ClassVar[bool] = False

    id: str
    text: Words
    help: Words = field(default_factory=dict)
    required: bool = False
    decline: bool = False
    self_harm: bool = False
    # Shown only when this is true.
    when: Expression | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of this item's columns in an export."""
        return (self.id,)

    def read_from(self, fields: Mapping[str, Sequence[str]]) -> Answer:
        """The stored form of this item's fields of a form; BadAnswer when it can't be."""
        return self.read(fields.get(self.id, ()), "".join(fields.get(f"{self.id}.other", ())[:1]))

    def read(self, posted: Sequence[str], other: str = "") -> Answer:
        """The stored form of what was posted, None when nothing was; BadAnswer when it can't be."""
        values = [value for value in posted if value != ""]
        if not values:
            return NOT_ANSWERED
        if len(values) > 1:
            raise BadAnswer("Choose one answer here.")
        return self.read_one(values[0], other)

    def read_one(self, posted: str, other: str) -> Answer:
        """The stored form of one posted value."""
        raise NotImplementedError

    def value(self, stored: Answer) -> Any:
        """What expressions and scores see: None for every gap."""
        return None if is_gap(stored) else stored

    @property
    def lowest(self) -> float | None:
        """The lowest answer, where there is one; an answer above it to a self-harm item acts."""
        return None


@dataclass(frozen=True, kw_only=True)
class Statement(Item):
    """A text among the items; nothing is asked."""

    kind = "statement"

    @property
    def columns(self) -> tuple[str, ...]:
        return ()


@dataclass(frozen=True, kw_only=True)
class Scale(Item):
    """One point of a numbered line."""

    kind = "scale"
    numeric = True
    low: int
    high: int
    labels: dict[int, Words] = field(default_factory=dict)

    @property
    def worded(self) -> bool:
        """Whether each point has its words."""
        return len(self.labels) == self.high - self.low + 1

    def read_one(self, posted: str, other: str) -> Answer:
        if not POINT.fullmatch(posted) or not self.low <= int(posted) <= self.high:
            raise BadAnswer("Choose one of the answers shown.")
        return int(posted)

    @property
    def lowest(self) -> float | None:
        return self.low


@dataclass(frozen=True, kw_only=True)
class Slider(Item):
    """A number on a line between two ends; nothing is chosen until it is touched."""

    kind = "slider"
    numeric = True
    low: float
    high: float
    step: float = 1
    ends: tuple[Words, Words] = field(default_factory=lambda: ({}, {}))

    def read_one(self, posted: str, other: str) -> Answer:
        number = read_number(posted)
        steps = (number - self.low) / self.step
        if not self.low <= number <= self.high or abs(steps - round(steps)) > 1e-6:
            raise BadAnswer("Give a number from %(low)s to %(high)s.", low=self.low, high=self.high)
        return number

    @property
    def lowest(self) -> float | None:
        return self.low


@dataclass(frozen=True, kw_only=True)
class Grid(Item):
    """A place on a square of two lines, such as pleasant and awake; both coordinates count from 1 at the first end."""

    kind = "grid"
    x: tuple[Words, Words]
    y: tuple[Words, Words]
    size: int = 9

    @property
    def columns(self) -> tuple[str, ...]:
        return (f"{self.id}_x", f"{self.id}_y")

    def read_from(self, fields: Mapping[str, Sequence[str]]) -> Answer:
        found = [super(Grid, self).read(fields.get(f"{self.id}.{axis}", ())) for axis in "xy"]
        if found == [NOT_ANSWERED, NOT_ANSWERED]:
            return NOT_ANSWERED
        if NOT_ANSWERED in found:
            raise BadAnswer("Choose a place on both lines, or on none.")
        return found

    def read_one(self, posted: str, other: str) -> Answer:
        if not POINT.fullmatch(posted) or not 1 <= int(posted) <= self.size:
            raise BadAnswer("Choose one of the answers shown.")
        return int(posted)

    def part(self, key: str, stored: Answer) -> int | None:
        """One coordinate, by its column; None for every gap."""
        return None if is_gap(stored) else int(stored[self.columns.index(key)])


@dataclass(frozen=True, kw_only=True)
class Number(Item):
    """A typed number."""

    kind = "number"
    numeric = True
    minimum: float | None = None
    maximum: float | None = None
    integer: bool = False
    unit: Words = field(default_factory=dict)

    def read_one(self, posted: str, other: str) -> Answer:
        # “1,000” may be a thousand or one: where only whole numbers fit, separators are refused and not guessed at.
        if self.integer and not WHOLE_NUMBER.fullmatch(posted.strip()):
            raise BadAnswer("Give a whole number, with digits only.")
        number = read_number(posted)
        if self.minimum is not None and number < self.minimum:
            raise BadAnswer("Give a number of %(least)s or more.", least=self.minimum)
        if self.maximum is not None and number > self.maximum:
            raise BadAnswer("Give a number of %(most)s or less.", most=self.maximum)
        return number

    @property
    def lowest(self) -> float | None:
        return self.minimum


@dataclass(frozen=True, kw_only=True)
class Text(Item):
    """Free text."""

    kind = "text"
    lines: int = 1
    max_length: int = 2000

    def read_one(self, posted: str, other: str) -> Answer:
        # Browsers count a line break as one character and send two.
        typed = posted.replace("\r\n", "\n")
        if len(typed) > self.max_length:
            raise BadAnswer(
                "This is too long. Longest: %(longest)s characters. Yours: %(length)s.",
                longest=self.max_length,
                length=len(typed),
            )
        return typed


@dataclass(frozen=True, kw_only=True)
class Choice(Item):
    """One of a list, where the protocol wants with a field for something else."""

    kind = "choice"
    options: tuple[Option, ...]
    other: bool = False

    @property
    def numeric(self) -> bool:  # type: ignore[override]
        """Whether every answer is a number; a text of one's own is none."""
        return not self.other and all(isinstance(option.value, int | float) for option in self.options)

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.id, f"{self.id}_other") if self.other else (self.id,)

    def chosen(self, posted: str) -> str | int | float:
        """The option's value for what was posted."""
        for option in self.options:
            if str(option.value) == posted:
                return option.value
        if self.other and posted == "other":
            return "other"
        raise BadAnswer("Choose one of the answers shown.")

    def read(self, posted: Sequence[str], other: str = "") -> Answer:
        # Words of one's own are an answer, ticked or not.
        return super().read(posted if any(posted) or not (self.other and other.strip()) else ["other"], other)

    def read_one(self, posted: str, other: str) -> Answer:
        value = self.chosen(posted)
        return [value, read_other(other)] if self.other and value == "other" and other.strip() else value

    def value(self, stored: Answer) -> Any:
        if is_gap(stored):
            return None
        return stored[0] if isinstance(stored, list) else stored

    @property
    def lowest(self) -> float | None:
        numbers = [option.value for option in self.options if isinstance(option.value, int | float)]
        return min(numbers, default=None) if self.numeric else None


@dataclass(frozen=True, kw_only=True)
class Choices(Choice):
    """Several of a list."""

    kind = "choices"
    minimum: int = 0
    maximum: int | None = None
    # The value that stands for "none of these".
    none: str | int | float | None = None

    @property
    def numeric(self) -> bool:  # type: ignore[override]
        """A list of values is no number."""
        return False

    @property
    def columns(self) -> tuple[str, ...]:
        names = tuple(f"{self.id}_{option.value}" for option in self.options)
        return (*names, f"{self.id}_other") if self.other else names

    def read(self, posted: Sequence[str], other: str = "") -> Answer:
        values = list(dict.fromkeys(self.chosen(value) for value in posted if value != ""))
        if self.other and other.strip() and "other" not in values:
            values.append("other")
        if not values:
            return NOT_ANSWERED
        if self.none is not None and self.none in values and len(values) > 1:
            raise BadAnswer("“None of these” can't be chosen together with another answer.")
        if len(values) < self.minimum:
            raise BadAnswer("Choose at least %(least)s.", least=self.minimum)
        if self.maximum is not None and len(values) > self.maximum:
            raise BadAnswer("Choose at most %(most)s.", most=self.maximum)
        if self.other and "other" in values and other.strip():
            return [*values, {"other": read_other(other)}]
        return values

    def value(self, stored: Answer) -> Any:
        return None if is_gap(stored) else [part for part in stored if not isinstance(part, dict)]


THOUSANDS = re.compile(r"-?\d{1,3}(?:[,.]\d{3}){2,}|-?[1-9]\d{0,2},\d{3}")


def read_number(posted: str) -> float:
    """A finite number as people type it, with a point or a comma; BadAnswer otherwise."""
    if THOUSANDS.fullmatch(posted.strip()):
        raise BadAnswer("Write the number without signs between thousands, and a point before decimals.")
    try:
        number = float(posted.strip().replace(",", ".")) if len(posted) <= 30 else math.nan
    except ValueError:
        number = math.nan
    if not abs(number) <= LARGEST_NUMBER or "_" in posted:
        raise BadAnswer("Give a number, with digits.")
    return int(number) if number == int(number) else number


def read_other(posted: str) -> str:
    """The text of an answer that was not on the list."""
    if len(posted) > 200:
        raise BadAnswer("Please shorten this to 200 characters or less.")
    return posted.strip()


ANSWERABLE: Final = (Scale, Slider, Grid, Number, Text, Choice, Choices)
KINDS: Final = {kind.kind: kind for kind in (*ANSWERABLE, Statement)}
