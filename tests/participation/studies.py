"""Small variants of the short study, read from its document with another journey."""

from pathlib import Path

from surveys.participation.facts import Facts, Sent
from surveys.participation.itinerary import Place
from surveys.participation.known import asked_by
from surveys.protocols.definition import Definition, Film
from surveys.protocols.documents import Folder, read_folder
from surveys.protocols.read_definition import read_definition

SHORT = Path(__file__).resolve().parent.parent / "studies" / "short"
CONSENTED = 1_000_000.0
KEPT = ("lacrima", "study", "title", "languages", "lead", "consent", "films")


def variant(journey: str, **instruments: str) -> Definition:
    """The short study with one condition and this journey, and with these instruments changed."""
    return read_definition(folder_with(journey, **instruments))


def folder_with(journey: str, **instruments: str) -> Folder:
    """The folder of that study."""
    folder = read_folder(SHORT)
    parts = folder.texts["protocol.yaml"].split("\n")
    kept, keep = [], False
    for line in parts:
        if line and not line[0].isspace() and not line.startswith("#"):
            keep = line.partition(":")[0] in KEPT
        kept += [line] if keep else []
    texts = {**folder.texts, "protocol.yaml": "\n".join(kept) + f"\njourney:\n{journey}"}
    texts |= {f"instruments/{name}.yaml": text for name, text in instruments.items()}
    return Folder(texts, folder.folder)


def newcomer(seed: int = 1, condition: str = "all") -> Facts:
    """Somebody who has consented."""
    return Facts(1, 1, seed, "real", condition, "en", CONSENTED, None, None, clauses=("take_part",))


def sent(
    definition: Definition, facts: Facts, place: Place, *, at: float, value: dict[str, object] | None = None
) -> None:
    """The page was sent, every item left open but those that `value` names."""
    step = definition.step(place.step)
    instrument = definition.instruments.get(asked_by(step)) if place.kind == "ask" else None
    answers: list[object] = []
    if instrument is not None:
        items = instrument.stored(place.page, facts.seed, f"{place.base}:{place.occurrence}")
        answers = [(value or {}).get(item.id) for item in items]
    if isinstance(step, Film):
        answers = [1.0, 1, at]
    facts.sent[place.base, place.occurrence, place.page] = Sent(answers, at, at)
