"""From a bare Python to a running command: what can be wrong is said in one sentence."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lacrima.bootstrap import environment_python, need_space, prepare_environment
from lacrima.home import Trouble
from lacrima.run_tests import find_chromium
from tests.conftest import ROOT

PRETEND_OLD = """
import sys, runpy
sys.version_info = {}
sys.argv = ["manage.py", "demo"]
runpy.run_path("manage.py", run_name="__main__")
"""


def bare(folder: Path) -> Path:
    """The project in another folder, without its environment."""
    shutil.copytree(ROOT / "platform", folder / "platform")
    for file in ("manage.py", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / file, folder / file)
    return folder


def run(folder: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LACRIMA_HOME": str(folder / "home"), **variables}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("version", [(3, 6, 1, "final", 0), (3, 10, 12, "final", 0)])
def test_an_old_python_is_told_what_is_needed(version: tuple[object, ...]) -> None:
    done = run(ROOT, sys.executable, "-c", PRETEND_OLD.format(version))

    assert done.returncode == 1
    assert done.stderr == f"Lacrima needs Python 3.11 or newer; this is Python {version[0]}.{version[1]}.\n"


def test_an_old_python_can_read_the_command() -> None:
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 4))


def test_an_old_python_could_not_read_the_rest() -> None:
    # The control: the check above would see newer syntax.
    with pytest.raises(SyntaxError):
        ast.parse("match 1:\n    case 1:\n        pass\n", feature_version=(3, 4))


def test_the_bootstrap_needs_nothing_but_python() -> None:
    # -S: no installed package can be imported.
    for name in ("lacrima.bootstrap", "lacrima.home", "lacrima.embedded", "lacrima.run_tests"):
        ask = f"import sys; sys.path.insert(0, '.'); import {name}"
        done = run(ROOT / "platform", sys.executable, "-I", "-S", "-c", ask)
        assert done.returncode == 0, done.stderr


def test_a_missing_venv_module_is_one_sentence(tmp_path: Path) -> None:
    project = bare(tmp_path)
    # Debian's python3 without python3-venv has no ensurepip.
    (tmp_path / "debian").mkdir()
    (tmp_path / "debian" / "ensurepip.py").write_text("raise ImportError\n")

    done = run(project, sys.base_prefix + "/bin/python3", "manage.py", "demo", PYTHONPATH=str(tmp_path / "debian"))

    assert done.returncode == 1
    assert done.stderr.startswith("Python's venv module is missing. On Debian or Ubuntu run “apt install python3-venv”")
    assert done.stderr.count("\n") == 1


def test_a_verb_without_packages_says_how_to_get_them(tmp_path: Path) -> None:
    done = run(bare(tmp_path), sys.base_prefix + "/bin/python3", "-S", "manage.py", "findings", "good-cry")

    assert done.returncode == 1
    assert done.stderr == "Lacrima's packages aren't installed yet. Run “python3 manage.py demo” first.\n"


def test_a_verb_goes_on_in_the_environment_of_the_project(new_home: Callable[[], Path]) -> None:
    python = sys.base_prefix + "/bin/python3"

    done = run(ROOT, python, "manage.py", "version", LACRIMA_HOME=str(new_home()))

    assert re.fullmatch(r"5\.2\.\d+\n", done.stdout), done.stderr


def test_packages_that_are_there_are_not_installed_again(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        prepare_environment(ROOT, ROOT / name)

    assert capsys.readouterr().out == ""


def test_changed_requirements_are_installed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "requirements-dev.txt").write_text("")
    requirements = tmp_path / "requirements.txt"
    requirements.write_text("")
    prepare_environment(tmp_path, requirements)
    assert "Installing" in capsys.readouterr().out
    assert environment_python(tmp_path).exists()

    requirements.write_text("lacrima-has-no-such-package==1 --hash=sha256:" + "0" * 64)

    with pytest.raises(Trouble, match="The packages can't be installed: ERROR: "):
        # No registry is asked: the package can't be there.
        os.environ["PIP_NO_INDEX"] = "1"
        try:
            prepare_environment(tmp_path, requirements)
        finally:
            del os.environ["PIP_NO_INDEX"]


def test_what_could_not_be_finished_is_not_begun(tmp_path: Path) -> None:
    need_space(tmp_path, 1)
    with pytest.raises(Trouble, match="The disk is full: .* MB are needed"):
        need_space(tmp_path, 10**9)


def test_both_lists_agree_hash_everything_and_hold_no_address() -> None:
    pinned = {}
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert not re.search(r"https?://|--index|find-links|file:", text)
        blocks = re.split(r"\n(?=\S)", text.strip())
        assert all("--hash=sha256:" in block for block in blocks)
        pinned[name] = {block.split(" \\")[0].split(" ;")[0] for block in blocks}
    # So one environment serves both commands.
    assert pinned["requirements.txt"] < pinned["requirements-dev.txt"]


def test_every_direct_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    reasons = (ROOT / "docs" / "dependencies.md").read_text()
    for wanted in [*project["dependencies"], *project["optional-dependencies"]["dev"]]:
        name = re.split(r"[\[><=;]", wanted)[0].strip()
        assert f"| {name} |" in reasons, name


def test_without_chromium_the_tests_do_not_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Trouble, match="The browser tests need Chromium. Install it"):
        find_chromium()
