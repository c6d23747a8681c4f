"""Which films a study shows, and where people say what each did to them: feelings, valence, arousal, familiarity."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from surveys.findings.scale_ends import ends_of
from surveys.instruments.expression import names_in
from surveys.instruments.items import Choice, Grid, Item, Scale, Slider
from surveys.participation.stimulus import films_of
from surveys.protocols.definition import Ask, Definition, Film, FilmSource, Step

NEUTRAL = "neutral"
VALENCE, AROUSAL = "valence", "arousal"
SEX, FAMILIARITY = "sex", "familiarity"
# The ids of the items in the library that ask for these.
SEX_ITEM, SEEN_ITEM = "sex", "seen_before"
Ends = tuple[float, float]


@dataclass(frozen=True)
class Asked:
    """An item at a step; `part` is the column of a grid."""

    step: Ask
    item: Item
    part: str = ""

    @property
    def ends(self) -> Ends | None:
        """The lowest and the highest answer."""
        return (1.0, float(self.item.size)) if isinstance(self.item, Grid) else ends_of(self.item)


@dataclass(frozen=True)
class Showing:
    """One place of the journey at which a film is shown, and what is asked about it before the next film."""

    step: Film
    # By the last part of its name, every feeling that people rate; those of `declared` are compared with each other.
    feelings: Mapping[str, Asked] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    valence: Asked | None = None
    arousal: Asked | None = None
    familiarity: Asked | None = None

    @property
    def asked(self) -> Iterator[tuple[str, Asked]]:
        """Everything that gives numbers, by its name in the report."""
        yield from self.feelings.items()
        yield from ((name, each) for name, each in ((VALENCE, self.valence), (AROUSAL, self.arousal)) if each)


@lru_cache(maxsize=256)
def showings(definition: Definition) -> Sequence[Showing]:
    """All showings of a study, in the document's order."""
    steps = list(definition.walk())
    return [
        showing(definition, step, asked_after(steps, position))
        for position, step in enumerate(steps)
        if isinstance(step, Film)
    ]


def asked_after(steps: Sequence[Step], position: int) -> list[Ask]:
    """What is asked between a film and the next one, of the same occurrence of a repeat."""
    found: list[Ask] = []
    for step in steps[position + 1 :]:
        if isinstance(step, Film):
            break
        if isinstance(step, Ask) and step.occurrence == steps[position].occurrence:
            found.append(step)
    return found


def showing(definition: Definition, step: Film, asks: Sequence[Ask]) -> Showing:
    """A film's step with what is asked about it."""
    declared = declared_feelings(definition, asks)
    grid = first(definition, asks, lambda item: isinstance(item, Grid))
    return Showing(
        step,
        {**declared, **others_beside(definition, declared)},
        tuple(declared),
        valence=first(definition, asks, named(VALENCE)) or side_of(grid, 0),
        arousal=first(definition, asks, named(AROUSAL)) or side_of(grid, 1),
        familiarity=first(definition, asks, lambda item: isinstance(item, Choice) and item.id == SEEN_ITEM),
    )


def declared_feelings(definition: Definition, asks: Sequence[Ask]) -> dict[str, Asked]:
    """The ratings that the manipulation check names, at the first step that asks them."""
    check = definition.manipulation
    found: dict[str, Asked] = {}
    for name in filter(None, (check.get("target"), *check.get("others", ()))):
        owner, _, key = str(name).rpartition(".")
        step = next((ask for ask in asks if owner in (ask.base, ask.id, ask.instrument)), None)
        item = definition.instruments[step.instrument].item(key) if step is not None else None
        if step is not None and isinstance(item, Scale | Slider):
            found.setdefault(key, Asked(step, item))
    return found


def others_beside(definition: Definition, declared: Mapping[str, Asked]) -> dict[str, Asked]:
    """The other ratings of the same questionnaires with the same ends: shown, and in no comparison."""
    found: dict[str, Asked] = {}
    for each in declared.values():
        for item in definition.instruments[each.step.instrument].items:
            other = Asked(each.step, item)
            if isinstance(item, Scale | Slider) and other.ends == each.ends and item.id not in declared:
                found.setdefault(item.id, other)
    return found


def first(definition: Definition, asks: Sequence[Ask], fits: Callable[[Item], bool]) -> Asked | None:
    """The first item that fits."""
    for step in asks:
        for item in definition.instruments[step.instrument].items:
            if fits(item):
                return Asked(step, item)
    return None


def named(name: str) -> Callable[[Item], bool]:
    """Whether an item is a rating of this name."""
    return lambda item: isinstance(item, Scale | Slider) and item.id == name


def side_of(asked: Asked | None, side: int) -> Asked | None:
    """One side of an affect grid: across from unpleasant to pleasant, upwards from drowsy to awake."""
    return Asked(asked.step, asked.item, asked.item.columns[side]) if asked is not None else None


def sex_asked(definition: Definition) -> Asked | None:
    """Where people say their sex, once for all films."""
    asks = [step for step in definition.walk() if isinstance(step, Ask) and not step.occurrence]
    return first(definition, asks, lambda item: isinstance(item, Choice) and item.id == SEX_ITEM)


def asked_before_films(definition: Definition, asked: Asked) -> bool:
    """Whether something is asked before the first film."""
    steps = [step for step in definition.walk() if isinstance(step, Film) or step is asked.step]
    return bool(steps) and steps[0] is asked.step


def stimulus_of(definition: Definition, step: Film, condition: str) -> tuple[FilmSource, ...]:
    """The films that people of a condition see at a step; none where that isn't settled."""
    return tuple(definition.films[film] for film in films_of(definition, step, condition) if film in definition.films)


def target_of(films: Sequence[FilmSource]) -> str:
    """The feeling that films are meant to elicit; empty where they don't say, or differ."""
    targets = {str(film.description.get("target", "")).strip().casefold() for film in films}
    return targets.pop() if len(targets) == 1 else ""


def depends_on_condition(definition: Definition) -> bool:
    """Whether the film that people see tells their condition."""
    if len(definition.conditions) < 2:
        return False
    for step in definition.walk():
        if not isinstance(step, Film):
            continue
        around = (step, *definition.branches_by_id.get(step.id, ()))
        names = {name for each in around if each.when is not None for name in names_in(each.when)}
        if step.condition_key or any(name.partition(".")[0] in ("condition", "factor") for name in names):
            return True
    return False
