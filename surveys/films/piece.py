"""A piece of a file that is read like a file: what the web server sends of a film."""

from collections.abc import Iterator
from pathlib import Path

CHUNK_BYTES = 1 << 16


class Piece:
    """`length` bytes of a file from `start` on; a server may read them, or let the kernel send from `fileno`."""

    def __init__(self, path: Path, start: int, length: int) -> None:
        self.file = path.open("rb")
        self.file.seek(start)
        self.left = length

    def fileno(self) -> int:
        """The file's descriptor, placed at the piece's beginning until something is read."""
        return self.file.fileno()

    def read(self, most: int = -1) -> bytes:
        """The next bytes, at most `most`; none at the piece's end."""
        wanted = self.left if most < 0 else min(most, self.left)
        chunk = self.file.read(wanted)
        self.left -= len(chunk)
        return chunk

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK_BYTES):
            yield chunk

    def close(self) -> None:
        """Let go of the file."""
        self.file.close()
