"""As little of a browser as possible: one kept-alive HTTP/1.1 connection, cookies, redirects, a count of requests."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

REDIRECTS = {301, 302, 303, 307, 308}
MOST_REDIRECTS = 8
LARGEST_HEAD = 2**20


@dataclass(frozen=True)
class Answer:
    """What a server sent: status, headers in lower case, cookies as `name=value`, body."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes


@dataclass(frozen=True)
class Page:
    """A page at the end of its redirects; seconds from sending until all of it was here."""

    url: str
    text: str
    seconds: float
    requests: int
    size: int


class Connection:
    """One connection to a server, opened when needed and opened again when the server had closed it while idle."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, target: str, headers: str, body: bytes | None) -> Answer:
        """The server's answer to one request. It is asked again only if an old connection gave none at all."""
        text = f"{method} {target} HTTP/1.1\r\nHost: {self.host}:{self.port}\r\n{headers}"
        if body is not None:
            text += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        fresh = self._streams is None
        try:
            return await self._exchange(text.encode() + b"\r\n" + (body or b""))
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            if fresh:
                raise
            return await self._exchange(text.encode() + b"\r\n" + (body or b""))

    async def _exchange(self, request: bytes) -> Answer:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port, limit=LARGEST_HEAD)
        reader, writer = self._streams
        writer.write(request)
        status, headers, cookies = _head((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(headers.get("content-length", 0)))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, headers, cookies, body)

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


def _head(text: str) -> tuple[int, dict[str, str], list[str]]:
    first, *lines = text.rstrip().split("\r\n")
    pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
    cookies = [value.split(";", 1)[0] for name, value in pairs if name == "set-cookie"]
    return int(first.split(" ", 2)[1]), dict(pairs), cookies


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readline()).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readline()
    await reader.readline()
    return b"".join(parts)


@dataclass
class Browser:
    """One person's browser: cookies of its own over a connection that it was lent."""

    connection: Connection
    cookies: dict[str, str] = field(default_factory=dict)

    async def load(self, method: str, url: str, body: bytes | None = None, referer: str = "") -> Page:
        """The page that a request ends at; anything but 200 at the end is a RuntimeError."""
        began, requests, size = time.perf_counter(), 0, 0
        while requests < MOST_REDIRECTS:
            parts = urlsplit(url)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            answer = await self.connection.ask(method, target, self._headers(referer), body)
            self.cookies.update((name, value) for name, _, value in (c.partition("=") for c in answer.cookies))
            requests, size = requests + 1, size + len(answer.body)
            if answer.status not in REDIRECTS:
                break
            url = urljoin(url, answer.headers["location"])
            if answer.status < 307:
                method, body = "GET", None
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} after {method} {url}: {answer.body[:200]!r}")
        return Page(url, answer.body.decode("utf-8", "replace"), time.perf_counter() - began, requests, size)

    def _headers(self, referer: str) -> str:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return (f"Cookie: {cookies}\r\n" if cookies else "") + (f"Referer: {referer}\r\n" if referer else "")
