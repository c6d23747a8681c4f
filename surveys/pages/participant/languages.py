"""In which language a page speaks: the study's for its texts, the nearest that the software has for its own words."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.translation import get_language_info, gettext, override
from django.utils.translation.trans_real import get_languages, get_supported_language_variant, parse_accept_lang_header

from surveys.instruments.sentence import Sentence
from surveys.participation.facts import Facts
from surveys.protocols.definition import Definition

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
ENGLISH = "en"


@lru_cache(maxsize=1024)
def own(language: str) -> str:
    """The software's own language that is nearest; English where none is near."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return ENGLISH


def speaking(language: str) -> AbstractContextManager[Any]:
    """The software's own words in a language."""
    return override(own(language))


def translated(sentence: str) -> str:
    """A sentence of an earlier room in the language that is spoken now, its numbers as that language writes them."""
    if not isinstance(sentence, Sentence):
        return gettext(sentence)
    values = {name: localize(value) for name, value in sentence.values.items()}
    return gettext(sentence.wording) % values if values else gettext(sentence.wording)


def direction(language: str) -> str:
    """Which way a language is written."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def name_of(language: str) -> str:
    """What a language calls itself; its code where Django doesn't know."""
    try:
        name = str(get_language_info(language)["name_local"])
    except KeyError:
        return language
    return name[:1].upper() + name[1:]


def asked_for(request: HttpRequest, offered: Sequence[str], posted: str = "") -> str:
    """The language that the form, the link or the browser asks for, of those that are offered; else the first."""
    for wanted in (posted, request.GET.get("lang", "")):
        if wanted in offered:
            return wanted
    heard = [code for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    for code in heard:
        for language in offered:
            if language.lower() == code or language.partition("-")[0] == code.partition("-")[0]:
                return language
    return offered[0]


def switched(request: HttpRequest, definition: Definition, facts: Facts) -> str:
    """Show a person's pages in the language that the link asks for; the query that keeps it in links.

    Nothing is stored: the page's form carries its language, and the next post keeps it.
    """
    wanted = request.GET.get("lang", "")
    if wanted not in definition.languages or wanted == facts.language:
        return ""
    facts.language = wanted
    return f"?lang={wanted}"


def own_for(request: HttpRequest) -> dict[str, str]:
    """The context of a page that belongs to no study."""
    language = asked_for(request, [ENGLISH, *sorted(set(get_languages()) - {ENGLISH})])
    return {"language": language, "direction": direction(language)}
