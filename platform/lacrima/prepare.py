"""`python -m lacrima.prepare`, before the first request: tables, static files, a researcher, and the example study."""

import hashlib
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path

RESEARCHER = "researcher@example.org"
EXAMPLE = "good-cry"


def prepare(root: Path) -> None:
    """Bring database and static files up to date; make the researcher and publish the example where missing."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    home: Path = settings.LACRIMA_HOME
    call_command("migrate", verbosity=0)

    static = _looks(Path(storage.path(path)) for finder in get_finders() for path, storage in finder.list([]))
    collected = Path(settings.STATIC_ROOT, "staticfiles.json").exists()
    if not collected or not _is_remembered(home / "static.sha256", static):
        call_command("collectstatic", verbosity=0, interactive=False)
        (home / "static.sha256").write_text(static)

    if not get_user_model().objects.filter(email=RESEARCHER).exists():
        password = home / "researcher_password"
        call_command("create_user", RESEARCHER, "--name", "Researcher", "--password-file", str(password), verbosity=0)

    folder = root / "surveys" / "protocols" / "examples" / EXAMPLE
    example = _looks(path for path in folder.rglob("*") if path.is_file())
    if not _is_published(EXAMPLE) or not _is_remembered(home / "example.sha256", example):
        _publish(folder, home / "example.sha256", example)


def _publish(folder: Path, remembered: Path, looks: str) -> None:
    """Publish the study's folder; its faults are told, but Lacrima can be used without an example."""
    from django.core.management import call_command
    from django.core.management.base import CommandError

    try:
        call_command("publish", str(folder), "--owner", RESEARCHER, verbosity=0, stdout=io.StringIO())
    except CommandError as faults:
        sys.stderr.write(f"The example study isn't published. {faults}\n")
    else:
        remembered.write_text(looks)


def _is_published(slug: str) -> bool:
    from django.apps import apps

    return apps.get_model("protocols", "Version")._default_manager.filter(study__slug=slug).exists()


def _is_remembered(file: Path, looks: str) -> bool:
    return file.exists() and file.read_text() == looks


def _looks(files: Iterable[Path]) -> str:
    """A hash that changes when a file comes, goes, or is written."""
    seen = sorted((str(file), status.st_size, status.st_mtime_ns) for file in files for status in [file.stat()])
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def main() -> None:
    """Prepare the database of the settings; a fault is one sentence and code 1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lacrima.settings")
    import django
    from django.core.management.base import CommandError

    django.setup()
    try:
        prepare(Path(__file__).resolve().parents[2])
    except CommandError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
