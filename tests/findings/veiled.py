"""The small study, blinded."""

from surveys.protocols.documents import read_folder
from surveys.protocols.models import Version
from surveys.protocols.publish import publish
from tests.findings.conftest import STUDY
from tests.findings.people import NOON


def veiled(until: str) -> Version:
    """The small study as it is published with this stop; with none where it is empty."""
    folder = read_folder(STUDY)
    stop = f"blinded: {{until: {until}}}\n" if until else ""
    folder.texts = {**folder.texts, "protocol.yaml": folder.texts["protocol.yaml"] + stop}
    return publish(folder, by=None, at=NOON)


next_version = veiled
