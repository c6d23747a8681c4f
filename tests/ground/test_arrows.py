"""The street has one direction: docs/decisions/0002-the-street.md."""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps

from tests.ground.source import ROOT, place, python_files

STREET = (
    "instruments",
    "ledger",
    "mail",
    "films",
    "protocols",
    "enrolment",
    "participation",
    "findings",
    "exports",
    "pages",
    "api",
)


def room_of(model: Any) -> str | None:
    """The room in which a model stands, or None outside the street."""
    street, _, rest = str(model.__module__).partition(".")
    return rest.partition(".")[0] if street == "surveys" else None


def wrong_arrows(tables: Iterable[Any]) -> list[str]:
    """A sentence for every key that points to a later room, or out of the street to anything but the user."""
    return [
        f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}"
        for model in tables
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation and not field.auto_created and not follows_the_street(model, field.related_model)
    ]


def follows_the_street(model: Any, target: Any) -> bool:
    """Whether a key from one to the other points to the same room or an earlier one."""
    here, there = room_of(model), room_of(target)
    if here is None:
        return there is None
    if there is None:
        return str(target._meta.label) == settings.AUTH_USER_MODEL
    return STREET.index(there) <= STREET.index(here)


def test_foreign_keys_follow_the_street() -> None:
    assert wrong_arrows(apps.get_models(include_auto_created=True)) == []


@isolate_apps("surveys.ledger", "surveys.mail")
def test_control_a_foreign_key_to_a_later_room_is_found() -> None:
    class Letter(models.Model):  # noqa: DJ008
        class Meta:
            app_label = "mail"

        __module__ = "surveys.mail.models"

    class Line(models.Model):  # noqa: DJ008
        letter = models.ForeignKey(Letter, models.CASCADE)

        class Meta:
            app_label = "ledger"

        __module__ = "surveys.ledger.models"

    assert wrong_arrows([Letter, Line]) == ["ledger.Line.letter points to mail.Letter"]


def test_the_street_has_just_these_rooms() -> None:
    rooms = {path.parent.name for path in (ROOT / "surveys").glob("*/__init__.py")}

    assert rooms == set(STREET)


def linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """What import-linter says about the street in a folder."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--config",
        str(ROOT / "pyproject.toml"),
        "--no-cache",
    ]
    path = os.pathsep.join([str(folder), str(ROOT / "platform")])
    return subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, timeout=120
    )


def test_imports_follow_the_street() -> None:
    said = linter(ROOT)

    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("ledger/stray.py", "import surveys.mail.models", "The street"),
        ("pages/stray.py", "import surveys.api", "The street"),
        ("mail/stray.py", "import lacrima.settings", "The product"),
        ("instruments/stray.py", "import django.db", "What can be asked"),
        ("lobby/__init__.py", "", "The street"),
    ],
)
def test_control_an_import_against_the_street_is_found(tmp_path: Path, file: str, line: str, broken: str) -> None:
    shutil.copytree(ROOT / "surveys", tmp_path / "surveys", ignore=shutil.ignore_patterns("__pycache__"))
    stray = tmp_path / "surveys" / file
    stray.parent.mkdir(exist_ok=True)
    stray.write_text(line + "\n")

    said = linter(tmp_path)

    assert said.returncode != 0
    assert broken in said.stdout + said.stderr


def imported_by(path: Path) -> set[str]:
    """The modules that a file names in its imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_tasks_stand_at_the_end_of_their_room() -> None:
    wrong = [
        f"{place(path)} imports {name}"
        for path in python_files("surveys")
        for name in imported_by(path)
        if name.startswith("surveys.") and name.split(".")[2:3] == ["tasks"]
    ]

    assert wrong == []
