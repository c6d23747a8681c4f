"""Small files, small functions, and no drawers for odds and ends."""

import ast
from pathlib import Path

import pytest

from tests.ground.source import ROOT, SOURCES, files_under, place, python_files

LINES_IN_A_FILE = 400
LINES_IN_A_FUNCTION = 50
DRAWERS = {"util", "common", "helper", "service", "manager", "misc", "tool", "lib"}


def too_long_functions(source: str) -> list[str]:
    """The functions of a source text that have more lines than allowed, with their lengths."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))]
    lengths = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > LINES_IN_A_FUNCTION]


def is_drawer(path: Path) -> bool:
    """Whether a file or one of its folders is named for holding this and that."""
    return any(part.removesuffix("s") in DRAWERS for part in path.with_suffix("").parts)


def test_files_are_small() -> None:
    files = [
        *python_files(),
        *(path for folder in ("surveys", "templates") for path in files_under(ROOT / folder, ".html", ".js", ".css")),
    ]
    long = {place(path): len(path.read_text().splitlines()) for path in files if "vendor" not in path.parts}

    assert {path: lines for path, lines in long.items() if lines > LINES_IN_A_FILE} == {}


def test_functions_are_small() -> None:
    found = {place(path): too_long_functions(path.read_text()) for path in python_files()}

    assert {path: functions for path, functions in found.items() if functions} == {}


def test_every_file_is_named_for_what_it_does() -> None:
    files = [path.relative_to(ROOT) for folder in SOURCES for path in files_under(ROOT / folder, ".py", ".js")]

    assert [str(path) for path in files if is_drawer(path)] == []


@pytest.mark.parametrize(
    "name", ["surveys/mail/utils.py", "surveys/common/x.py", "tests/helper.py", "surveys/services.py"]
)
def test_control_a_drawer_is_found(name: str) -> None:
    assert is_drawer(Path(name))


def test_control_a_long_function_is_found_inside_a_class_too() -> None:
    body = "\n".join(["        pass"] * LINES_IN_A_FUNCTION)

    assert too_long_functions(f"class A:\n    async def long(self):\n{body}") == ["long: 51 lines"]
