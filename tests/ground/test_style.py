"""The tools that hold the style are part of the tests, so that one command proves everything."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.ground.source import ROOT, files_under

BIN = Path(sys.executable).parent


def run(tool: str, *arguments: str) -> None:
    """Run a tool of the environment in the project's folder; what it complains of is the test's message."""
    said = subprocess.run([str(BIN / tool), *arguments], cwd=ROOT, capture_output=True, text=True, timeout=280)
    assert said.returncode == 0, said.stdout + said.stderr


def test_ruff_has_nothing_to_say() -> None:
    run("ruff", "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    run("ruff", "format", "--check", "--no-cache", ".")


def test_types_hold_strictly() -> None:
    run("mypy")


def test_templates_are_formatted() -> None:
    run("djade", "--check", *map(str, files_under(ROOT / "templates", ".html")))


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run")
