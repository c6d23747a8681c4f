"""Which films a step shows under a condition, and how long they last: a playlist is one stimulus with one clock."""

from surveys.protocols.definition import Definition, Film, FilmSource


def stimulus(definition: Definition, step: Film, condition: str) -> tuple[FilmSource, ...]:
    """The films of a step, in the order in which they play."""
    return tuple(definition.films[film] for film in films_of(definition, step, condition))


def films_of(definition: Definition, step: Film, condition: str) -> tuple[str, ...]:
    """The ids of the films of a step; none where the condition that names the film isn't known yet."""
    if step.playlist or step.film:
        return step.playlist or (step.film,)
    arm = definition.arm(condition)
    return (arm.settings[step.condition_key],) if arm is not None else ()


def stimulus_seconds(definition: Definition, step: Film, condition: str) -> float:
    """How long the films of a step play together, in seconds: the length of the stimulus's clock."""
    return sum(film.duration_seconds for film in stimulus(definition, step, condition))
