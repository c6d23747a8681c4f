"""`manage.py demo`: it starts, survives, stops, and says what is wrong."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest
from redis import Redis
from redis.exceptions import RedisError

from lacrima.home import socket_folder
from tests.conftest import ROOT, Running, manage, until

RESTART_SECONDS = 2.0
WARM_START_SECONDS = 6.0
PARTS = ["postgres", "valkey", "web", "worker", "exporter"]
NOBODY = 65534


@pytest.fixture(scope="module")
def own(start: Callable[..., Running]) -> Iterator[Callable[[], Running]]:
    """One more Lacrima, for the tests that end it; it is started again in the same folder when it isn't running."""
    state: list[Running] = []

    def own() -> Running:
        if not state:
            state.append(start())
        elif state[0].process.poll() is not None:
            state[0] = start(home=state[0].home)
        return state[0]

    yield own
    if state and state[0].process.poll() is None:
        state[0].stop()


def is_up(running: Running) -> bool:
    try:
        with urllib.request.urlopen(f"{running.url}health/", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def is_gone(process: psutil.Process) -> bool:
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_it_says_where_it_is_and_how_to_sign_in(running: Running) -> None:
    assert f"ready: {running.url}\n" in running.said
    assert f"{running.url}s/good-cry/" in running.said
    assert running.password in running.said
    assert len(running.password) >= 16
    assert is_up(running)


def test_secrets_are_for_their_owner_alone(running: Running) -> None:
    for name in ("secret_key", "researcher_password"):
        assert (running.home / name).stat().st_mode & 0o777 == 0o600
    assert running.home.stat().st_mode & 0o777 == 0o700


def in_time(seconds: float) -> float:
    """The time allowed on this machine now: in proportion where more programs want to run than there are processors."""
    return seconds * max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def fastest_of_three(attempt: Callable[[], float]) -> float:
    """The shortest time; no further attempt is made after a good one. Other programs may slow down one of them."""
    times: list[float] = []
    while len(times) < 3 and not any(seconds < in_time(RESTART_SECONDS) for seconds in times):
        times.append(attempt())
    return min(times)


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_is_back_within_two_seconds(running: Running, name: str) -> None:
    def kill() -> float:
        before = running.parts()[name]
        os.kill(before, signal.SIGKILL)
        return until(lambda: running.parts()[name] != before and is_up(running), seconds=20)

    assert fastest_of_three(kill) < in_time(RESTART_SECONDS)
    assert psutil.pid_exists(running.parts()[name])


def test_all_database_processes_may_be_killed_at_once(running: Running) -> None:
    with psycopg.connect(running.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
        connection.execute("INSERT INTO kept VALUES ('acknowledged')")

    def kill() -> float:
        postgres = psutil.Process(running.parts()["postgres"])
        for process in [postgres, *postgres.children(recursive=True)]:
            process.kill()
        return until(lambda: running.parts()["postgres"] != postgres.pid and is_up(running), seconds=20)

    assert fastest_of_three(kill) < in_time(RESTART_SECONDS)
    # Each of the two web processes notices once, and then has no dead connection left.
    assert sum(not is_up(running) for _ in range(30)) <= 2
    with psycopg.connect(running.database_url) as connection:
        assert connection.execute("SELECT what FROM kept").fetchone() == ("acknowledged",)
        connection.execute("DROP TABLE kept")


def test_work_goes_on_after_the_broker_was_lost(running: Running) -> None:
    def taken() -> int:
        """Tasks that were taken from the broker since it was started."""
        try:
            with Redis(unix_socket_path=str(socket_folder(running.home) / "valkey.sock")) as broker:
                return int(broker.info("commandstats").get("cmdstat_brpop", {}).get("calls", 0))
        except RedisError:
            return 0

    until(taken, seconds=20)
    before = running.parts()["valkey"]

    os.kill(before, signal.SIGKILL)

    until(lambda: running.parts()["valkey"] != before, seconds=in_time(RESTART_SECONDS))
    until(lambda: taken() > 2, seconds=20)


def test_a_visitor_waits_while_the_web_part_is_started_again(running: Running) -> None:
    before = running.parts()["web"]
    workers = psutil.Process(before).children()

    os.kill(before, signal.SIGKILL)

    # What they were working on is cut off; what comes now must only wait.
    psutil.wait_procs(workers, timeout=10)
    # No refusal: the port belongs to the parent.
    with urllib.request.urlopen(f"{running.url}health/", timeout=5) as answer:
        assert answer.status == 200
    until(lambda: running.parts()["web"] != before, seconds=10)


def test_connections_are_shared_out_evenly_and_serve_many_requests(running: Running) -> None:
    place = urlsplit(running.url)

    def spread() -> int:
        """How many connections the busier of two workers has more than the other, of twelve that are kept."""
        kept = [HTTPConnection(str(place.hostname), place.port, timeout=10) for _ in range(12)]
        for connection in kept * 3:
            connection.request("GET", "/health/")
            answer = connection.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True)
        mine = {connection.sock.getsockname()[1] for connection in kept}
        counts = [
            sum(bool(each.raddr) and each.raddr.port in mine for each in worker.net_connections("tcp"))
            for worker in psutil.Process(running.parts()["web"]).children()
        ]
        for connection in kept:
            connection.close()
        assert sum(counts) == 12
        return max(counts) - min(counts) if len(counts) > 1 else 12

    # A worker that was started a moment ago takes none yet, and the first has them all.
    until(lambda: spread() <= 2, seconds=in_time(20))


@pytest.mark.parametrize("name", ["worker", "web"])
def test_no_process_outlives_a_killed_part(running: Running, name: str) -> None:
    before = psutil.Process(running.parts()[name])
    until(lambda: len(before.children(recursive=True)) > 1, seconds=20)
    children = before.children(recursive=True)

    before.kill()

    until(lambda: all(map(is_gone, children)), seconds=10)
    until(lambda: running.parts()[name] != before.pid and is_up(running), seconds=20)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["ctrl-c", "sigterm", "kill-9"])
