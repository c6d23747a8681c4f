"""What must not stand anywhere in the project."""

import re

import pytest

from tests.ground.source import ROOT, files_under, place

ENDINGS = (".py", ".html", ".js", ".css", ".md", ".yaml", ".yml", ".toml", ".txt", ".json", ".cff", ".sh")
FOLDERS = ("platform", "surveys", "templates", "tests", "docs", ".ci")
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
# Folders of one machine, and registries: neither is there for everyone.
ELSEWHERE = re.compile(r"(?<![\w.])/(work|root|home/\w+)/|\b(pypi" + r"\.org/simple|pythonhosted\.org|registry\.npm)")


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Every place where the pattern stands."""
    files = [path for folder in FOLDERS for path in files_under(ROOT / folder, *ENDINGS)]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in ENDINGS]
    return [
        f"{place(path)}:{number}: {line.strip()[:100]}"
        for path in files
        if place(path) != "tests/ground/test_words.py" and "vendor" not in path.parts
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if pattern.search(line)
    ]


def test_nothing_is_left_for_later_in_the_code() -> None:
    assert lines_with(UNFINISHED) == []


def test_no_path_of_one_machine_and_no_registry_is_written_down() -> None:
    assert lines_with(ELSEWHERE) == []


@pytest.mark.parametrize("line", ["see /wo" + "rk/main", "cd /ro" + "ot/x", '"/home/' + 'ada/x"'])
def test_control_a_machines_path_is_found(line: str) -> None:
    assert ELSEWHERE.search(line)
