"""What differs in the questions of two versions: items, answers, scores."""

from collections.abc import Iterator, Mapping, Sequence

from surveys.instruments.instrument import Instrument
from surveys.instruments.items import Item, Option
from surveys.instruments.scoring import Score
from surveys.protocols.comparison import Change, Thing, come_and_gone, field_changes, said, seen

# What an item may change without its answers meaning something else.
QUIET = ("help", "required", "decline", "self_harm", "lines", "max_length", "identifying")
QUIET_SCORE = ("better", "cutoffs")
# Of an instrument as a whole: a new instruction or look-back period is another question, a new title is not.
WHOLE = ("version", "title", "citation", "licence", "instruction", "shuffled", "per_page")


def compare_instruments(
    before: Mapping[str, Instrument], after: Mapping[str, Instrument], languages: Sequence[str]
) -> Iterator[Change]:
    """The changes of all instruments that both versions have, and which came and went."""
    yield from come_and_gone("instruments", "questionnaire", before, after)
    for name, new in after.items():
        if name in before:
            yield from instrument_changes(name, before[name], new, languages)


def instrument_changes(name: str, old: Instrument, new: Instrument, languages: Sequence[str]) -> Iterator[Change]:
    """One instrument's changes."""
    skipped = [field for field in vars(new) if field not in WHOLE]
    # Where all stands on one page, its length is that of the list.
    skipped += ["per_page"] if old.page_count == new.page_count == 1 else []
    quiet = [field for field in WHOLE if field != "instruction"]
    yield from field_changes(Thing(name, f"The questionnaire “{name}”", languages, quiet, skipped), old, new)
    items = {item.id: item for item in old.items}, {item.id: item for item in new.items}
    yield from come_and_gone(name, "item", *items, of=f" of {name}")
    for item_id, item in items[1].items():
        if item_id in items[0]:
            yield from item_changes(name, items[0][item_id], item, languages)
    yield from order_change(name, *([each.id for each in one.items] for one in (old, new)))
    scores = {score.id: score for score in old.scores}, {score.id: score for score in new.scores}
    yield from come_and_gone(name, "score", *scores, of=f" of {name}")
    for score_id, score in scores[1].items():
        if score_id in scores[0]:
            yield from score_changes(name, scores[0][score_id], score, languages)


def item_changes(name: str, old: Item, new: Item, languages: Sequence[str]) -> Iterator[Change]:
    """One item's changes."""
    place, called = f"{name}.{new.id}", f"The item “{new.id}” of {name}"
    yield from field_changes(Thing(place, called, languages, QUIET, ("id", "options")), old, new)
    answers = getattr(old, "options", ()), getattr(new, "options", ())
    if type(old) is type(new) and answers[0] != answers[1]:
        yield from option_changes(place, called, *answers, languages)


def option_changes(
    place: str, called: str, old: Sequence[Option], new: Sequence[Option], languages: Sequence[str]
) -> Iterator[Change]:
    """The answers to choose from that came, went, or say something else."""
    before, after = ({option.value: seen(option.label, languages) for option in each} for each in (old, new))
    values = [str(value) for value in before], [str(value) for value in after]
    yield from come_and_gone(place, "answer", *values, of=f" of {called[0].lower()}{called[1:]}", breaks_pooling=True)
    for value, label in after.items():
        if value in before and before[value] != label:
            words = f"{called}: the answer “{value}” is now {said(label)} (was {said(before[value])})."
            yield Change(place, words, True)
    if [each for each in before if each in after] != [each for each in after if each in before]:
        yield Change(place, f"{called} has its answers in another order.", True)


def order_change(name: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """Whether the items that both have stand in another order."""
    if [each for each in old if each in new] != [each for each in new if each in old]:
        yield Change(name, f"The items of {name} stand in another order.")


def score_changes(name: str, old: Score, new: Score, languages: Sequence[str]) -> Iterator[Change]:
    """One score's changes; an item's new ends are told of with the item."""
    called = f"The score “{new.id}” of {name}"
    yield from field_changes(Thing(f"{name}.{new.id}", called, languages, QUIET_SCORE, ("id", "ranges")), old, new)
