"""The first columns: a pseudonym, version, condition, language, consent, and how the journey ended."""

from collections.abc import Iterator

from surveys.exports.codebook import CodebookEntry
from surveys.exports.fit import Fit
from surveys.exports.literal import literal
from surveys.exports.names_sql import level_sql
from surveys.exports.pages import Published

SECONDS = "seconds"


def person_columns(version: Published, fit: Fit) -> Iterator[tuple[CodebookEntry, str]]:
    """The columns that tell of a person, with the SQL of their texts; empty (null) where there is nothing."""
    definition = version.definition
    language = definition.languages[0]
    arms = {arm.id: arm.label.get(language, "") for arm in definition.conditions}

    def entry(name: str, label: str, kind: str, privacy: str, **more: object) -> CodebookEntry:
        return CodebookEntry(fit.name(name), label, kind, "", "", privacy, **more)  # type: ignore[arg-type]

    stable = "Pseudonym: random, the same in every export of this study until the person can no longer withdraw"
    yield entry("participant", stable, "text", "technical"), "pseudonym"
    yield (
        entry("version", "Version of the study on which the person started", "integer", "technical"),
        str(version.number),
    )
    origins = {"real": "real people", "simulated": "simulated people", "test": "test persons"}
    yield entry("origin", "Where the data come from; never mixed", "category", "technical", values=origins), "origin"
    yield (
        entry("condition", "Condition; empty before allocation", "category", "answer", values=arms),
        ("NULLIF(condition, '')"),
    )
    languages = {each: each for each in definition.languages}
    yield entry("language", "Language in which the person took part", "category", "quasi", values=languages), "language"
    for factor, levels in definition.factors.items():
        label = f"Factor “{factor}”; empty before allocation"
        values = {level: level.replace("_", " ") for level in levels}
        yield entry(f"factor_{factor}", label, "category", "answer", values=values), level_sql(version, factor)
    for column, label in [
        ("consented", "Consented, after the start"),
        ("completed", "Reached the end, after the start; empty for whoever didn't"),
        ("stopped", "Stopped, after the start; empty for whoever didn't"),
    ]:
        yield entry(f"{column}_s", label, "number", "quasi", unit=SECONDS), in_seconds(column)
    yes = {0: "not agreed", 1: "agreed"}
    for clause in definition.consent.clauses:
        agreed = f"COALESCE(jsonb_exists(clauses, {literal(clause.id)}), false)::int::text"
        label = f"Consent: {clause.text.get(language, '')}"
        yield entry(f"consent_{clause.id}", label, "flag", "answer", values=yes), agreed


def in_seconds(value: str) -> str:
    """Seconds as a text, to a tenth."""
    return f"(round(({value}) * 10) / 10 + 0)::text"
