"""The library of instruments: what there is, what is in each, and its file to take into a study's folder."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.instruments.describe import kind_of, rule_of
from surveys.instruments.document import ID, Words
from surveys.instruments.items import Choice, Grid, Item, Scale, Slider, Statement
from surveys.instruments.shipped import LANGUAGE, LIBRARY, Shipped, read_shipped, shipped

PLACE = {"place": "instruments"}


@dataclass(frozen=True)
class ItemLine:
    """An item in words; `values` are its answers with their labels."""

    id: str
    text: str
    kind: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ScoreLine:
    """A score's rule in words, with its cut-offs."""

    id: str
    rule: str
    cutoffs: tuple[tuple[str, str], ...]


@require_safe
@login_required
@never_cache
def instruments(request: HttpRequest) -> HttpResponse:
    """The list: our own, then the skeletons of published ones."""
    library = list(shipped())
    shown = {
        "own": [each for each in library if not each.skeleton],
        "skeletons": [each for each in library if each.skeleton],
        "page_title": "Instruments",
        **PLACE,
    }
    return render(request, "researcher/instruments.html", shown)


@require_safe
@login_required
@never_cache
def instrument(request: HttpRequest, name: str) -> HttpResponse:
    """One of them."""
    found = find(name)
    lines, scores = list(item_lines(found)), list(score_lines(found))
    shown = {"shipped": found, "items": lines, "scores": scores, "page_title": said(found.instrument.title), **PLACE}
    return render(request, "researcher/instrument.html", shown)


@require_safe
@login_required
@never_cache
def instrument_file(request: HttpRequest, name: str) -> HttpResponse:
    """Its file, to be put into a study's folder."""
    found = find(name)
    answer = HttpResponse(found.text, content_type="application/yaml; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}.yaml"'
    return answer


def find(name: str) -> Shipped:
    """The instrument of this name; not found otherwise."""
    path = LIBRARY / f"{name}.yaml"
    # A name that is no id could lead out of the library.
    if not ID.fullmatch(name) or not path.is_file():
        raise Http404("There is no such instrument.")
    return read_shipped(path)


def item_lines(found: Shipped) -> Iterator[ItemLine]:
    """The items; what a skeleton leaves open is empty."""
    for item in found.instrument.items:
        text = "" if found.skeleton else said(item.text)
        yield ItemLine(item.id, text, "" if isinstance(item, Statement) else kind_of(item), tuple(values_of(item)))


def values_of(item: Item) -> Iterator[tuple[str, str]]:
    """The answers that have words."""
    match item:
        case Choice():
            yield from ((str(option.value), said(option.label)) for option in item.options)
        case Scale():
            yield from ((f"{point}".replace("-", "−"), said(label)) for point, label in item.labels.items())
        case Grid():
            yield from (
                (f"{axis}{at}", said(end))
                for axis, ends in (("x", item.x), ("y", item.y))
                for at, end in zip((1, item.size), ends, strict=True)
            )
        case Slider() if any(item.ends):
            yield from ((f"{at:g}", said(label)) for at, label in zip((item.low, item.high), item.ends, strict=True))


def score_lines(found: Shipped) -> Iterator[ScoreLine]:
    """The scores."""
    for score in found.instrument.scores:
        cutoffs = tuple((f"{each.at:g}", said(each.label)) for each in score.cutoffs)
        yield ScoreLine(score.id, "; ".join(rule_of(score)), cutoffs)


def said(words: Words) -> str:
    """A text in the library's language."""
    return words.get(LANGUAGE, "")
