"""The embedded PostgreSQL and Valkey."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from lacrima.embedded import FORGETFUL, Postgres, Valkey, become_child, wait_until
from lacrima.home import LONGEST_SOCKET_PATH, Trouble, broker_url, database_url, make_private_folder, socket_folder


@contextmanager
def started(postgres: Postgres) -> Iterator[subprocess.Popen[bytes]]:
    postgres.prepare()
    with (postgres.home / "log").open("wb") as log:
        server = subprocess.Popen(postgres.command(), preexec_fn=postgres.become, stderr=log, start_new_session=True)
    try:
        wait_until(lambda: postgres.is_ready(server.pid), "PostgreSQL", seconds=20)
        postgres.make_database()
        yield server
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(20)


def test_its_socket_is_for_its_owner_and_there_is_no_port(new_home: Callable[[], Path]) -> None:
    home = new_home()
    with started(Postgres(home, settings=FORGETFUL)), psycopg.connect(database_url(home)) as connection:
        assert socket_folder(home).stat().st_mode & 0o777 == 0o700
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_an_answer_is_on_disk_before_it_is_acknowledged(running_postgres: psycopg.Connection[tuple[str]]) -> None:
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        assert running_postgres.execute(f"SHOW {setting}").fetchone() == ("on",), setting


@pytest.fixture
def running_postgres(new_home: Callable[[], Path]) -> Iterator[psycopg.Connection[tuple[str]]]:
    home = new_home()
    with started(Postgres(home)), psycopg.connect(database_url(home), autocommit=True) as connection:
        yield connection


def test_answers_never_reach_the_log(new_home: Callable[[], Path]) -> None:
    home = new_home()
    with (
        started(Postgres(home, settings=FORGETFUL)),
        psycopg.connect(database_url(home), autocommit=True) as connection,
    ):
        connection.execute("CREATE TABLE answers (answer text UNIQUE)")
        for _ in range(2):
            try:
                connection.execute("INSERT INTO answers VALUES (%s)", ["canary-of-an-answer"])
            except psycopg.errors.UniqueViolation:
                pass

    log = (home / "log").read_text()
    assert "duplicate key" in log
    assert "canary" not in log


def test_an_interrupted_first_start_leaves_nothing_in_the_way(new_home: Callable[[], Path]) -> None:
    home = new_home()
    (home / "postgres.new" / "base").mkdir(parents=True)
    (home / "postgres.new" / "PG_VERSION").write_text("18\n")

    with started(Postgres(home, settings=FORGETFUL)):
        assert not (home / "postgres.new").exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_where_root_has_no_namespaces_it_runs_as_nobody(new_home: Callable[[], Path]) -> None:
    home = new_home()
    with started(Postgres(home, settings=FORGETFUL, as_nobody=True)) as server:
        assert Path(f"/proc/{server.pid}").stat().st_uid == 65534
        with psycopg.connect(database_url(home)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_where_nobody_may_not_enter_it_says_so(new_home: Callable[[], Path]) -> None:
    outer = new_home()
    outer.chmod(0o700)

    with pytest.raises(Trouble, match="the user nobody may not enter .*set LACRIMA_HOME"):
        Postgres(outer / "inner", as_nobody=True).prepare()


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    parent = os.fork()
    if parent == 0:
        child = subprocess.Popen(["sleep", "60"], preexec_fn=become_child())
        (tmp_path / "pid").write_text(str(child.pid))
        time.sleep(60)
    wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text(), "the child", seconds=10)
    child_pid = int((tmp_path / "pid").read_text())

    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    wait_until(lambda: not is_alive(child_pid), "the end of the child", seconds=5)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_a_folder_with_a_long_name_gets_a_short_socket(tmp_path: Path) -> None:
    long = tmp_path / ("x" * LONGEST_SOCKET_PATH)

    assert socket_folder(tmp_path / "a").parent == tmp_path / "a"
    assert len(str(socket_folder(long) / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH
    assert socket_folder(long) != socket_folder(tmp_path / ("y" * LONGEST_SOCKET_PATH))
    assert str(socket_folder(long)).startswith("/tmp/lacrima-")


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    if os.getuid() == 0:
        os.chown(tmp_path, 12345, 12345)
        with pytest.raises(Trouble, match="belongs to another user"):
            make_private_folder(tmp_path)
    else:
        with pytest.raises(Trouble, match="belongs to another user"):
            make_private_folder(Path("/"))


def test_valkey_answers_on_its_socket_alone(new_home: Callable[[], Path]) -> None:
    home = new_home()
    valkey = Valkey(home)
    make_private_folder(socket_folder(home))
    server = subprocess.Popen(valkey.command(), preexec_fn=become_child(), stdout=subprocess.DEVNULL)
    try:
        wait_until(valkey.is_ready, "Valkey", seconds=10)
        assert valkey.socket.stat().st_mode & 0o777 == 0o700
        assert str(valkey.socket) in broker_url(home)
    finally:
        server.terminate()
        server.wait(10)
    assert not valkey.is_ready()


def test_what_never_gets_ready_is_said() -> None:
    with pytest.raises(Trouble, match="Godot didn't start within 0 seconds"):
        wait_until(lambda: False, "Godot", seconds=0.1)
