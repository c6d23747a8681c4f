"""Every instrument of the library in a study: ours as they are, skeletons only when somebody has filled them in."""

import json
from pathlib import Path

import pytest

from surveys.instruments.document import read_document
from surveys.instruments.skeleton import filled, is_skeleton
from surveys.protocols.documents import LIBRARY
from tests.protocols.small import PROTOCOL, changed, faults_of, read

FILES = sorted(LIBRARY.glob("*.yaml"))


def asking(name: str, protocol: str = PROTOCOL) -> str:
    """The small study with one more instrument."""
    return changed("  - ask: who\n", f"  - ask: who\n  - ask: {name}\n", protocol)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_study_may_ask_it_when_its_texts_are_there(path: Path) -> None:
    node = read_document(path.read_text(encoding="utf-8"), path.name, [])
    faults = faults_of(asking(path.stem))

    if not is_skeleton(node):
        assert faults == []
        return
    assert faults
    assert all(fault.startswith(f"library/{path.stem}.yaml:") for fault in faults)
    assert f"instruments/{path.stem}.yaml, by paste on the document page, or by import" in faults[0]

    own = {f"instruments/{path.stem}.yaml": json.dumps(filled(node).value, ensure_ascii=False)}
    definition = read(asking(path.stem), **own)
    assert len(definition.instruments[path.stem].items) == len(node.value["items"])


def test_the_phq_9_needs_somebody_who_can_act() -> None:
    path = LIBRARY / "phq9.yaml"
    node = filled(read_document(path.read_text(encoding="utf-8"), path.name, []))
    protocol = changed(", safety_email: duty@example.org, support: support.md", "", PROTOCOL)
    protocol = "".join(line for line in protocol.splitlines(keepends=True) if "safety:" not in line)

    own = {"instruments/phq9.yaml": json.dumps(node.value, ensure_ascii=False)}

    assert any("safety_email" in fault for fault in faults_of(asking("phq9", protocol), **own))
    assert faults_of(asking("phq9"), **own) == []
