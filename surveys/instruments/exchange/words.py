"""Texts from elsewhere: language maps, HTML, braces, characters that can't be stored."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from surveys.instruments.document import LANGUAGE
from surveys.instruments.exchange.report import Report, quoted
from surveys.instruments.piping import PIPED

# A text of ours: one for all languages, or one for each.
Text = str | dict[str, str]

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
BREAK = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|script|small|span|strong"
    r"|style|sub|sup|table|tbody|td|th|thead|tr|u|ul)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
BLANKS = re.compile(r"[ \t\u00a0]+")
LINES = re.compile(r"\s*\n\s*\n\s*")


def clean(text: object, place: str, report: Report) -> str:
    """A text without markup, with braces that pipe nothing; what was taken out is noted."""
    plain = str(text).replace("\r\n", "\n").replace("\r", "\n")
    if CONTROL.search(plain):
        report.note(place, "The text holds characters that can't be stored; they were left out.")
        plain = CONTROL.sub("", plain)
    if TAG.search(plain):
        report.note(place, "The text is formatted with HTML; the words were kept, the formatting was left out.")
        plain = TAG.sub("", BREAK.sub("\n", plain))
    if ENTITY.search(plain):
        plain = CONTROL.sub("", unescape(plain))
    plain = LINES.sub("\n\n", BLANKS.sub(" ", plain)).strip()
    return escaped(plain)


def escaped(text: str) -> str:
    """A text whose braces stand for themselves."""
    return text.replace("{", "{{").replace("}", "}}") if PIPED.search(text) else text


def unescaped(text: str, place: str, report: Report) -> str:
    """A text as it is shown; a piped name stays, with a remark."""
    if any(match[1] for match in PIPED.finditer(text)):
        report.note(place, "The text pipes answers by names in braces; elsewhere they stay as they are written.")
    return PIPED.sub(lambda match: match[0] if match[1] else match[0][0], text)


def language_map(value: Any, place: str, report: Report) -> Text:
    """A text of JSON-LD: a string, {"en": …} or [{"@language": "en", "@value": …}]."""
    if isinstance(value, list):
        pairs = [(each.get("@language", ""), each.get("@value")) for each in value if isinstance(each, Mapping)]
        if len(pairs) < len(value):
            report.note(place, "Only texts with their languages can stand in this list; the others were left out.")
        return by_language(pairs, place, report)
    if isinstance(value, Mapping):
        if "@value" in value:
            return by_language([(value.get("@language", ""), value["@value"])], place, report)
        return by_language(list(value.items()), place, report)
    return "" if value is None else clean(value, place, report)


def by_language(pairs: Sequence[tuple[Any, Any]], place: str, report: Report) -> Text:
    """The texts by language code; a remark for what is no language or no text."""
    found: dict[str, str] = {}
    for key, value in pairs:
        code = language_code(str(key))
        if not code:
            report.note(place, f"{quoted(key)} is no language code; its text was left out.")
        elif not isinstance(value, str | int | float) or isinstance(value, bool):
            report.note(place, f"The value in {quoted(code)} is no text; it was left out.")
        elif text := clean(value, place, report):
            found[code] = text
    return found or ""


def language_code(text: str) -> str:
    """A language code as we write it, "" for none."""
    first, *rest = text.strip().replace("_", "-").split("-")
    code = "-".join([first.lower(), *rest])
    return code if LANGUAGE.fullmatch(code) else ""


def each_text(document: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Where every text of an instrument's document stands: what holds it, and its key there."""
    for key in ("title", "instruction"):
        if key in document:
            yield document, key
    for part in (*document.get("items", ()), *document.get("responses", {}).values()):
        yield from texts_of_item(part)
    for score in document.get("scores", {}).values():
        yield from ((cutoff, "label") for cutoff in score.get("cutoffs", ()))


def texts_of_item(part: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Where the texts of an item or of a shared response stand."""
    yield from ((part, key) for key in ("text", "help", "unit") if key in part)
    yield from ((option, "label") for option in part.get("options", ()))
    for key in ("labels", "ends", "x", "y"):
        held = part.get(key, ())
        yield from ((held, inner) for inner in (held if isinstance(held, Mapping) else range(len(held))))


def languages_in(document: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The languages of a document's texts, and those of them in which none is missing."""
    maps = [holder[key] for holder, key in each_text(document) if isinstance(holder[key], Mapping)]
    found = list(dict.fromkeys(str(code) for texts in maps for code in texts))
    return found, [code for code in found if all(code in texts for texts in maps)]
