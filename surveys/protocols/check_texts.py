"""Whether the texts of a study pipe only names that are known before they are shown."""

from collections.abc import Iterable, Iterator, Mapping

from surveys.instruments.document import Words
from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Choice, Grid, Item, Number, Scale, Slider
from surveys.instruments.piping import names_piped
from surveys.protocols.definition import Ask, Definition, Film, Show, Step, Timer, Wait
from surveys.protocols.names import Known


def piping_faults(definition: Definition, step: Step, names: Mapping[str, Known], position: int) -> Iterator[str]:
    """A sentence for each name in braces that is not known before the step whose text pipes it."""
    for name in dict.fromkeys(name for text in texts_of(definition, step) for name in names_piped(text)):
        full = definition.resolved(step, name)
        if definition.key_here(step, name) is None and (full not in names or names[full].position >= position):
            yield f"The text of “{step.base}” pipes {{{name}}}, which is not known by then."


def texts_of(definition: Definition, step: Step) -> Iterator[str]:
    """All that a person may read at a step, in every language."""
    files: list[str] = []
    if isinstance(step, Show):
        settings = [arm.settings.get(step.condition_key, "") for arm in definition.conditions]
        files = settings if step.condition_key else [step.file]
    if isinstance(step, Wait):
        files = [step.filler_text]
    for file in filter(None, files):
        yield from (definition.text(file, language) for language in definition.languages)
    if isinstance(step, Timer):
        yield from step.text.values()
    if isinstance(step, Film):
        settings = [arm.settings.get(step.condition_key, "") for arm in definition.conditions]
        for film in settings if step.condition_key else [step.film, *step.playlist]:
            yield from definition.films[film].title.values() if film in definition.films else ()
        for words in (step.marker, *((step.trace.label, *step.trace.ends) if step.trace else ())):
            yield from words.values()
    instrument = asked_by(definition, step)
    if instrument is not None:
        for words in (
            instrument.title,
            instrument.instruction,
            *(each for item in instrument.items for each in of(item)),
        ):
            yield from words.values()


def asked_by(definition: Definition, step: Step) -> Instrument | None:
    """The instrument whose items a step shows."""
    asked = step.instrument if isinstance(step, Ask) else step.filler_instrument if isinstance(step, Wait) else ""
    return definition.instruments.get(asked)


def of(item: Item) -> Iterable[Words]:
    """All the words of an item."""
    yield from (item.text, item.help)
    if isinstance(item, Choice):
        yield from (option.label for option in item.options)
    if isinstance(item, Scale):
        yield from item.labels.values()
    if isinstance(item, Slider):
        yield from item.ends
    if isinstance(item, Grid):
        yield from (*item.x, *item.y)
    if isinstance(item, Number):
        yield item.unit
