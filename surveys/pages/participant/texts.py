"""Researchers' texts as HTML: Markdown through a sanitiser, names piped by slots, never an engine."""

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from surveys.instruments.piping import piped
from surveys.pages.participant.slots import slot

MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "code", "pre", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
PIPE = "pipe:"


def prose(text: str) -> SafeString:
    """A Markdown text as safe HTML; headings begin at the second level, because the page has the first."""
    return rendered(piped(text, lambda name: slot(PIPE + name)))


def rendered(text: str) -> SafeString:
    """Markdown as safe HTML, braces as they stand."""
    html = MARKDOWN.render(text).replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    clean = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https", "mailto", "tel"}, url_relative="deny"
    )
    return mark_safe(clean)  # noqa: S308 - cleaned in the line above


def line(text: str) -> SafeString:
    """A short text as safe HTML, without any markup of its own."""
    return mark_safe(piped(str(escape(text)), lambda name: slot(PIPE + name)))  # noqa: S308 - escaped before


def first_heading(text: str) -> tuple[str, str]:
    """A Markdown text's first heading and the rest; no heading when it doesn't begin with one."""
    head, _, rest = text.lstrip().partition("\n")
    if head.startswith("# "):
        return head[2:].strip(), rest
    return "", text
