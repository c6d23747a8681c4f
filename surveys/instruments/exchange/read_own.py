"""Instruments as we write them ourselves: taken as they stand, comments and all, when they have no fault."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instruments.document import DefinitionError, Fault, plain, read_document
from surveys.instruments.exchange.finish import MAX_TEXT
from surveys.instruments.exchange.pretty import as_yaml
from surveys.instruments.exchange.read_csv import read_text
from surveys.instruments.exchange.report import ExchangeError, Imported, Report
from surveys.instruments.exchange.vet import vet
from surveys.instruments.exchange.words import languages_in
from surveys.instruments.instrument import Instrument, read_instrument
from surveys.instruments.skeleton import filled, is_skeleton, textless


def read_own(data: bytes, languages: Sequence[str] = ()) -> list[Imported]:
    """The instrument of a YAML file; with no text, and every fault as a remark, where it has faults."""
    text = read_text(data).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MAX_TEXT:
        raise ExchangeError(f"The file is too long; {MAX_TEXT:,} characters are the most.")
    report = Report()
    try:
        document, instrument = parsed(text)
    except DefinitionError as error:
        for fault in error.faults:
            report.note(f"line {fault.line}" if fault.line else "", fault.sentence)
        found = nearly_filled(text)
        if found is None:
            return [Imported("", "", report.remarks)]
        document, instrument = found
    vet(document, languages, report)
    complete = tuple(languages_in(document)[1])
    return [Imported(instrument.id, text, report.remarks, complete, len(instrument.answerable), len(instrument.scores))]


def nearly_filled(text: str) -> tuple[Mapping[str, Any], Instrument] | None:
    """A skeleton that has all its texts, and lacks a licence or a confirmation still: a draft may hold it."""
    root = read_document(text, "instrument.yaml", [])
    if root.faults or not isinstance(root.value, Mapping) or not is_skeleton(root) or any(textless(root)):
        return None
    try:
        return parsed(as_yaml(filled(root).value))
    except DefinitionError:
        return None


def parsed(text: str) -> tuple[Mapping[str, Any], Instrument]:
    """The plain document of a YAML text and its instrument; DefinitionError with every fault."""
    root = read_document(text, "instrument.yaml", [])
    if not root.faults and not isinstance(root.value, Mapping):
        root.faults.append(Fault("instrument.yaml", 0, "This is no instrument: it has no keys and values."))
    if not root.faults:
        # Which texts are missing is said by vet; only what is there can be wrong here.
        read_instrument(root, [])
    if root.faults:
        raise DefinitionError(root.faults)
    document = plain(root.value)
    instrument = read_instrument(root, languages_in(document)[0] or ["en"])
    if not instrument.answerable:
        raise DefinitionError([Fault("instrument.yaml", 0, "An instrument needs an item that takes an answer.")])
    return document, instrument
