"""An SVG file that needs no style sheet: a strict content security policy would drop styles, not attributes."""

import re
from html import escape

STYLE = re.compile(r' style="([^"]*)"')
STYLE_SHEET = re.compile(r"\s*<defs>\s*<style[^>]*>.*?</style>\s*</defs>", re.S)
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.S)
FONT = re.compile(r"(?:(?P<weight>bold|\d{3}) )?(?P<size>[\d.]+)px .*")
FONTS = "system-ui, sans-serif"


def plain_svg(svg: str, *, title: str, description: str) -> str:
    """Matplotlib's SVG with attributes for styles, the page's fonts, and a title and description for screen readers."""
    svg = METADATA.sub("", STYLE_SHEET.sub("", svg))
    svg = STYLE.sub(lambda found: attributes(found[1]), svg)
    said = f'<title id="t">{escape(title)}</title><desc id="d">{escape(description)}</desc>'
    about = 'role="img" aria-labelledby="t d" stroke-linejoin="round" stroke-linecap="butt"'
    return re.sub(r"<svg ([^>]*)>", lambda found: f"<svg {found[1]} {about}>{said}", svg, count=1)


def attributes(style: str) -> str:
    """The declarations of a style as attributes."""
    pairs = [declaration.split(":", 1) for declaration in style.split(";") if ":" in declaration]
    found = dict(pair for name, value in pairs for pair in presented(name.strip(), value.strip()))
    return "".join(f' {name}="{escape(value)}"' for name, value in found.items())


def presented(name: str, value: str) -> list[tuple[str, str]]:
    """One declaration as presentation attributes; the font shorthand has none of its own."""
    if name == "font-family":
        return [(name, FONTS)]
    font = FONT.fullmatch(value) if name == "font" else None
    if font is None:
        return [(name, value)]
    weight = [("font-weight", font["weight"])] if font["weight"] else []
    return [("font-size", font["size"]), ("font-family", FONTS), *weight]
