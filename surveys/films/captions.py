"""Captions must be WebVTT that a browser can show."""

import re
from pathlib import Path

MAX_BYTES = 1_000_000
TIME = r"(?:([0-9]{2,}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
TIMING = re.compile(rf"{TIME}[ \t]+-->[ \t]+{TIME}(?:[ \t]+\S.*)?")
NO_CUE = ("NOTE", "STYLE", "REGION")


class CaptionError(ValueError):
    """Captions that a browser would not show, with a sentence that names the line."""


def check_captions(source: Path) -> int:
    """The number of captions in a WebVTT file; CaptionError says in which line it is wrong."""
    name = source.name
    if source.stat().st_size > MAX_BYTES:
        raise CaptionError(f"{name}: captions have at most {MAX_BYTES} bytes.")
    try:
        lines = source.read_bytes().decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as fault:
        raise CaptionError(f"{name}: save the captions as UTF-8.") from fault
    if not lines or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        raise CaptionError(f"{name}, line 1: a WebVTT file begins with the word WEBVTT.")
    cues, before = 0, 0.0
    for number, block in _blocks(lines):
        if not block[0].startswith(NO_CUE):
            before = _cue(block, f"{name}, line {number}", before)
            cues += 1
    if not cues:
        raise CaptionError(f"{name}: there is no caption in it.")
    return cues


def _blocks(lines: list[str]) -> list[tuple[int, list[str]]]:
    """Line number and lines of each paragraph after the header's."""
    blocks: list[tuple[int, list[str]]] = []
    after_gap = False
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            after_gap = True
        elif after_gap:
            blocks.append((number, [line]))
            after_gap = False
        elif blocks:
            blocks[-1][1].append(line)
    return blocks


def _cue(block: list[str], place: str, before: float) -> float:
    """The start of a caption in seconds, once it has proved to be one."""
    timing = 0 if "-->" in block[0] else 1
    found = TIMING.fullmatch(block[timing].strip()) if timing < len(block) else None
    if not found:
        raise CaptionError(f"{place}: write the times of a caption as 00:01.000 --> 00:04.000.")
    times = found.groups()
    start, end = _seconds(times[:4]), _seconds(times[4:])
    if end <= start:
        raise CaptionError(f"{place}: this caption ends before it begins.")
    if start < before:
        raise CaptionError(f"{place}: this caption begins before the one above it. Put them in order.")
    if len(block) <= timing + 1:
        raise CaptionError(f"{place}: this caption has no words.")
    return start


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
