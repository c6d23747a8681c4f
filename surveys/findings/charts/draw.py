"""Draw a picture as a file: SVG without styles for pages, PNG for print. The same numbers give the same file."""

import io
from threading import Lock
from typing import Any, Protocol

import matplotlib as mpl

from surveys.findings.charts.sheet import Shape, Sheet, Theme
from surveys.findings.plain_svg import plain_svg

SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "lacrima",
    "font.family": "DejaVu Sans",
    "hatch.linewidth": 0.8,
    "hatch.color": "#808B94",
}
PRINT_DPI = 300
# Matplotlib's settings belong to the whole process, and one drawing at a time leaves room for everybody else.
ONE_AT_A_TIME = Lock()


class Picture(Protocol):
    """What can be drawn."""

    @property
    def title(self) -> str:
        """The question that it answers."""

    @property
    def alt(self) -> str:
        """What it shows, in sentences."""

    def height(self, shape: Shape) -> float:
        """Its height in inches."""

    def draw(self, theme: Theme, shape: Shape) -> Sheet:
        """The picture on a sheet."""


def svg(picture: Picture, theme: Theme = "light", shape: Shape = "wide") -> str:
    """The picture as an SVG file that needs no style sheet and no font of its own."""
    file = io.StringIO()
    with ONE_AT_A_TIME, mpl.rc_context(SETTINGS):
        sheet = picture.draw(theme, shape)
        sheet.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    return plain_svg(file.getvalue(), title=picture.title, description=picture.alt)


def png(picture: Picture) -> bytes:
    """The wide picture on white for print, 300 dots an inch."""
    file = io.BytesIO()
    with ONE_AT_A_TIME, mpl.rc_context(SETTINGS):
        sheet = picture.draw("light", "wide")
        sheet.figure.savefig(file, format="png", dpi=PRINT_DPI, facecolor="white", metadata={"Software": None})
    return file.getvalue()
