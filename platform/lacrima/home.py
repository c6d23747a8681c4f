"""Where an installation keeps what it needs, and where its embedded parts listen. Standard library only."""

import hashlib
import os
from pathlib import Path
from urllib.parse import quote

# A socket's path has 107 bytes at most.
LONGEST_SOCKET_PATH = 107
DATABASE_NAME = DATABASE_USER = "lacrima"


class Trouble(Exception):  # noqa: N818  (what the person at the keyboard is in)
    """Something that the person at the keyboard can put right; its text is a sentence for them."""


def socket_folder(home: Path) -> Path:
    """The folder of the embedded parts' sockets: inside `home`, or in /tmp when that path would be too long."""
    inside = home / "run"
    if len(os.fsencode(inside / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return inside
    # make_private_folder refuses one that somebody else has put there.
    return Path(f"/tmp/lacrima-{os.getuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:12]}")  # noqa: S108


def database_url(home: Path) -> str:
    """The address of the PostgreSQL that is embedded in `home`."""
    return f"postgresql:///{DATABASE_NAME}?user={DATABASE_USER}&host={quote(str(socket_folder(home)))}"


def broker_url(home: Path, *, scheme: str = "redis+socket", number: int = 0) -> str:
    """The address of the Valkey that is embedded in `home`: for celery (redis+socket), or for a client (unix)."""
    key = "virtual_host" if scheme == "redis+socket" else "db"
    return f"{scheme}://{quote(str(socket_folder(home) / 'valkey.sock'))}?{key}={number}"


def make_private_folder(folder: Path) -> None:
    """Make `folder` so that its owner alone can enter it; refuse one that belongs to somebody else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except PermissionError:
        raise Trouble(f"Lacrima can't write to {folder}. Set LACRIMA_HOME to a folder of your own.") from None
    if folder.stat().st_uid != os.getuid():
        raise Trouble(f"{folder} belongs to another user. Set LACRIMA_HOME to a folder of your own.")
