"""A person with a browser that has no script: gets pages, fills their forms, sends them."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from lacrima.doors import TwoDoorsMixin


class DoorsHandler(TwoDoorsMixin, ClientHandler):
    """Django's test handler, with the doors of production."""


class Form(HTMLParser):
    """The fields of a page's only form: hidden ones with their values, the others by name with their choices."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.offered: dict[str, list[str]] = {}
        self.kept: dict[str, list[str]] = {}
        self.list = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "select":
            self.list = name
        if tag == "option":
            self.offered.setdefault(self.list, []).extend([found["value"]] if found.get("value") else [])
        if tag not in ("input", "textarea") or not name:
            return
        if kind == "hidden":
            self.hidden[name] = found.get("value", "")
            return
        if kind == "email":
            # Nobody has to give an address.
            return
        self.offered.setdefault(name, []).append(found.get("value") or found.get("min", ""))
        if "checked" in found or (kind not in ("radio", "checkbox") and found.get("value")):
            self.kept.setdefault(name, []).append(found.get("value", ""))


class Person:
    """One participant."""

    def __init__(self, study: str, **query: str) -> None:
        self.browser = Client()
        self.browser.handler = DoorsHandler(enforce_csrf_checks=True)
        self.response = self.browser.post(f"/s/{study}/", query)
        assert self.response.status_code == 303, self.response.content
        self.link = self.response.headers["Location"]
        self.look()

    @property
    def token(self) -> str:
        return self.link.split("/")[2]

    @property
    def html(self) -> str:
        return self.response.content.decode()

    @property
    def title(self) -> str:
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.S)
        return found[1].strip() if found else ""

    @property
    def form(self) -> Form:
        return Form(self.html)

    @property
    def step(self) -> str:
        return self.form.hidden.get("step", "")

    def look(self) -> "Person":
        """Get the page that is due."""
        self.response = self.browser.get(self.link)
        return self

    def send(self, fields: dict[str, Any] | None = None, **more: Any) -> "Person":
        """Send the page's form with these fields, and follow to what comes."""
        self.response = self.browser.post(self.link, {**self.form.hidden, **(fields or {}), **more})
        if self.response.status_code == 303:
            self.look()
        return self

    def agree(self, **fields: Any) -> "Person":
        """Tick everything that is needed."""
        return self.send({"minimum_age": "yes", "take_part": "yes", **fields})

    def fill(self, **fields: Any) -> "Person":
        """Send the page with the first answer offered everywhere, but for these fields."""
        offered = self.form.offered
        first = {
            name: values[0] or "1" for name, values in offered.items() if not name.endswith((".declined", ".other"))
        }
        known = {name: value for name, value in fields.items() if name in offered}
        return self.send({**first, **known})

    def until(self, step: str, **fields: Any) -> "Person":
        """Go on until a step is due."""
        for _ in range(40):
            if self.step.startswith(step):
                return self
            self.fill(**fields)
        raise AssertionError(f"{step} never came; the person is at {self.step!r} {self.title!r}")
