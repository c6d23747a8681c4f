"""docs/promises.md tells what holds today, and each promise that holds has a test that bears its number."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from tests.ground.source import ROOT, place, python_files

COUNTS = {"R": 14, "S": 8, "X": 11, "P": 12}
NUMBERS = {f"{letter}{number}" for letter, count in COUNTS.items() for number in range(1, count + 1)}
ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (built|in part|later) \| (.+?) \|$", re.M)
WHEN = re.compile(r"\bissue [A-Z]\d?\b|\bno issue yet\b")


@dataclass(frozen=True)
class Promise:
    """A row of docs/promises.md."""

    number: str
    text: str
    state: str
    where: str


def promises() -> list[Promise]:
    """The rows of docs/promises.md."""
    return [Promise(*row) for row in ROW.findall((ROOT / "docs" / "promises.md").read_text())]


def marked(source: str) -> set[str]:
    """The promises that a test file bears, in `pytest.mark.promise("R2")`."""
    return {
        str(argument.value)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "promise"
        for argument in node.args
        if isinstance(argument, ast.Constant)
    }


def files_by_promise() -> dict[str, set[Path]]:
    """The files in which each promise is tested."""
    found: dict[str, set[Path]] = defaultdict(set)
    for path in python_files("tests"):
        for number in marked(path.read_text()):
            found[number].add(path)
    return found


def test_every_promise_is_listed_once() -> None:
    numbers = [promise.number for promise in promises()]

    assert len(numbers) == len(set(numbers))
    assert set(numbers) == NUMBERS


def test_a_promise_that_holds_has_a_test_with_its_number() -> None:
    tested = files_by_promise()

    assert [p.number for p in promises() if p.state != "later" and p.number not in tested] == []


def test_a_promise_is_tested_where_the_list_says() -> None:
    tested = {number: sorted(map(place, paths)) for number, paths in files_by_promise().items()}
    listed = {p.number: re.findall(r"`(tests/[^`]+)`", p.where) for p in promises() if p.state != "later"}
    wrong = [
        f"{number} isn't tested in {where} but in {tested.get(number, 'no file')}"
        for number, wheres in listed.items()
        for where in wheres
        if not any(file.startswith(where) for file in tested.get(number, []))
    ]

    assert wrong == []


def test_every_promise_that_holds_says_where_it_is_tested() -> None:
    assert [p.number for p in promises() if p.state != "later" and "`tests/" not in p.where] == []


def test_a_promise_that_has_a_test_is_listed_as_one_that_holds() -> None:
    holding = {promise.number for promise in promises() if promise.state != "later"}

    assert sorted(files_by_promise().keys() - holding) == []


def test_what_doesnt_hold_yet_says_when_it_will() -> None:
    assert [p.number for p in promises() if p.state != "built" and not WHEN.search(p.where)] == []


def test_control_a_mark_is_read_from_functions_and_from_files() -> None:
    assert marked('@pytest.mark.promise("R2")\ndef test(): ...\npytestmark = mark.promise("P7")') == {"R2", "P7"}
    assert marked('"""promise("R2")"""') == set()
