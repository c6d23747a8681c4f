"""Every text of ours that a participant can read: in templates, and in gettext calls of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

from surveys.protocols.po import Unit

SURVEYS = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ("participant", "steps", "items", "emails")
ERRORS = ("400.html", "403.html", "404.html", "500.html")
# Rooms whose sentences reach participants, and the files among them that don't.
ROOMS = ("instruments", "enrolment", "participation", "pages/participant")
DOORS = ("doors.py",)
CALL = re.compile(r"\b(n?gettext)\(")
SINGULAR = ("gettext", "gettext_noop", "Sentence", "BadAnswer")


def extract() -> list[Unit]:
    """The texts without translation, each once, in a steady order."""
    found: dict[str, Unit] = {}
    for place, source, plural in sorted(all_words(), key=lambda each: each[0]):
        known = found.get(source)
        comments = (*(known.comments if known else ()), place)
        found[source] = Unit(
            source, plural=plural or (known.plural if known else ""), comments=tuple(dict.fromkeys(comments))
        )
    return list(found.values())


def all_words() -> Iterator[tuple[str, str, str]]:
    """Place, text and plural of every occurrence."""
    for path in template_files():
        yield from words_of_template(path.parent.name, path)
    for room in ROOMS:
        for path in sorted((SURVEYS / room).rglob("*.py")):
            yield from words_of_code(path.relative_to(SURVEYS).as_posix(), path)
    for name in DOORS:
        yield from words_of_code(name, Path(settings.PACKAGE_DIR) / name)


def template_files() -> list[Path]:
    """The participants' templates."""
    folder = next(Path(each) for each in settings.TEMPLATES[0]["DIRS"] if (Path(each) / "participant").is_dir())
    errors = [folder / name for name in ERRORS]
    return [*errors, *(path for name in TEMPLATES for path in sorted((folder / name).rglob("*.html")))]


def words_of_template(folder: str, path: Path) -> Iterator[tuple[str, str, str]]:
    """The texts of a template, by Django's own way of turning it into code."""
    code = templatize(path.read_text(encoding="utf-8"))
    for call in CALL.finditer(code):
        arguments = literals(code[call.end() - 1 :])
        yield f"{folder}/{path.name}", arguments[0], arguments[1] if call[1] == "ngettext" else ""


def literals(code: str) -> list[str]:
    """The texts at the start of a call's arguments."""
    found = []
    rest = code[1:]
    while match := re.match(r"\s*u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")\s*,?", rest, re.DOTALL):
        found.append(str(ast.literal_eval(match[1])))
        rest = rest[match.end() :]
    return found


def words_of_code(name: str, path: Path) -> Iterator[tuple[str, str, str]]:
    """The texts of a module's gettext calls and sentences."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if node.func.id in SINGULAR and texts:
            yield name, texts[0], ""
        elif node.func.id == "ngettext":
            yield name, texts[0], texts[1]
