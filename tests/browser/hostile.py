"""A study whose every text is a payload: titles, questions, answers, texts, films, codes."""

import json
import shutil
from pathlib import Path
from typing import Any

from tests.browser.payloads import PAYLOADS

CLIP = Path(__file__).resolve().parent.parent / "studies" / "short" / "films" / "clip.mp4"


def braced(text: str) -> str:
    """A payload as a text of the document: a brace is written twice."""
    return text.replace("{", "{{").replace("}", "}}")


TEXTS = [braced(payload) for payload in PAYLOADS]
EVERY = "\n\n".join(TEXTS)


def text(place: int) -> str:
    """Payload after payload, without end."""
    return TEXTS[place % len(TEXTS)]


def item(place: int) -> dict[str, Any]:
    """An item of any kind with a payload for each of its texts."""
    options = [{"value": each, "label": text(place + 3 + each)} for each in range(3)]
    kinds: list[dict[str, Any]] = [
        {"kind": "scale", "from": 0, "to": 2, "labels": [text(place + 2), text(place + 3), text(place + 4)]},
        {"kind": "slider", "from": 0, "to": 9, "ends": [text(place + 5), text(place + 6)]},
        {"kind": "choice", "options": options, "other": True},
        {"kind": "choices", "options": options},
        {"kind": "number", "unit": text(place + 7)},
        {"kind": "text"},
        {"kind": "statement"},
    ]
    kind = kinds[place % len(kinds)]
    more = {} if kind["kind"] == "statement" else {"help": text(place + 1)}
    return {"id": f"i{place}", "text": text(place), **more, **kind}


def hostile(folder: Path) -> Path:
    """Write the study's folder."""
    (folder / "instruments").mkdir(parents=True)
    (folder / "films").mkdir()
    shutil.copy(CLIP, folder / "films" / "clip.mp4")
    for name in ("consent", "shown", "support", "debrief", "fill"):
        (folder / f"{name}.md").write_text(f"# {text(len(name))}\n\n{EVERY}")
    asked = [f"t{number}" for number in range(len(TEXTS))]
    for number, name in enumerate(asked):
        tree = {"instrument": name, "title": text(number), "instruction": text(number + 7), "items": [item(7 * number)]}
        (folder / "instruments" / f"{name}.yaml").write_text(json.dumps(tree))
    every = {"instrument": "every", "title": "Every", "items": [item(number) for number in range(len(TEXTS))]}
    (folder / "instruments" / "every.yaml").write_text(json.dumps(every))
    (folder / "protocol.yaml").write_text(json.dumps(protocol(asked)))
    return folder


def protocol(asked: list[str]) -> dict[str, Any]:
    """The document itself."""
    clauses = [{"id": f"c{place}", "text": each, "optional": place > 0} for place, each in enumerate(TEXTS)]
    return {
        "lacrima": 1,
        "study": "hostile",
        "title": text(13)[:190],
        "languages": ["en"],
        "lead": {"team": text(1), "controller": text(2), "email": "a@example.org", "safety_email": "a@example.org",
                 "support": "support.md"},
        "consent": {"text": "consent.md", "clauses": clauses},
        "conditions": [{"id": "one", "label": text(3)[:190], "set": {"film": "clip"}},
                       {"id": "two", "label": text(12)[:190], "set": {"film": "clip"}}],
        "films": {"clip": {"file": "films/clip.mp4", "licence": "CC0-1.0", "title": text(13)}},
        "journey": [
            {"ask": "every"},
            "allocate",
            {"film": "condition.film", "optional": True},
            {"timer": "1 second", "text": EVERY},
            {"show": "shown.md"},
            *({"ask": name} for name in asked),
            {"safety": {"item": "every.i0", "at_least": 2}},
            {"show": "debrief.md"},
            {"complete": "end"},
        ],
        "recruitment": {"complete": {"end": {"code": text(2)}}},
        "outcomes": [{"id": "first", "label": text(14)[:190], "item": "every.i0", "better": "lower",
                      "occasions": ["every"]}],
        "groups": [{"id": "some", "label": text(15), "when": "every.i0 > 1", "labels": [text(16), text(17)]}],
    }  # fmt: skip
