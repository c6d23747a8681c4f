"""The parts of the validation report: one film's exposure, feelings, norms, and the same by sex and familiarity."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from surveys.findings.film_plan import (
    AROUSAL,
    FAMILIARITY,
    NEUTRAL,
    SEX,
    VALENCE,
    Asked,
    Ends,
    asked_before_films,
    sex_asked,
    stimulus_of,
    target_of,
)
from surveys.findings.film_rows import Floats, Shown, identity
from surveys.findings.report import in_first_language, reason
from surveys.findings.statistics.against_norm import against_norm, rescaled
from surveys.findings.statistics.describe import Summary, describe
from surveys.findings.statistics.validation import (
    NO_TARGET,
    Hits,
    calm_hits,
    count_hits,
    discreteness,
    hits,
    point,
)
from surveys.instruments.items import Choice
from surveys.protocols.definition import Definition, Film
from surveys.protocols.film_source import Norm

Document = dict[str, Any]
Mask = NDArray[np.bool_]
EXPOSURE = "exposure"
# The levels of whether somebody saw as much as the protocol asks for.
ENOUGH, TOO_LITTLE, UNKNOWN = "yes", "no", "unknown"
EXPOSED = {ENOUGH: "Saw enough of it", TOO_LITTLE: "Saw too little", UNKNOWN: "No evidence"}
NOT_RATED = "After this film nobody is asked for the ratings that “checks: manipulation” names."
NOT_NAMED = "The film's target “{}” is none of the ratings that “checks: manipulation” names."
NO_TARGET_SAID = "The document gives this film no target."
OTHER_SCALES = "The feelings are rated on different scales, so they can't be compared."
NO_SCALE = "The norm's scale isn't told; it is taken to be the study's."
OFF_SCALE = "The norm's mean lies outside of the study's scale. Say the norm's own with “scale: [low, high]”."
NO_RATING = "The study doesn't ask for this after the film."


def film_part(definition: Definition, film: Shown) -> Document:
    """One film's part, but for its place among the others; `definition` is the newest version's."""
    target = target_of(film.films)
    titles = (in_first_language(film.definition, source.title) for source in film.films)
    return {
        "id": name_of(film),
        "title": " + ".join(filter(None, titles)),
        "sha256": [source.sha256 for source in film.films],
        "versions": sorted(film.versions),
        "conditions": conditions_of(definition, film),
        "target": target or None,
        **scale_of(film),
        "exposure": exposure(film),
        **measures(film, target, np.ones(len(film), dtype=bool)),
        "feelings": [feeling_part(film, name, target) for name in film.showing.feelings],
        "norms": [norm_part(film, name, norm) for name, norm in norms_of(film).items()],
        "by": list(breakdowns(film, target)),
    }


def name_of(film: Shown) -> str:
    """The film's id; of films that play as one, all of them."""
    return " + ".join(source.id for source in film.films)


def conditions_of(definition: Definition, film: Shown) -> list[str]:
    """The conditions under which the newest version shows a film."""
    steps = [step for step in definition.walk() if isinstance(step, Film)]
    return [
        arm.id
        for arm in definition.conditions
        if any(identity(stimulus_of(definition, step, arm.id)) == identity(film.films) for step in steps)
    ]


def scale_of(film: Shown) -> Document:
    """On which scale the feelings are rated, and what one point of nought to eight is on it."""
    ends = ends_of_feelings(film)
    return {
        "scale": list(ends) if ends else None,
        "hit_point": point(*ends) if ends else None,
    }


def ends_of_feelings(film: Shown) -> Ends | None:
    """The one scale of the feelings that are compared; None without any, or where they differ."""
    found = {film.showing.feelings[name].ends for name in film.showing.declared}
    return found.pop() if len(found) == 1 else None


def exposure(film: Shown) -> Document:
    """How many saw as much of a film as the protocol asks for, of all to whom it was shown: without evidence nobody."""
    shares = np.array(film.coverage)
    known = ~np.isnan(shares)
    enough = Hits(len(film), int((shares[known] >= np.array(film.wanted)[known]).sum()))
    return {
        "shown": len(film),
        "evidence": int(known.sum()),
        "wanted": max(film.wanted, default=film.showing.step.watched),
        "enough": enough.hits,
        "rate": enough.rate,
        "ci95": as_list(enough.ci95),
        "coverage": numbers(describe(shares[known])),
        **reason("" if len(film) else "Nobody has been shown this film yet."),
    }


def measures(film: Shown, target: str, who: Mask) -> Document:
    """Intensity, hits, discreteness, valence and arousal of some of a film's people."""
    why, by_person = why_not(film, target), hits_by_person(film, target)
    neutral = NO_TARGET if target == NEUTRAL else ""
    others = film.table([name for name in film.showing.declared if name != target])
    felt = film.column(target)
    return {
        "intensity": figure(felt[who], neutral or why),
        "hits": hits_part(count_hits(by_person[who]), why),
        "discreteness": figure(discreteness(felt, others)[who], neutral or why),
        **{
            name: figure(film.column(name)[who], "" if asked else NO_RATING)
            for name, asked in ((VALENCE, film.showing.valence), (AROUSAL, film.showing.arousal))
        },
    }


