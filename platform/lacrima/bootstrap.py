"""From a bare Python to a running command. Standard library only, until the packages are there."""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from lacrima.home import Trouble

# The packages with those for tests take 600 MB, a new database 60 MB.
PACKAGES_NEED_MB = 900
REQUIREMENTS = {"demo": "requirements.txt", "test": "requirements-dev.txt", "bootstrap": "requirements-dev.txt"}
NO_VENV = "Python's venv module is missing. On Debian or Ubuntu run “apt install python3-venv”, then try again."


def run(root: str, arguments: list[str]) -> None:
    """Do what the command line asks, in the project's own environment; trouble ends as one sentence and code 1."""
    try:
        _run(Path(root), arguments)
    except Trouble as trouble:
        sys.exit(str(trouble))
    except OSError as error:
        if said := disk_full(error):
            sys.exit(said)
        raise
    except KeyboardInterrupt:
        sys.exit(130)


def _run(root: Path, arguments: list[str]) -> None:
    verb = arguments[1] if len(arguments) > 1 else "help"
    if requirements := REQUIREMENTS.get(verb):
        prepare_environment(root, root / requirements)
    if requirements or importlib.util.find_spec("django") is None:
        _continue_inside(root, arguments)
    if verb == "demo":
        from lacrima.demo import demo

        demo(root, arguments[2:])
    elif verb == "test":
        from lacrima.run_tests import run_tests

        run_tests(root, arguments[2:])
    elif verb != "bootstrap":
        from lacrima.verbs import run_verb

        run_verb(arguments)


def disk_full(error: OSError) -> str | None:
    """The sentence for a disk that is full, or None for another fault."""
    if error.errno not in (28, 122):  # ENOSPC, EDQUOT
        return None
    return f"The disk is full: {error.filename or 'a file'} can't be written. Free some space, then try again."


def need_space(folder: Path, megabytes: int) -> None:
    """Refuse to begin what could not be finished."""
    free = shutil.disk_usage(folder).free // 2**20
    if free < megabytes:
        raise Trouble(f"The disk is full: {folder} has {free} MB left and {megabytes} MB are needed. Free some space.")


def environment_python(root: Path) -> Path:
    """The Python of the project's own environment."""
    return root / ".venv" / "bin" / "python"


def _continue_inside(root: Path, arguments: list[str]) -> None:
    """Replace this process by the same command in the project's environment, unless it is there already."""
    python = environment_python(root)
    if not python.exists():
        raise Trouble("Lacrima's packages aren't installed yet. Run “python3 manage.py demo” first.")
    if Path(sys.prefix).resolve() != (root / ".venv").resolve():
        sys.stdout.flush()
        os.execv(python, [str(python), str(root / "manage.py"), *arguments[1:]])
    if importlib.util.find_spec("django") is None:
        raise Trouble("Lacrima's packages are incomplete. Delete the folder .venv, then try again.")


def prepare_environment(root: Path, requirements: Path) -> None:
    """Make .venv and install what `requirements` lists with hashes; nothing is done when that is already there."""
    if _is_installed(root, requirements):
        return
    folder = root / ".venv"
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Trouble(NO_VENV) from None
    need_space(root, PACKAGES_NEED_MB)
    try:
        folder.mkdir(exist_ok=True)
        lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        raise Trouble(
            f"You may not write to {folder}, where the packages go. Copy the project to your own folder."
        ) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not _is_installed(root, requirements):
            _install(root, requirements)
            _stamp(root, requirements).write_text(_hash(requirements))
    finally:
        os.close(lock)


def _is_installed(root: Path, requirements: Path) -> bool:
    """Whether these packages are there; those for the tests contain all the others, in the same versions."""
    if not environment_python(root).exists():
        return False
    enough = {requirements, root / REQUIREMENTS["test"]}
    return any(_stamp(root, file).exists() and _stamp(root, file).read_text() == _hash(file) for file in enough)


def _stamp(root: Path, requirements: Path) -> Path:
    """Where it is noted which version of the file was installed."""
    return root / ".venv" / f"{requirements.stem}.sha256"


def _hash(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()


def _install(root: Path, requirements: Path) -> None:
    python = environment_python(root)
    print(f"Installing the packages of {requirements.name} into .venv (once, about half a minute) …", flush=True)
    if not python.exists():
        _step([sys.executable, "-m", "venv", str(root / ".venv")], "The environment .venv can't be made")
    install = ["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", str(requirements)]
    _step([str(python), "-m", "pip", *install], "The packages can't be installed")
    # What `pip install -e .` would do, without building anything: platform/ is a source root.
    for packages in (root / ".venv" / "lib").glob("python3*/site-packages"):
        (packages / "lacrima.pth").write_text(f"{root / 'platform'}\n{root}\n")


def _step(command: list[str], failed: str) -> None:
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode == 0:
        return
    if "No space left on device" in done.stdout:
        raise Trouble("The disk is full: the packages can't be installed. Free some space, then try again.")
    if "ensurepip is not available" in done.stdout:
        raise Trouble(NO_VENV)
    said = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith(("WARNING", "[notice]"))]
    raise Trouble(f"{failed}: {said[-1].strip() if said else 'no reason given'}")
