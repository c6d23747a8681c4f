"""The validation report: what each film of a study does to people. Undefined is null with a reason."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from surveys.findings.blinding import OPEN, Blinding, blinding, handed_out
from surveys.findings.film_parts import film_part
from surveys.findings.film_plan import depends_on_condition
from surveys.findings.film_rows import Everybody, film_rows
from surveys.findings.findings import REAL, NotPublishedError, one_state, versions_of
from surveys.findings.report import reason
from surveys.findings.statistics.validation import success
from surveys.findings.tally import Whose
from surveys.protocols.definition import Definition
from surveys.protocols.freeze import definition_of
from surveys.protocols.models import Study

Document = dict[str, Any]


def film_report(study: Study, *, now: datetime, origin: str = REAL, version: int | None = None) -> Document:
    """The report as anybody gets it: of real people no more than the study's blinding lets through."""
    with one_state():
        versions = {number: pk for pk, number in versions_of(study)}
        if not versions:
            raise NotPublishedError(f"“{study.slug}” has no published version yet, so there is nothing to report.")
        if version is not None and version not in versions:
            raise NotPublishedError(f"“{study.slug}” has no version {version}; the newest is {max(versions)}.")
        numbers = sorted(versions) if version is None else [version]
        definition = definition_of(versions[numbers[-1]])
        shown = blinding(study, now=now) if origin == REAL else OPEN
        whose = Whose(study.pk, origin, None if version is None else versions[version])
        everybody = film_rows(whose, definition)
        telling = any(depends_on_condition(definition_of(versions[number])) for number in numbers)
    return let_through(laid_out(study, definition, everybody, numbers, now), shown, telling=telling)


def let_through(document: Document, shown: Blinding, *, telling: bool) -> Document:
    """While a study is blinded: no film that tells the condition (`telling`), and nobody in groups."""
    films = document.pop("films")
    kept = [] if telling else [{**film, "by": []} for film in films]
    # What a blinded study hands out of everybody takes the place of the outcomes.
    handed = handed_out({**document, "outcomes": films, "groups": [], "everybody": kept}, shown)
    return {
        **{key: part for key, part in handed.items() if key not in ("outcomes", "groups")},
        "films": handed["outcomes"],
    }


def laid_out(
    study: Study, definition: Definition, everybody: Everybody, numbers: Sequence[int], now: datetime
) -> Document:
    """The whole report; only beside the other films a film has an index of success."""
    films = [film_part(definition, film) for film in everybody.films]
    found = success([film["hits"]["rate"] for film in films], [film["intensity"]["mean"] for film in films])
    for film, each in zip(films, found, strict=True):
        why = film["intensity"].get("reason", "") if film["intensity"]["mean"] is None else each.reason
        index = {"index": each.index, "z_hits": each.z_hits, "z_intensity": each.z_intensity}
        film["success"] = {**index, **reason(why if each.index is None else "")}
    return {
        "study": study.slug,
        "versions": list(numbers),
        "computed_at": now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "n_participants": everybody.people,
        "films": films,
    }
