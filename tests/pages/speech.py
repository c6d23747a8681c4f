"""What a page says to a person: its texts, and the attributes that are read out or shown."""

import json
from html.parser import HTMLParser

SAID = ("aria-label", "title", "placeholder", "alt", "label")
TECHNICAL = ("data-do", "data-films", "data-poster", "data-seconds", "data-each", "data-duration", "data-timezone")
SILENT = ("script", "style")


class Speech(HTMLParser):
    """The texts of a page in their order; those in a language of their own are left out."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag in SILENT or "hreflang" in found:
            self.silent += 1
        for name, value in found.items():
            if name in SAID:
                self.said.append(value)
            elif name == "data-forms":
                self.said += json.loads(value).values()
            elif name.startswith("data-") and name not in TECHNICAL:
                self.said.append(value)

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag in (*SILENT, "a"):
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(" ".join(data.split()))


def said_by(html: str) -> list[str]:
    """All that a page says."""
    return [text for text in Speech(html).said if text]
