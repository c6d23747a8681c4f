"""Typed reading of the environment for settings.py: a wrong value stops the start with a sentence."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

BUCKET = re.compile(r"[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
FOLDER = re.compile(r"/([A-Za-z0-9_-]+/)+")


class Environment:
    """The environment's variables, read by type."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables

    def text(self, name: str, default: str | None, *, least: int = 0) -> str:
        """The variable's text; without a default it must be set, and to at least `least` characters."""
        value = self.variables.get(name, default)
        if value is None:
            raise ImproperlyConfigured(f"{name} is not set: docs/settings.md says what it must be.")
        if name in self.variables and len(value) < least:
            raise ImproperlyConfigured(f"{name} is too short: write at least {least} characters.")
        return value

    def words(self, name: str, default: list[str] | None) -> list[str]:
        """The variable's words, which are separated by commas."""
        value = self.variables.get(name)
        if value is None and default is not None:
            return default
        found = [word.strip() for word in self.text(name, None).split(",") if word.strip()]
        if not found:
            raise ImproperlyConfigured(f"{name} is empty: write one or more values, separated by commas.")
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        """The variable as yes or no."""
        value = self.variables.get(name, "yes" if default else "no")
        if value not in ("yes", "no"):
            raise ImproperlyConfigured(f"{name}={value!r}: write yes or no.")
        return value == "yes"

    def number(self, name: str, *, default: int, least: int, most: int) -> int:
        """The variable as a whole number between `least` and `most`."""
        value = self.variables.get(name, str(default))
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ImproperlyConfigured(f"{name}={value!r}: write a whole number from {least} to {most}.")
        return int(value)

    def database(self, name: str, default: str) -> dict[str, Any]:
        """Django's database settings from postgresql://user:password@host:port/name or postgresql:///name?host=/folder."""
        value = self.variables.get(name) or default
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
            raise ImproperlyConfigured(
                f"{name}: write postgresql://user:password@host:5432/name. Lacrima runs on PostgreSQL."
            )
        asked = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        unknown = sorted(set(asked) - {"host", "user"})
        if unknown:
            raise ImproperlyConfigured(f"{name}: “{unknown[0]}” can't be set there; only host and user can.")
        return {
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or asked.get("user", "")),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or asked.get("host", ""),
            "PORT": str(port or ""),
        }

    def site(self, name: str, https: bool, hosts: list[str]) -> str:
        """The address under which participants reach this installation; made of the first host where it isn't set."""
        host = next((each.lstrip(".") for each in hosts if each != "*"), "localhost")
        value = self.variables.get(name, f"{'https' if https else 'http'}://{host}").rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
            raise ImproperlyConfigured(f"{name}: write an address without a path, such as https://studies.example.org.")
        return value

    def email(self, name: str, default: str) -> dict[str, Any]:
        """The mail server of smtp://user:password@host:587 (STARTTLS) or smtps://…:465; nothing for “outbox:”."""
        value = self.variables.get(name, default)
        if value == "outbox:":
            return {}
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.query not in ("", "tls=no"):
            raise ImproperlyConfigured(
                f"{name}: write outbox:, smtp://user:password@host:587 or smtps://user:password@host:465."
            )
        encrypted = parts.scheme == "smtps"
        return {
            "host": parts.hostname,
            "port": port or (465 if encrypted else 587),
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "ssl": encrypted,
            # smtp://host:25?tls=no is for a mail server on the same machine.
            "starttls": not encrypted and parts.query != "tls=no",
        }

    def bucket(self, name: str) -> str:
        """The name of an S3 bucket; empty when it isn't set."""
        value = self.variables.get(name, "")
        if value and not BUCKET.fullmatch(value):
            raise ImproperlyConfigured(f"{name}={value!r}: write 3 to 63 lower-case letters, digits and hyphens.")
        return value

    def origin(self, name: str) -> str:
        """An origin such as https://s3.example.org, as a content security policy names it; empty when it isn't set."""
        value = self.variables.get(name, "")
        if value and not ORIGIN.fullmatch(value):
            raise ImproperlyConfigured(f"{name}={value!r}: write https://s3.example.org, without anything after it.")
        return value

    def folder_of_address(self, name: str) -> str:
        """The beginning of an address, such as /protected-films/; empty when it isn't set."""
        value = self.variables.get(name, "")
        if value and not FOLDER.fullmatch(value):
            raise ImproperlyConfigured(f"{name}={value!r}: write /protected-films/, with a / at both ends.")
        return value

    def at_most_one(self, *names: str) -> None:
        """Refuse settings that contradict each other."""
        if sum(bool(self.variables.get(name)) for name in names) > 1:
            raise ImproperlyConfigured(f"{' and '.join(names)} can't be set together: choose one.")
