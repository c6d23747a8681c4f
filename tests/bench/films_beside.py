"""`python3 -m tests.bench.films_beside`: how long participants wait for pages while others watch films, and without.

A whole Lacrima, which sends the films itself; rounds in turn, without and with slow phones that all stream one film.
Each takes so many bits a second and keeps little, as a phone on a bad network does. The figure is p95 over all requests
for pages, from sending a form until the whole next page is there.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from tests.bench.__main__ import ROOT

EXAMPLE = ROOT / "surveys/protocols/examples/good-cry/films/reunited.mp4"
# The example's film, that many times on end: 52 s and 1.5 MB each.
REPEATED = 20
# What a phone takes at once, and what its kernel keeps beside.
SIP_S, WINDOW_BYTES = 0.1, 32_768
AIM_MS = 100.0


class Phones:
    """A process of its own with slow phones, so that the client of the walk has a processor to itself."""

    def __init__(self, url: str, path: str, options: argparse.Namespace) -> None:
        asked = [url, path, str(options.films), str(options.kbit)]
        self.command = [sys.executable, "-m", "tests.bench.films_beside", "--phones", *asked]
        self.seconds = self.taken = 0.0

    def __enter__(self) -> Phones:
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(self.command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "streaming\n"
        return self

    def __exit__(self, *_: object) -> None:
        said, _ = self.process.communicate("stop\n")
        told = json.loads(said)
        self.seconds, self.taken = told["seconds"], told["bytes"]

    @property
    def mbit(self) -> float:
        """What all phones together got, in Mbit/s."""
        return self.taken * 8 / 1e6 / self.seconds


async def stream(url: str, path: str, films: int, kbit: int) -> None:
    """Let the phones stream until a line comes in; then say what they got."""
    where, loop = urlsplit(url), asyncio.get_running_loop()
    taken, first = [0] * films, [loop.create_future() for _ in range(films)]

    async def phone(number: int) -> None:
        await asyncio.sleep(number * SIP_S / films)
        while True:
            sock = socket.socket()
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
            sock.setblocking(False)
            with sock:
                await loop.sock_connect(sock, (where.hostname, where.port))
                lines = f"GET {path} HTTP/1.1\r\nHost: {where.netloc}\r\nRange: bytes=0-\r\nConnection: close\r\n\r\n"
                await loop.sock_sendall(sock, lines.encode())
                due = time.monotonic()
                while chunk := await loop.sock_recv(sock, int(kbit * 125 * SIP_S)):
                    taken[number] += len(chunk)
                    if not first[number].done():
                        assert chunk.startswith(b"HTTP/1.1 206 "), chunk[:100]
                        first[number].set_result(None)
                    due += len(chunk) / (kbit * 125)
                    await asyncio.sleep(max(0.0, due - time.monotonic()))

    phones = [loop.create_task(phone(number)) for number in range(films)]
    await asyncio.wait([*phones, asyncio.gather(*first)], return_when=asyncio.FIRST_COMPLETED)
    began, before = time.monotonic(), sum(taken)
    print("streaming", flush=True)
    await loop.run_in_executor(None, sys.stdin.readline)
    print(json.dumps({"seconds": time.monotonic() - began, "bytes": sum(taken) - before}))
    sys.stdout.flush()
    for each in phones:
        each.cancel()


def lay_film(home: Path, folder: Path) -> tuple[str, int]:
    """Put a long film into a Lacrima's store; its address and its size."""
    import django
    from django.conf import settings

    key = (home / "secret_key").read_text().strip()
    settings.configure(SECRET_KEY=key, SECRET_KEY_FALLBACKS=[], MEDIA_ROOT=str(home / "films"), FILMS_BUCKET="")
    django.setup()
    from surveys.films.ffmpeg import ffmpeg
    from surveys.films.sign import film_path
    from surveys.films.store import store

    film = folder / "long.mp4"
    command = [ffmpeg(), "-loglevel", "error", "-stream_loop", str(REPEATED - 1), "-i", str(EXAMPLE), "-c", "copy"]
    subprocess.run([*command, "-movflags", "+faststart", str(film)], check=True)
    return film_path(store(film), "film.mp4", expires=time.time() + 12 * 3600), film.stat().st_size


def measure(options: argparse.Namespace, home: Path) -> bool:
    """Walk in turn without and with films; whether the aim is reached and every film came as fast as asked."""
    from tests.bench.lacrima_contender import lacrima
    from tests.bench.round import run_round

    with lacrima(home / "l") as product:
        path, size = lay_film(home / "l", home)
        print(f"{options.films} phones at {options.kbit} kbit/s, a film of {size / 1e6:.1f} MB", flush=True)
        run_round(product, people=options.walks // 2, at_once=options.c, first=0)
        figures: dict[str, list[float]] = {"without": [], "with": [], "share": []}
        for number in range(options.rounds):
            first = (2 * number + 1) * options.walks
            alone = run_round(product, people=options.walks, at_once=options.c, first=first)
            with Phones(product.url, path, options) as phones:
                beside = run_round(product, people=options.walks, at_once=options.c, first=first + options.walks)
            share = phones.mbit * 1000 / (options.films * options.kbit)
            for name, figure in (("without", alone.p95_ms), ("with", beside.p95_ms), ("share", share)):
                figures[name].append(figure)
            for one in (alone, beside):
                assert not one.errors and not one.faults, one
            print(f"p95 {alone.p95_ms} ms without films, {beside.p95_ms} ms with; p50 {alone.p50_ms} and", end=" ")
            print(f"{beside.p50_ms} ms, p99 {alone.p99_ms} and {beside.p99_ms} ms;", end=" ")
            print(f"{alone.requests_per_second} and {beside.requests_per_second} requests a second;", end=" ")
            print(f"films came at {phones.mbit:.1f} Mbit/s, {share:.0%} of what the phones take", flush=True)
        middle = {name: round(median(values), 2) for name, values in figures.items()}
        print(f"medians: p95 {middle['without']} ms without, {middle['with']} ms with films (aim: {AIM_MS:.0f} ms)")
    return middle["with"] < AIM_MS and middle["share"] > 0.9


def main() -> int:
    """Measure on an installation that is thrown away; 0 when the aim is reached."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.bench.films_beside", description=__doc__)
    parser.add_argument("--films", type=int, default=50, help="phones that stream at once (50)")
    parser.add_argument("--kbit", type=int, default=1500, help="what a phone takes, in kbit/s (1500)")
    parser.add_argument("-c", type=int, default=8, help="people who fill in pages at once (8)")
    parser.add_argument("--walks", type=int, default=200, help="people a round (200)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each (3)")
    parser.add_argument("--phones", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.phones:
        url, path, films, kbit = options.phones
        asyncio.run(stream(url, path, int(films), int(kbit)))
        return 0
    sys.path.insert(0, str(ROOT / "platform"))
    with tempfile.TemporaryDirectory(prefix="lb") as folder:
        return 0 if measure(options, Path(folder)) else 1


if __name__ == "__main__":
    sys.exit(main())
