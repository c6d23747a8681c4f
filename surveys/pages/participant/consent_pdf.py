"""A consent as a PDF file, in the letters that come along: Latin, Greek, Cyrillic and some more.

Arabic and Hebrew need letters that join and run from right to left, and Chinese, Japanese and Korean a font of many
megabytes. Their copy is the page, which every browser prints.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext

FONT = "DejaVu"
STYLES = {"": "DejaVuSans", "B": "DejaVuSans-Bold", "I": "DejaVuSans-Oblique", "BI": "DejaVuSans-BoldOblique"}
# Scripts of which the font has letters, and which it can't set: Hebrew, Arabic and what is like them.
FIRST_UNSET, LAST_UNSET = 0x0590, 0x1CFF
GEORGIAN = range(0x10A0, 0x1100)
TEXT_POINTS, SMALL_POINTS, TITLE_POINTS = 10.5, 8, 17
MARGIN_MM = 20
TICKED, OPEN = "☑", "☐"


def printable(agreed: Mapping[str, Any]) -> bool:
    """Whether the file can hold a consent: the font has all its letters, and they stand one after the other."""
    return all(settable(letter) for letter in set("".join(words_of(agreed))))


def words_of(agreed: Mapping[str, Any]) -> Iterable[str]:
    """All that the file says."""
    yield from (agreed["title"], strip_tags(agreed["body"]), agreed["study"], agreed["team"], agreed["ethics"])
    yield from (agreed["at"], *headings(), *(text for text, _ in agreed["clauses"]))


def headings() -> tuple[str, str]:
    """The file's own words."""
    return gettext("Your consent"), gettext("What you agreed to")


def settable(letter: str) -> bool:
    """Whether a letter can be set."""
    number = ord(letter)
    joined = FIRST_UNSET <= number <= LAST_UNSET and number not in GEORGIAN
    return letter.isspace() or (number in letters() and not joined)


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """The letters that the font has."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    return frozenset(TTFont(font_file("DejaVuSans")).getBestCmap())


def font_file(name: str) -> Path:
    """A font's file; matplotlib brings it along."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise FileNotFoundError(name)
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" / f"{name}.ttf"


def consent_pdf(agreed: Mapping[str, Any]) -> bytes:
    """The file: title, who and when, the text, the clauses with their ticks, and the text's hash."""
    # Loaded when somebody wants a file: no other page needs it.
    from fpdf import FPDF, FontFace

    own, clauses = headings()
    pdf = FPDF(format="A4")
    pdf.set_margin(MARGIN_MM)
    pdf.set_auto_page_break(auto=True, margin=MARGIN_MM)
    pdf.set_title(agreed["title"])
    pdf.set_lang(agreed["speech"])
    for style, name in STYLES.items():
        pdf.add_font(FONT, style, font_file(name))
    pdf.add_page()

    def say(text: str, points: float, style: str = "", after_mm: float = 2) -> None:
        pdf.set_font(FONT, style, points)
        pdf.multi_cell(0, points * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(after_mm)

    say(own, SMALL_POINTS)
    say(agreed["title"], TITLE_POINTS, "B", 3)
    say(" · ".join(filter(None, (agreed["study"], agreed["team"], agreed["email"], agreed["ethics"]))), SMALL_POINTS)
    pdf.set_font(FONT, "", TEXT_POINTS)
    heading = FontFace(emphasis="B", size_pt=TEXT_POINTS + 2)
    pdf.write_html(str(agreed["body"]), font_family=FONT, tag_styles=dict.fromkeys(("h2", "h3", "h4"), heading))
    pdf.ln(4)
    say(clauses, TEXT_POINTS + 2, "B")
    for text, ticked in agreed["clauses"]:
        say(f"{TICKED if ticked else OPEN}  {text}", TEXT_POINTS)
    say(agreed["at"], TEXT_POINTS, "", 4)
    say(f"SHA-256 {agreed['sha256']}", SMALL_POINTS)
    return bytes(pdf.output())
