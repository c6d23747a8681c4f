"""What is installed is named to the last byte, and nobody's registry is written into the project."""

import re
import tomllib

import pytest

from tests.ground.source import ROOT

LISTS = ("requirements.txt", "requirements-dev.txt")
ADDRESS = re.compile(r"[a-z+]+://|--(extra-)?index|find-links|trusted-host|^-[ief] |@ *file:", re.M)
REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?==\S+")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# Locks that write addresses of registries or of this machine.
OTHER_LOCKS = ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "pdm.lock", "package-lock.json", "yarn.lock")


def unpinned(text: str) -> list[str]:
    """The requirements that have no exact version or no hash."""
    joined = re.sub(r"\\\n", " ", text)
    lines = [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    loose = [line for line in lines if not (REQUIREMENT.match(line) and HASH.search(line))]
    return [re.split(r"[^\w.-]", line)[0] for line in loose]


def names(text: str) -> set[str]:
    """The packages of a requirements file, by their normal names (PEP 503)."""
    return {normal(match[1]) for line in text.splitlines() if (match := REQUIREMENT.match(line))}


def normal(name: str) -> str:
    """A package's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + [line for extra in extras for line in project["optional-dependencies"][extra]]
    return {normal(re.split(r"[\[<>=!~; ]", line)[0]) for line in wanted}


@pytest.mark.promise("X11")
@pytest.mark.parametrize("file", LISTS)
def test_every_requirement_has_a_version_and_a_hash(file: str) -> None:
    assert unpinned((ROOT / file).read_text()) == []


@pytest.mark.promise("X11")
@pytest.mark.parametrize("file", LISTS)
def test_no_list_holds_an_address(file: str) -> None:
    assert ADDRESS.search((ROOT / file).read_text()) is None


@pytest.mark.promise("X11")
def test_there_is_no_other_lock() -> None:
    assert [name for name in OTHER_LOCKS if (ROOT / name).exists()] == []


def test_the_lists_hold_what_the_project_asks_for() -> None:
    assert declared() <= names((ROOT / LISTS[0]).read_text())
    assert declared("dev") <= names((ROOT / LISTS[1]).read_text())


def test_every_dependency_has_its_reason_written_down() -> None:
    reasons = (ROOT / "docs" / "dependencies.md").read_text().lower()

    assert sorted(name for name in declared("dev") if name not in reasons.replace("_", "-")) == []


@pytest.mark.parametrize("line", ["a", "a>=1 --hash=sha256:" + "0" * 64, "a==1", "a @ https://example.org/a.whl"])
def test_control_a_loose_requirement_is_found(line: str) -> None:
    assert unpinned(line) == ["a"]


@pytest.mark.parametrize(
    "line", ["--index-url x", "--extra-index-url x", "--find-links x", "a @ https://example.org/a", "-e ."]
)
def test_control_an_address_is_found(line: str) -> None:
    assert ADDRESS.search(f"b==1\n{line}\n")


def test_the_lists_were_read_from_the_project() -> None:
    assert all(len(names((ROOT / file).read_text())) > 20 for file in LISTS)
