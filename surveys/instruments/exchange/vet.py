"""What a person should look at before an imported instrument is used."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.exchange.report import Report
from surveys.instruments.exchange.words import each_text, languages_in

LONGEST_COLUMN = 32
# Where it was published: a year, a DOI or an address.
CITED = re.compile(r"\b(1[89]|20)\d\d\b|\b10\.\d{4,9}/|https?://|own wording", re.IGNORECASE)


def vet(document: Mapping[str, Any], languages: Sequence[str], report: Report) -> None:
    """Note missing texts, citation and licence, and names that make columns too long."""
    vet_languages(document, languages, report)
    vet_source(document, report)
    name = str(document.get("instrument", ""))
    for each in (*document.get("items", ()), *({"id": score} for score in document.get("scores", {}))):
        column = f"{name}_{each['id']}"
        if len(column) > LONGEST_COLUMN:
            sentence = f"is longer than {LONGEST_COLUMN} characters; shorten the instrument's or the item's id"
            report.note(column, f"The column's name {sentence}.")


def vet_languages(document: Mapping[str, Any], languages: Sequence[str], report: Report) -> None:
    """Note for each language how many texts are missing in it."""
    maps = [holder[key] for holder, key in each_text(document) if isinstance(holder[key], Mapping)]
    for language in languages or languages_in(document)[0]:
        missing = [texts for texts in maps if language not in texts]
        if missing and len(missing) == len(maps):
            report.note(language, "There is no text in this language.")
        elif missing:
            example = next(iter(missing[0].values()), "")[:50]
            report.note(language, f"{len(missing)} of {len(maps)} texts are missing, the first is “{example}”.")


def vet_source(document: Mapping[str, Any], report: Report) -> None:
    """Note a citation or licence that is missing or says nothing."""
    citation = str(document.get("citation") or "")
    if not citation.strip():
        report.note(
            "citation", "There is no citation. Add who made the questionnaire, when and where it was published."
        )
    elif not CITED.search(citation):
        report.note("citation", "The citation names no year, DOI or address. Check that it leads to the publication.")
    if not str(document.get("licence") or "").strip():
        report.note("licence", "There is no licence. Find out whether you may use the texts, and write it down.")
