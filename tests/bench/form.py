"""What a browser would read from a page: its form, with hidden fields and groups of radio buttons or tick boxes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

TAG = re.compile(r"<(form|input|button)\b([^>]*)>", re.IGNORECASE)
FORM_END = re.compile(r"</form\s*>", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""([\w:\-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
UNSEEN = re.compile(r"<!--.*?-->|<script\b.*?</script>", re.DOTALL | re.IGNORECASE)


@dataclass
class Form:
    """A post form: where it goes, what it carries unseen, and what it asks (name -> the values on offer, in order)."""

    action: str
    kept: list[tuple[str, str]] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag's inside, unescaped; the first of equal names counts."""
    found: dict[str, str] = {}
    for name, value in ATTRIBUTE.findall(tag):
        found.setdefault(name.lower(), html.unescape(value.strip("\"'")))
    return found


def form_of(text: str) -> Form | None:
    """The page's first form that is sent by POST, or None. Named buttons are left out, as “I don't agree”."""
    text = UNSEEN.sub("", text)
    for opening in TAG.finditer(text):
        inside = attributes(opening[2])
        if opening[1].lower() == "form" and inside.get("method", "get").lower() == "post":
            end = FORM_END.search(text, opening.end())
            return _filled(Form(inside.get("action", "")), text[opening.end() : end.start() if end else len(text)])
    return None


def _filled(form: Form, text: str) -> Form:
    for tag in TAG.finditer(text):
        inside = attributes(tag[2])
        name, kind = inside.get("name"), inside.get("type", "text").lower()
        if tag[1].lower() != "input" or not name or kind in {"submit", "button"} or "disabled" in inside:
            continue
        if kind in {"radio", "checkbox"}:
            form.groups.setdefault(name, []).append(inside.get("value", "on"))
        else:
            form.kept.append((name, inside.get("value", "")))
    return form


class FormReader:
    """Reads a walk's forms fast: the groups of the n-th page are those of its first sight, hidden values are fresh.

    The driver shares its two cores with the server, so each page is parsed in full only once.
    """

    def __init__(self) -> None:
        self._seen: dict[int, tuple[Form, re.Pattern[str]]] = {}

    def read(self, number: int, text: str) -> Form:
        """The form of the walk's page `number`; a page that lacks it, or one of its hidden fields, is an error."""
        if number not in self._seen:
            form = form_of(text)
            if form is None:
                raise LookupError(f"page {number} has no form to send: {text[:300]!r}")
            names = "|".join(re.escape(html.escape(name)) for name, _ in form.kept) or "(?!)"
            self._seen[number] = form, re.compile(rf"""<input\b[^>]*?\bname=["'](?:{names})["'][^>]*>""")
            return form
        form, hidden = self._seen[number]
        opening = next((t for t in TAG.finditer(text) if attributes(t[2]).get("method", "").lower() == "post"), None)
        if opening is None:
            raise LookupError(f"page {number} has no form to send: {text[:300]!r}")
        found = [attributes(tag[0][6:]) for tag in hidden.finditer(text)]
        if len(found) != len(form.kept):
            raise LookupError(f"page {number} lost a hidden field: {text[:300]!r}")
        kept = [(tag["name"], tag.get("value", "")) for tag in found]
        return Form(attributes(opening[2]).get("action", ""), kept, form.groups)
