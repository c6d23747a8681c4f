"""People who take the benchmark's study while things die, and keep a journal of what was acknowledged."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')
RADIO = re.compile(r'type="radio" name="(\w+)"')
PATIENCE_SECONDS = 30
CONSENT, QUESTIONS = "consent::0", "feelings.before::0"


class GaveUpError(Exception):
    """No answer for too long."""


@dataclass
class Journal:
    """What was acknowledged: token hash -> the answers of the first page of questions."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: dict[bytes, list[int]] = field(default_factory=dict)
    troubles: int = 0

    def note(self, link: str, answers: list[int]) -> None:
        """An answer that the server has acknowledged."""
        with self.lock:
            self.acknowledged[sha256(link.split("/")[2].encode()).digest()] = answers


class Walker(threading.Thread):
    """One phone after the other, on one connection at a time."""

    def __init__(self, url: str, journal: Journal, number: int, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.address, self.journal, self.number, self.stopping = urlsplit(url), journal, number, stop
        self.faults: list[str] = []

    def run(self) -> None:
        """Walk until told to stop."""
        count = 0
        while not self.stopping.is_set():
            count += 1
            try:
                self.walk(self.number * 100_003 + count)
            except GaveUpError as fault:
                self.faults.append(str(fault))

    def walk(self, seed: int) -> None:
        """Start, consent, send twenty answers, and note them once they are acknowledged."""
        status, headers, _ = self.ask("POST", "/s/bench/")
        if status != 303:
            return
        link = headers["location"]
        self.send(link, CONSENT, take_part="yes")
        page = self.page(link)
        names = list(dict.fromkeys(RADIO.findall(page)))
        values = {name: (seed * 7 + place) % 5 + 1 for place, name in enumerate(names)}
        if len(values) == 20 and self.send(link, QUESTIONS, **{name: str(value) for name, value in values.items()}):
            self.journal.note(link, list(values.values()))

    def page(self, link: str) -> str:
        """The page that is due."""
        for status, _, body in self.tries("GET", link):
            if status == 200:
                return body
        raise GaveUpError(link)

    def send(self, link: str, step: str, **fields: str) -> bool:
        """Send the page that is due, again and again until it is acknowledged."""
        hidden = dict(HIDDEN.findall(self.page(link)))
        if hidden.get("step") != step:
            return False
        for status, _, _ in self.tries("POST", link, urlencode({**hidden, **fields})):
            if status == 303:
                return True
            if status < 500:
                return False
        raise GaveUpError(link)

    def tries(self, method: str, path: str, body: str = "") -> Iterator[tuple[int, dict[str, str], str]]:
        """Answers to the same request, sent again for as long as one is patient."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            answer = self.ask(method, path, body)
            if answer[0] >= 500:
                self.journal.troubles += 1
                self.stopping.wait(0.05)
            yield answer

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, dict[str, str], str]:
        """One request on a fresh connection; 599 when there was no answer."""
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=10)
        try:
            connection.request(method, path, body or None, {"Content-Type": "application/x-www-form-urlencoded"})
            response = connection.getresponse()
            text = response.read().decode()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, text
        except (OSError, http.client.HTTPException):
            return 599, {}, ""
        finally:
            connection.close()
