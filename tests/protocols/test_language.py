"""The page on how a study is written: all that it shows can be written so."""

import re
from pathlib import Path
from textwrap import indent

import pytest

from surveys.instruments.document import Node, read_document
from surveys.instruments.instrument import read_instrument
from surveys.instruments.kinds import KINDS
from surveys.protocols.read_consent import read_consent
from surveys.protocols.read_definition import OPTIONAL, REQUIRED
from surveys.protocols.read_films import read_films
from tests.participation.studies import variant

TEXT = (Path(__file__).resolve().parents[2] / "surveys" / "protocols" / "language.md").read_text()
STEPS = re.findall(r"```yaml\n(.*?)```", TEXT, re.S)


@pytest.mark.parametrize("steps", STEPS, ids=[steps.split("\n")[0] for steps in STEPS])
def test_steps_can_be_written_as_the_page_shows_them(steps: str) -> None:
    definition = variant("\n" + "".join(f"  {line}\n" for line in steps.splitlines()))

    assert list(definition.walk())


def test_a_questionnaire_can_be_written_as_the_page_shows_it() -> None:
    (text,) = re.findall(r"```yaml instrument\n(.*?)```", TEXT, re.S)
    faults: list[object] = []

    instrument = read_instrument(read_document(text, "now.yaml", faults), ["en"])  # type: ignore[arg-type]

    assert faults == []
    assert len(instrument.items) == 5


def test_a_consent_can_be_written_as_the_page_shows_it() -> None:
    (text,) = re.findall(r"```yaml consent\n(.*?)```", TEXT, re.S)
    faults: list[object] = []

    consent = read_consent(Node({"consent": read_document(text, "x.yaml", faults).value}, "x.yaml"), ["en"])  # type: ignore[arg-type]

    assert faults == []
    assert [each.right for each in consent.questions] == ["any"]
    assert [each.optional for each in consent.clauses] == [False, True]


def test_films_can_be_written_as_the_page_shows_them() -> None:
    (text,) = re.findall(r"```yaml films\n(.*?)```", TEXT, re.S)
    faults: list[object] = []

    root = read_document(f"films:\n{indent(text, '  ')}", "protocol.yaml", faults)  # type: ignore[arg-type]
    film = read_films(root, ["en", "de"])["clip"]

    assert faults == []
    assert film.norms["sad"].scale == (1, 7)
    assert [theme["de"] for theme in film.themes] == ["loss", "ein schwerer Abschied"]


def test_every_step_and_key_is_named() -> None:
    assert [kind for kind in KINDS if not re.search(rf"\b{kind}\b", TEXT)] == []
    assert [key for key in (*REQUIRED, *OPTIONAL) if f"`{key}" not in TEXT] == []
