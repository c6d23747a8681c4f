"""Into which sizes a film is made."""

from dataclasses import dataclass

# Boxes of 16:9, by their height: for slow networks, for phones, for everything else.
SIZES = (360, 480, 720)
WIDE = 16 / 9


@dataclass(frozen=True)
class Size:
    """One rendition: the height of the box that it was made for, and its own width and height."""

    box: int
    width: int
    height: int


def sizes(width: int, height: int) -> list[Size]:
    """The renditions of a film of so many pixels, upright or wide: never larger than the film itself.

    The first box that holds the whole film ends the list, with the film at its own size.
    """
    made: list[Size] = []
    for box in SIZES:
        room = (box * WIDE, box) if width >= height else (box, box * WIDE)
        scale = min(1.0, room[0] / width, room[1] / height)
        made.append(Size(box, even(width * scale, width), even(height * scale, height)))
        if scale == 1.0:
            break
    return made


def even(pixels: float, most: int) -> int:
    """The nearest even number that is not above `most`: H.264 has no others."""
    return max(2, min(round(pixels / 2) * 2, most // 2 * 2))
