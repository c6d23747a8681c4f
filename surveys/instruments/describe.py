"""The tables of docs/instruments.md, made from the instruments' files.

`python -m surveys.instruments.describe` rewrites them, each between two marks of its name.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from surveys.instruments.items import Grid, Item, Number, Scale, Slider, Statement
from surveys.instruments.scoring import Score
from surveys.instruments.shipped import LANGUAGE, Shipped, read_shipped, shipped

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "instruments.md"
FLAGSHIP = ROOT / "surveys" / "protocols" / "examples" / "good-cry" / "instruments"
USUAL_SHARE = 0.8
OWN_HEADS = ("instrument", "what it asks", "items, pages", "kinds", "scores", "citation, licence")
SKELETON_HEADS = ("skeleton", "what it is", "items, answers", "scores", "citation", "rights, texts")


def describe(page: str) -> str:
    """The page with its tables as the files have them now."""
    library = list(shipped())
    tables = {
        "library": table(OWN_HEADS, (own_row(each) for each in library if not each.skeleton)),
        "skeletons": table(SKELETON_HEADS, (skeleton_row(each) for each in library if each.skeleton)),
        "flagship": table(OWN_HEADS, (own_row(read_shipped(path)) for path in sorted(FLAGSHIP.glob("*.yaml")))),
    }
    for name, lines in tables.items():
        begin, end = f"<!-- {name}: made from the files -->", f"<!-- {name}: end -->"
        made = f"{begin}\n{lines}\n{end}"
        page = re.sub(re.escape(begin) + ".*?" + re.escape(end), lambda _, made=made: made, page, flags=re.DOTALL)  # type: ignore[misc]
    return page


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '∣') for cell in line)} |" for line in lines)


def own_row(each: Shipped) -> tuple[str, ...]:
    """An instrument of our own in one line."""
    instrument = each.instrument
    return (
        f"`{each.name}` {instrument.version}",
        each.about,
        f"{len(instrument.answerable)}, {instrument.page_count}",
        ", ".join(dict.fromkeys(kind_of(item) for item in instrument.answerable)),
        "<br>".join(score_of(score) for score in instrument.scores) or "none",
        " ".join(filter(None, (instrument.citation, instrument.licence))),
    )


def skeleton_row(each: Shipped) -> tuple[str, ...]:
    """A published scale in one line."""
    instrument = each.instrument
    confirmed = f"<br>To be confirmed: {each.confirm}" if each.confirm else ""
    return (
        f"`{each.name}`",
        each.about,
        f"{len(instrument.answerable)}, {', '.join(dict.fromkeys(kind_of(item) for item in instrument.answerable))}",
        ("<br>".join(score_of(score) for score in instrument.scores) or "none") + confirmed,
        instrument.citation,
        f"{instrument.holder}.<br>{instrument.source}",
    )


def kind_of(item: Item) -> str:
    """An item's kind, with its ends where it has some."""
    match item:
        case Scale() | Slider():
            return f"{item.kind} {item.low:g} to {item.high:g}".replace("-", "−")
        case Grid():
            return f"grid {item.size} × {item.size}"
        case Number() if item.minimum is not None and item.maximum is not None:
            return f"number {item.minimum:g} to {item.maximum:g}".replace("-", "−")
        case Statement():
            return ""
    return item.kind


def score_of(score: Score) -> str:
    """A score's rule in words."""
    cutoffs = ", ".join(f"from {each.at:g} {each.label.get(LANGUAGE, '').lower()}" for each in score.cutoffs)
    return f"`{score.id}`: {'; '.join(filter(None, (*rule_of(score), cutoffs)))}"


def rule_of(score: Score) -> Iterator[str]:
    """The parts of a score's rule in words, but for its cut-offs."""
    items = ", ".join(f"{item} (R)" if item in score.reverse else item for item in score.items)
    scaled = "" if score.multiply == 1 else f", times {score.multiply:g}"
    shifted = "" if not score.add else f", plus {score.add:g}"
    yield f"{score.method} of {items}{scaled}{shifted}"
    if score.answered != USUAL_SHARE:
        yield f"from {score.answered:.0%} answered".replace("%", " %")
    if score.never_prorate:
        yield f"missing without {', '.join(sorted(score.never_prorate))}"
    if score.better:
        yield f"{score.better} is better"


if __name__ == "__main__":
    PAGE.write_text(describe(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
