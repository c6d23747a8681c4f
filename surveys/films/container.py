"""What kind of file it is, by its first bytes and never by its name: ffmpeg is then told, and may not guess."""

from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 4096
PACKET, SYNC = 188, 0x47


@dataclass(frozen=True)
class Container:
    """A kind of film file: its name for people, ffmpeg's name for it, and the ending that it is kept under."""

    name: str
    demuxer: str
    ending: str


MP4 = Container("MP4", "mov", ".mp4")
QUICKTIME = Container("QuickTime", "mov", ".mov")
WEBM = Container("WebM", "matroska", ".webm")
MATROSKA = Container("Matroska", "matroska", ".mkv")
AVI = Container("AVI", "avi", ".avi")
MPEG = Container("MPEG", "mpeg", ".mpg")
TRANSPORT = Container("MPEG transport stream", "mpegts", ".ts")
WINDOWS = Container("Windows Media", "asf", ".wmv")
FLASH = Container("Flash video", "flv", ".flv")
OGG = Container("Ogg", "ogg", ".ogv")
READ = "MP4, QuickTime, WebM, Matroska, AVI, MPEG, Windows Media, Flash video or Ogg"
ATOMS = (b"moov", b"mdat", b"wide", b"free", b"skip")


def container_of(source: Path) -> Container | None:
    """The kind of a file; None for what isn't a film. Playlists and lists of files are none: they name other files."""
    with source.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    begins = {
        b"OggS": OGG,
        b"FLV\x01": FLASH,
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": WINDOWS,
        b"\x00\x00\x01\xba": MPEG,
    }
    found = next((kind for magic, kind in begins.items() if head.startswith(magic)), None)
    return found or _boxes(head) or _ebml(head) or _riff(head) or _packets(head)


def _boxes(head: bytes) -> Container | None:
    if head[4:8] == b"ftyp":
        return QUICKTIME if head[8:12] == b"qt  " else MP4
    return QUICKTIME if head[4:8] in ATOMS else None


def _ebml(head: bytes) -> Container | None:
    if not head.startswith(b"\x1a\x45\xdf\xa3"):
        return None
    return WEBM if b"webm" in head[:64] else MATROSKA


def _riff(head: bytes) -> Container | None:
    return AVI if head[:4] == b"RIFF" and head[8:12] == b"AVI " else None


def _packets(head: bytes) -> Container | None:
    whole = range(0, len(head) - PACKET, PACKET)
    return TRANSPORT if len(whole) > 2 and all(head[at] == SYNC for at in whole) else None
