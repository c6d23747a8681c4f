"""The folder `platform` is a source root and no package: docs/decisions/0001-platform-is-no-package.md."""

import platform
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.ground.source import ROOT


def asked_beside(folder: Path) -> subprocess.CompletedProcess[str]:
    """Python started where manage.py would be, asking the standard library what machine this is."""
    question = "import platform, uuid; print(platform.python_implementation(), uuid.uuid1().version)"
    return subprocess.run([sys.executable, "-c", question], cwd=folder, capture_output=True, text=True, timeout=60)


def test_the_folder_platform_holds_no_init_file() -> None:
    # The file system is asked: pytest alone stays green when manage.py is long broken.
    assert (ROOT / "platform" / "lacrima").is_dir()
    assert list((ROOT / "platform").glob("__init__.*")) == []


def test_the_standard_librarys_platform_is_the_one_that_is_found() -> None:
    assert Path(str(platform.__file__)).parent == Path(sysconfig.get_path("stdlib"))


def test_beside_a_plain_folder_python_works(tmp_path: Path) -> None:
    (tmp_path / "platform").mkdir()

    assert asked_beside(tmp_path).stdout.split() == ["CPython", "1"]


def test_control_beside_a_package_of_that_name_python_breaks(tmp_path: Path) -> None:
    (tmp_path / "platform").mkdir()
    (tmp_path / "platform" / "__init__.py").touch()

    said = asked_beside(tmp_path)

    assert said.returncode != 0
    assert "AttributeError" in said.stderr
