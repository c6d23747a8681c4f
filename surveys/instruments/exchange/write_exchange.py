"""An instrument's document written for another program."""

from collections.abc import Mapping, Sequence

from surveys.instruments.document import ID, read_document
from surveys.instruments.exchange.read_own import parsed
from surveys.instruments.exchange.report import ExchangeError, Exported
from surveys.instruments.exchange.words import languages_in
from surveys.instruments.exchange.write_redcap import write_redcap
from surveys.instruments.exchange.write_reproschema import write_reproschema
from surveys.instruments.skeleton import is_skeleton

FORMATS = ("reproschema", "redcap", "yaml")
WRITERS = {"reproschema": write_reproschema, "redcap": write_redcap}


def write_exchange(text: str, to: str, languages: Sequence[str] = ()) -> Exported:
    """The files of an instrument's YAML text in a format, and what they can't say.

    DefinitionError where the text has faults, ExchangeError where it has none of the languages.
    """
    if to == "yaml" and (name := open_skeleton(text)):
        return Exported({f"{name}.yaml": text}, ())
    document, instrument = parsed(text)
    found = languages_in(document)[0]
    if to == "yaml":
        return Exported({f"{instrument.id}.yaml": text}, ())
    if found and (missing := [language for language in languages if language not in found]):
        raise ExchangeError(f"There are no texts in “{missing[0]}”. There are: {', '.join(found)}.")
    return WRITERS[to](instrument, list(languages) or found or ["en"])


def open_skeleton(text: str) -> str:
    """The id of a skeleton that nobody has filled in yet: its file goes out as it stands, to be filled in."""
    root = read_document(text, "instrument.yaml", [])
    if root.faults or not isinstance(root.value, Mapping) or not is_skeleton(root):
        return ""
    name = root.child("instrument").text()
    return name if ID.fullmatch(name) else ""