def hits_by_person(film: Shown, target: str) -> Floats:
    """Who is a hit: 1, 0, or NaN where that isn't known."""
    ends = ends_of_feelings(film)
    if ends is None or why_not(film, target):
        return np.full(len(film), np.nan)
    if target == NEUTRAL:
        return calm_hits(film.table(film.showing.declared), *ends)
    return hits(film.column(target), film.table([name for name in film.showing.declared if name != target]), *ends)


def why_not(film: Shown, target: str) -> str:
    """Why a film's target can't be measured; empty where it can."""
    if not film.showing.declared:
        return NOT_RATED
    if not target:
        return NO_TARGET_SAID
    if target not in (NEUTRAL, *film.showing.declared):
        return NOT_NAMED.format(target)
    return "" if ends_of_feelings(film) else OTHER_SCALES


def figure(values: Floats, why: str) -> Document:
    """A mean with its spread, interval and n; none of it where there is a reason against it."""
    found = describe(values[~np.isnan(values)]) if not why else Summary(0)
    return {**numbers(found), **reason(why or found.reason)}


def numbers(found: Summary) -> Document:
    """A summary as the document has it."""
    return {
        "n": found.n,
        "mean": found.mean,
        "sd": found.sd,
        "ci95": as_list(found.ci95),
        "median": found.median,
    }


def as_list(ends: tuple[float, float] | None) -> list[float] | None:
    """An interval as JSON has it."""
    return list(ends) if ends is not None else None


def hits_part(found: Hits, why: str) -> Document:
    """A hit rate as the document has it."""
    parts = {"n": found.n, "hits": found.hits, "rate": found.rate, "ci95": as_list(found.ci95)}
    return {**parts, **reason(why or found.reason)}


def feeling_part(film: Shown, name: str, target: str) -> Document:
    """One rating, whether the check names it or not."""
    asked = film.showing.feelings[name]
    return {
        "id": name,
        "label": in_first_language(film.definition, asked.item.text),
        "target": name == target,
        "declared": name in film.showing.declared,
        **figure(film.column(name), ""),
    }


def norms_of(film: Shown) -> Mapping[str, Norm]:
    """A film's norms; several films that play as one have none."""
    return film.films[0].norms if len(film.films) == 1 else {}


def norm_part(film: Shown, name: str, norm: Norm) -> Document:
    """A norm beside what was found, on the study's scale."""
    asked = dict(film.showing.asked).get(name)
    given = {"mean": norm.mean, "sd": norm.sd, "n": norm.n, "scale": list(norm.scale) if norm.scale else None}
    ends = asked.ends if asked is not None else None
    empty = dict.fromkeys(("rescaled", "difference", "difference_ci95", "d", "d_ci95"))
    head = {"feeling": name, "citation": norm.citation, **given}
    if asked is None or ends is None:
        return {**head, **empty, **reason(NO_RATING)}
    if norm.scale is None and not ends[0] <= norm.mean <= ends[1]:
        return {**head, **empty, **reason(OFF_SCALE)}
    mean, sd = rescaled(norm.mean, norm.sd, norm.scale or ends, ends)
    values = film.column(name)
    found = against_norm(describe(values[~np.isnan(values)]), mean, sd, norm.n)
    return {
        **head,
        "rescaled": {"mean": mean, "sd": sd} if norm.scale not in (None, ends) else None,
        "difference": found.difference,
        "difference_ci95": as_list(found.difference_ci95),
        "d": found.d,
        "d_ci95": as_list(found.d_ci95),
        **reason(found.reason, "" if norm.scale else NO_SCALE),
    }


def breakdowns(film: Shown, target: str) -> Iterator[Document]:
    """The measures by sex, by familiarity, and by whether people saw enough: observed, never randomised."""
    sex, seen = sex_asked(film.definition), film.showing.familiarity
    if sex is not None:
        when = "before the films" if asked_before_films(film.definition, sex) else "after a film"
        yield breakdown(film, target, SEX, "Sex", when, labels_of(film, sex), film.levels[SEX])
    if seen is not None:
        labels = labels_of(film, seen)
        yield breakdown(film, target, FAMILIARITY, "Seen before", "after the film", labels, film.levels[FAMILIARITY])
    pairs = zip(film.coverage, film.wanted, strict=True)
    levels = [UNKNOWN if np.isnan(share) else ENOUGH if share >= wanted else TOO_LITTLE for share, wanted in pairs]
    yield breakdown(film, target, EXPOSURE, "Exposure", "while it played", EXPOSED, levels)


def labels_of(film: Shown, asked: Asked) -> Mapping[str, str]:
    """The answers of a choice with their words."""
    options = asked.item.options if isinstance(asked.item, Choice) else ()
    return {str(option.value): in_first_language(film.definition, option.label) for option in options}


def breakdown(
    film: Shown, target: str, kind: str, label: str, when: str, labels: Mapping[str, str], levels: list[str]
) -> Document:
    """The measures at each level; people of whom it isn't known are at none."""
    found = np.array(levels, dtype=object)
    parts = [
        {"id": level, "label": said, "n": int((found == level).sum()), **measures(film, target, found == level)}
        for level, said in labels.items()
    ]
    unknown = len(levels) - sum(part["n"] for part in parts)
    return {"id": kind, "label": label, "measured": when, "observed": True, "unknown": unknown, "levels": parts}