def test_however_it_ends_no_process_and_no_lost_data(own: Callable[[], Running], number: int) -> None:
    lacrima = own()
    with psycopg.connect(lacrima.database_url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (what int)")
        connection.execute("INSERT INTO kept VALUES (%s)", [number])
    password, processes = lacrima.password, lacrima.processes()
    assert len(processes) > 8

    code = lacrima.stop(number)

    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    until(lambda: all(map(is_gone, processes)), seconds=10)
    begin = time.monotonic()
    again = own()
    assert time.monotonic() - begin < in_time(WARM_START_SECONDS)
    with psycopg.connect(again.database_url) as connection:
        assert connection.execute("SELECT 1 FROM kept WHERE what = %s", [number]).fetchone()
    assert again.password == password


def test_a_second_one_says_where_the_first_is(running: Running) -> None:
    second = running.manage("demo", "--port", "0")

    assert second.returncode == 1
    assert second.stderr == (
        f"Lacrima is running already. It is at {running.url} (process {running.pid}). Stop that one first.\n"
    )
    assert is_up(running)


def test_a_taken_port_is_one_sentence(new_home: Callable[[], Path]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        refused = manage("demo", "--port", str(port), home=new_home())

    assert refused.returncode == 1
    assert refused.stderr.startswith(f"Port {port} is taken by another program: choose another one")
    assert refused.stderr.count("\n") == 1


def test_a_port_that_cannot_be_is_refused(new_home: Callable[[], Path]) -> None:
    refused = manage("demo", "--port", "70000", home=new_home())

    assert refused.returncode == 2
    assert "there is no port 70000" in refused.stderr


def test_another_terminal_finds_the_running_database(running: Running) -> None:
    done = running.manage("showmigrations", "accounts")

    assert done.returncode == 0, done.stderr
    assert "[X] 0001_initial" in done.stdout


def test_another_terminal_says_when_nothing_runs(new_home: Callable[[], Path]) -> None:
    done = manage("showmigrations", home=new_home())

    assert done.returncode == 1
    assert done.stderr.startswith("Lacrima isn't running, so its database can't be reached. Start it with")
    assert done.stderr.count("\n") == 1


def on_a_small_disk(folder: Path, megabytes: int, *command: str) -> subprocess.CompletedProcess[str]:
    """Run the command with a disk of that size at `folder`, which nobody else sees."""
    inside = f'mount -t tmpfs -o size={megabytes}m,mode=700 none "$0" && exec "$@"'
    user = [] if os.getuid() == 0 else ["--map-root-user"]
    environment = os.environ | {"LACRIMA_HOME": str(folder)}
    return subprocess.run(
        ["unshare", "--mount", *user, "sh", "-c", inside, str(folder), *command],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_a_full_disk_is_one_sentence(new_home: Callable[[], Path]) -> None:
    refused = on_a_small_disk(new_home(), 20, sys.executable, str(ROOT / "manage.py"), "demo", "--port", "0")

    assert refused.returncode == 1
    assert refused.stderr.startswith("The disk is full: ")
    assert refused.stderr.count("\n") == 1


def test_a_disk_that_fills_up_on_the_way_is_one_sentence(new_home: Callable[[], Path]) -> None:
    make = "import sys, pathlib, lacrima.embedded as e; e.Postgres(pathlib.Path(sys.argv[1])).prepare()"
    home = new_home()

    refused = on_a_small_disk(home, 12, sys.executable, "-c", make, str(home))

    assert refused.returncode == 1
    assert "lacrima.home.Trouble: The disk is full: a database can't be made in" in refused.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="all the other tests here run as an ordinary user already")
def test_it_runs_for_an_ordinary_user(new_home: Callable[[], Path]) -> None:
    folder = new_home()
    copy_project(folder)
    subprocess.run(["chown", "-R", f"{NOBODY}:{NOBODY}", folder], check=True)
    # Root's own Python may lie where nobody else can go: it is shown to this user at another place.
    become = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups env"
    inside = f'mount --bind "$0" {folder}/base && exec {become} "$@"'
    run = [f"{folder}/base/bin/python3", f"{folder}/manage.py", "demo", "--port", "0"]

    with subprocess.Popen(
        ["unshare", "--mount", "sh", "-c", inside, sys.base_prefix, *run],
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LD_LIBRARY_PATH": f"{folder}/base/lib"},
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as lacrima:  # fmt: skip
        assert lacrima.stdout is not None
        said = first_lines(lacrima.stdout, "Ctrl-C")
        users = {uid for process in psutil.Process(lacrima.pid).children(recursive=True) for uid in process.uids()}
        lacrima.send_signal(signal.SIGINT)
        rest, errors = lacrima.communicate(timeout=30)

    assert "ready: http://127.0.0.1:" in said, errors
    assert users == {NOBODY}
    assert "Stopped." in rest
    assert lacrima.returncode == 0


def first_lines(output: IO[str], last: str) -> str:
    """What comes up to the line in which `last` stands."""
    said = ""
    for line in output:
        said += line
        if last in line:
            break
    return said


def copy_project(folder: Path) -> None:
    """The project in another folder, with an environment that takes this one's packages."""
    for name in ("platform", "surveys", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for file in ("manage.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / file, folder / file)
    (folder / "base").mkdir()
    programs = folder / ".venv" / "bin"
    packages = folder / ".venv" / "lib" / f"python3.{sys.version_info.minor}" / "site-packages"
    for made in (programs, packages):
        made.mkdir(parents=True)
    (folder / ".venv" / "pyvenv.cfg").write_text(f"home = {folder}/base/bin\ninclude-system-site-packages = false\n")
    (programs / "python").symlink_to(folder / "base" / "bin" / "python3")
    (packages / "theirs.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    shutil.copy(Path(sys.prefix) / "requirements-dev.sha256", folder / ".venv")
