"""The short study with two crossed factors and other ways of allocation."""

from pathlib import Path

from surveys.protocols.documents import Folder, read_folder

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"
FACTORS = """\
factors:
  mood: {bright: {film: clip}, calm: {film: calm}}
  words: {warm: {text: bright.md}, cool: {text: calm.md}}
"""
TOGETHER = "  - allocate\n  - show: condition.text\n  - {film: condition.film, watched: 0.9}\n"
# One factor, then a film that follows from it, then the other one and what follows from that.
APART = "  - allocate: mood\n  - {film: condition.film, watched: 0.9}\n  - allocate\n  - show: condition.text\n"
MINIMISE = "{method: minimise, factors: [person.sex, person.crisis], p: 0.8}"


def design(allocation: str, *, crossed: bool = True, apart: bool = False, film: str = "") -> Folder:
    """The short study, with its two conditions or with four crossed ones, allocated at once or one after the other.

    `film` are more keys of the film that stands between two allocations.
    """
    folder = read_folder(SHORT)
    text = folder.texts["protocol.yaml"]
    start, end, after = (text.index(key) for key in ("conditions:", "allocation:", "films:"))
    conditions = FACTORS if crossed else text[start:end]
    text = f"{text[:start]}{conditions}allocation: {allocation}\n{text[after:]}"
    assert TOGETHER in text
    between = APART.replace("watched: 0.9", f"watched: 0.9{film}")
    text = text.replace(TOGETHER, between) if apart else text
    return Folder({**folder.texts, "protocol.yaml": text}, folder.folder)
