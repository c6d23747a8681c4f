"""`manage.py demo`: all of Lacrima on this machine, with the example study, until Ctrl-C."""

import argparse
import fcntl
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

from lacrima.bootstrap import need_space
from lacrima.embedded import Postgres, Valkey, become_child
from lacrima.home import Trouble, make_private_folder
from lacrima.prepare import EXAMPLE, RESEARCHER
from lacrima.supervise.part import Part
from lacrima.supervise.supervisor import Supervisor, until_stopped

HOST = "127.0.0.1"
BACKLOG = 2048
DATA_NEED_MB = 200
SIMULATED_PEOPLE = 300
# The demonstration has a database, a broker and mail of its own, whatever else is set.
NOT_FOR_THE_DEMO = ("DATABASE_URL", "BROKER_URL", "CACHE_URL", "EMAIL_URL", "LACRIMA_HTTPS", "LACRIMA_FULL")
CELERY = ["-m", "celery", "-A", "lacrima", "worker", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
WORKER = [*CELERY, "--beat", "--concurrency", "2", "--queues", "celery"]
EXPORTER = [*CELERY, "--concurrency", "1", "--queues", "exports", "--hostname", "exporter@%h"]


def demo(root: Path, arguments: list[str]) -> None:
    """Start everything, print where it is, keep it running; returns when somebody asked for the end."""
    asked = _asked(arguments)
    for name in NOT_FOR_THE_DEMO:
        os.environ.pop(name, None)
    # The parts are started by module name: they find the code wherever the project's folder is now.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(root / "platform"), str(root)])
    os.environ["LACRIMA_COLLECTED_STATIC"] = "yes"
    os.environ["LACRIMA_FAST_CLOCK"] = "yes" if asked.fast_clock else "no"
    os.environ.setdefault("LACRIMA_DEMO_PEOPLE", str(SIMULATED_PEOPLE))
    home = _home()
    with _only_one(home) as lock, _listen(asked.port) as door:
        url = f"http://{HOST}:{door.getsockname()[1]}/"
        os.environ.setdefault("LACRIMA_URL", url)
        lock.truncate(0)
        lock.write(f"It is at {url} (process {os.getpid()}).")
        lock.flush()
        supervisor = Supervisor(home / "running.json", {"pid": os.getpid(), "url": url})
        try:
            until_stopped(lambda: _run(supervisor, root, home, door, url))
        finally:
            supervisor.stop()
    print("Stopped. Everything is kept for the next start.", flush=True)


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py demo", description="Run all of Lacrima on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port of the web address (default: 8000; 0: any)")
    parser.add_argument("--fast-clock", action="store_true", help="a minute of waiting lasts a second")
    asked = parser.parse_args(arguments)
    if not 0 <= asked.port <= 65535:
        parser.error(f"there is no port {asked.port}: write a number from 1 to 65535")
    return asked


def _home() -> Path:
    """The installation's folder, made and with room to work in."""
    from django.core.exceptions import ImproperlyConfigured

    try:
        from lacrima import settings
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from None
    except PermissionError as error:
        raise Trouble(f"Lacrima can't write to {error.filename}. Set LACRIMA_HOME to a folder of your own.") from None
    home = settings.LACRIMA_HOME
    for folder in (home, home / "run", home / "logs", home / "films", home / "beat"):
        make_private_folder(folder)
    need_space(home, DATA_NEED_MB)
    password = home / "researcher_password"
    if not password.exists():
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(12))
    return home


def _only_one(home: Path) -> IO[str]:
    """A lock that the kernel takes back whatever way this process ends."""
    lock = (home / "lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        raise Trouble(f"Lacrima is running already. {lock.read()} Stop that one first.") from None
    return lock


def _listen(port: int) -> socket.socket:
    """The port's socket: kept here, so that visitors wait, and aren't refused, while the web part is started again."""
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((HOST, port))
    except PermissionError:
        raise Trouble(f"Port {port} is for root alone: choose another one, for example --port 8000.") from None
    except OSError:
        raise Trouble(
            f"Port {port} is taken by another program: choose another one, for example --port {port + 1}."
        ) from None
    door.listen(BACKLOG)
    return door


def _run(supervisor: Supervisor, root: Path, home: Path, door: socket.socket, url: str) -> None:
    postgres = Postgres(home)
    postgres.prepare()
    supervisor.start(_postgres(home, postgres), _valkey(home))
    postgres.make_database()
    _prepare()
    supervisor.start(_web(home, door), _worker(home, "worker", WORKER), _worker(home, "exporter", EXPORTER))
    _say_ready(home, url)
    supervisor.watch()


def _postgres(home: Path, postgres: Postgres) -> Part:
    return Part(
        name="postgres",
        command=postgres.command(),
        become=postgres.become,
        ready=postgres.is_ready,
        log=home / "logs" / "postgres.log",
        # SIGINT is PostgreSQL's fast stop, with everything written.
        stop_signal=signal.SIGINT,
        stop_seconds=30,
    )


def _valkey(home: Path) -> Part:
    valkey = Valkey(home)
    return Part("valkey", valkey.command(), lambda _: valkey.is_ready(), home / "logs" / "valkey.log")


def _web(home: Path, door: socket.socket) -> Part:
    command = [sys.executable, "-m", "gunicorn", "-c", "python:lacrima.web", "--no-control-socket"]
    return Part(
        name="web",
        command=[*command, "--bind", f"fd://{door.fileno()}", "lacrima.wsgi"],
        ready=_answers(door),
        log=home / "logs" / "web.log",
        pass_fds=[door.fileno()],
        stop_seconds=10,
    )


def _answers(door: socket.socket) -> Callable[[int], bool]:
    def answers(pid: int) -> bool:
        asking = http.client.HTTPConnection(HOST, door.getsockname()[1], timeout=5)
        try:
            asking.request("GET", "/health/")
            return asking.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            asking.close()

    return answers


def _worker(home: Path, name: str, arguments: list[str]) -> Part:
    return Part(name, [sys.executable, *arguments], lambda _: True, home / "logs" / f"{name}.log")


def _prepare() -> None:
    """In a process of its own, so that the supervisor stays small and can fork safely."""
    done = subprocess.run(
        [sys.executable, "-m", "lacrima.prepare"],
        preexec_fn=become_child(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE, text=True, check=False, env=os.environ | {"LACRIMA_STATEMENT_SECONDS": "0"},
    )  # fmt: skip
    if done.returncode:
        raise Trouble(f"The database can't be prepared: {done.stderr.strip()[-2000:]}")
    if done.stderr:
        print(done.stderr.strip(), file=sys.stderr, flush=True)


def _say_ready(home: Path, url: str) -> None:
    password = (home / "researcher_password").read_text().strip()
    lines = [
        f"ready: {url}",
        f"  Take part      {url}s/{EXAMPLE}/",
        f"  Researchers    {url}accounts/login/   {RESEARCHER}   {password}",
        f"  Made-up data   {url}researcher/{EXAMPLE}/findings/?people=simulated",
        f"  Data are kept in {home}. Ctrl-C stops everything.",
    ]
    print("\n".join(lines), flush=True)


def read_running(home: Path) -> dict[str, object]:
    """What runs in this folder: pid, url and the parts' process ids."""
    return dict(json.loads((home / "running.json").read_text()))
