"""An instrument's document written for another program."""

from collections.abc import Sequence

from surveys.instruments.exchange.read_own import parsed
from surveys.instruments.exchange.report import ExchangeError, Exported
from surveys.instruments.exchange.words import languages_in
from surveys.instruments.exchange.write_redcap import write_redcap
from surveys.instruments.exchange.write_reproschema import write_reproschema

FORMATS = ("reproschema", "redcap", "yaml")
WRITERS = {"reproschema": write_reproschema, "redcap": write_redcap}


def write_exchange(text: str, to: str, languages: Sequence[str] = ()) -> Exported:
    """The files of an instrument's YAML text in a format, and what they can't say.

    DefinitionError where the text has faults, ExchangeError where it has none of the languages.
    """
    document, instrument = parsed(text)
    found = languages_in(document)[0]
    if to == "yaml":
        return Exported({f"{instrument.id}.yaml": text}, ())
    if found and (missing := [language for language in languages if language not in found]):
        raise ExchangeError(f"There are no texts in “{missing[0]}”. There are: {', '.join(found)}.")
    return WRITERS[to](instrument, list(languages) or found or ["en"])
