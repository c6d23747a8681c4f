"""A catalogue as the binary MO file that gettext reads; no machine needs the gettext programs."""

import struct
from collections.abc import Iterable

from surveys.protocols.po import Unit

MAGIC = 0x950412DE
HEADER_BYTES = 28
BYTES_PER_ENTRY = 8


def compile_words(units: Iterable[Unit]) -> bytes:
    """The MO file of the finished translations; those that are open or fuzzy stay in English."""
    finished = [unit for unit in units if all(unit.forms) and not unit.fuzzy]
    pairs = sorted((key_of(unit), "\0".join(unit.forms).encode()) for unit in finished)
    table, texts = b"", b""
    begins = HEADER_BYTES + 2 * BYTES_PER_ENTRY * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            table += struct.pack("<II", len(pair[column]), begins + len(texts))
            texts += pair[column] + b"\0"
    translations = HEADER_BYTES + BYTES_PER_ENTRY * len(pairs)
    head = struct.pack("<7I", MAGIC, 0, len(pairs), HEADER_BYTES, translations, 0, begins)
    return head + table + texts


def key_of(unit: Unit) -> bytes:
    """What gettext looks a text up by."""
    place = f"{unit.context}\x04" if unit.context else ""
    return (place + unit.source + (f"\0{unit.plural}" if unit.plural else "")).encode()
