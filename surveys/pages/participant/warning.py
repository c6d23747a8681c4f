"""What people are told of films before they agree and before they watch: themes, intensity, length, sound (S3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from surveys.instruments.document import Words
from surveys.pages.participant.languages import speaking
from surveys.participation.stimulus import films_of, stimulus_seconds
from surveys.protocols.definition import Branch, Choose, Definition, Film, FilmSource, Step, walk

# Words that studies often use for themes and intensity; other words are shown as the study writes them.
KNOWN = {
    gettext_noop("loss"),
    gettext_noop("death"),
    gettext_noop("dying"),
    gettext_noop("grief"),
    gettext_noop("illness"),
    gettext_noop("injury"),
    gettext_noop("accident"),
    gettext_noop("blood"),
    gettext_noop("violence"),
    gettext_noop("sexual violence"),
    gettext_noop("abuse"),
    gettext_noop("war"),
    gettext_noop("disaster"),
    gettext_noop("flight"),
    gettext_noop("suicide"),
    gettext_noop("self-harm"),
    gettext_noop("separation"),
    gettext_noop("missing someone"),
    gettext_noop("loneliness"),
    gettext_noop("rejection"),
    gettext_noop("injustice"),
    gettext_noop("racism"),
    gettext_noop("bullying"),
    gettext_noop("poverty"),
    gettext_noop("fear"),
    gettext_noop("disgust"),
    gettext_noop("animals being hurt"),
    gettext_noop("nudity"),
    gettext_noop("drugs"),
    gettext_noop("birth"),
    gettext_noop("reunion"),
    gettext_noop("mild"),
    gettext_noop("moderate"),
    gettext_noop("strong"),
    gettext_noop("very strong"),
}


@dataclass(frozen=True, slots=True)
class ContentWarning:
    """What may be seen, in words of one language; `minutes` is 0 while nobody knows how long the films are."""

    themes: tuple[str, ...]
    intensity: tuple[str, ...]
    minutes: int
    # Whether it speaks of more than one person sees.
    of_several: bool = False


def warning(
    films: Iterable[FilmSource], language: str, *, seconds: float | None = None, of_several: bool = False
) -> ContentWarning:
    """What all of these films together may show; `seconds` where one person sees less than all of them."""
    films = list(films)
    lasts = sum(film.duration_seconds for film in films) if seconds is None else seconds
    with speaking(language):
        return ContentWarning(
            themes=said((theme for film in films for theme in film.themes), language),
            intensity=said((film.intensity for film in films), language),
            minutes=max(round(lasts / 60), 1) if lasts else 0,
            of_several=of_several,
        )


def said(texts: Iterable[Words], language: str) -> tuple[str, ...]:
    """Texts in a language, each once, in alphabetical order: their own would tell which film they belong to."""
    words = (text.get(language, "").strip() for text in texts)
    return tuple(sorted({gettext(word) if word in KNOWN else word for word in words if word}, key=str.casefold))


def warning_of_study(definition: Definition, language: str) -> ContentWarning | None:
    """What anybody may see in a study, the same for all conditions; nothing where there is no film."""
    return over_conditions(definition, definition.steps, language)


def warning_before(definition: Definition, step: Film, language: str) -> ContentWarning | None:
    """What a film's step may show, the same for all conditions: else the warning itself would give the film away."""
    return over_conditions(definition, (step,), language)


def over_conditions(definition: Definition, steps: tuple[Step, ...], language: str) -> ContentWarning | None:
    """What the steps may show under any condition, as long as it lasts for whoever sees the most."""
    arms = [arm.id for arm in definition.conditions]
    shown = [step for step in walk(steps) if isinstance(step, Film)]
    sets = [frozenset(film for step in shown for film in films_of(definition, step, arm)) for arm in arms]
    every = frozenset[str]().union(*sets)
    if not every:
        return None
    chosen = any(isinstance(step, Choose) or step.when is not None for step in walk(steps))
    return warning(
        [film for film_id, film in definition.films.items() if film_id in every],
        language,
        seconds=max(longest(definition, steps, arm) for arm in arms),
        of_several=chosen or any(each != every for each in sets),
    )


def longest(definition: Definition, steps: tuple[Step, ...], condition: str) -> float:
    """Seconds of film that one person sees at most."""
    seconds = 0.0
    for step in steps:
        if isinstance(step, Film):
            seconds += stimulus_seconds(definition, step, condition)
        elif isinstance(step, Branch):
            groups = sorted((longest(definition, group, condition) for group in step.groups), reverse=True)
            seconds += sum(groups[: step.count] if isinstance(step, Choose) else groups)
    return seconds
