"""Rows as PostgreSQL writes them as CSV (RFC 4180: UTF-8 without a mark, lines end in CR LF), never all in memory."""

from collections.abc import Iterator

from surveys.exports.snapshot import Connection

BLOCK_BYTES = 16 * 1024
END = b"\r\n"


def copy_csv(raw: Connection, header: list[str], query: str) -> Iterator[tuple[int, bytes]]:
    """Blocks of the file, each with the number of lines of data in it; the header comes first."""
    lines: list[bytes] = [",".join(header).encode(), b""]
    size = count = 0
    with raw.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv)") as copy:
        # PostgreSQL sends each row as a message of its own, which ends in a line feed.
        while row := copy.read():
            lines[-1] = bytes(row[:-1])
            lines.append(b"")
            size, count = size + len(row), count + 1
            if size >= BLOCK_BYTES:
                yield count, END.join(lines)
                lines, size, count = [b""], 0, 0
    yield count, END.join(lines)
