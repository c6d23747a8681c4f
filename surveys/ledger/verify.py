"""Whether the audit trail is whole."""

from collections.abc import Iterator

from surveys.ledger.append import START, fingerprint
from surveys.ledger.models import Entry


def verify() -> list[str]:
    """A sentence for every fault in the chain, from the first entry to the last; empty when there is none."""
    return list(_faults())


def _faults() -> Iterator[str]:
    number, previous = 0, START
    for entry in Entry.objects.order_by("number").iterator(chunk_size=1000):
        if entry.number != number + 1:
            yield f"Ledger: after entry {number} comes entry {entry.number}; what stood between them is gone."
        elif entry.previous != previous:
            yield f"Ledger: entry {entry.number} doesn't hold the hash of entry {number}."
        if entry.sha256 != fingerprint(entry):
            yield f"Ledger: entry {entry.number} was changed after it was written."
        number, previous = entry.number, entry.sha256
