"""What mails to participants say: the study's own words where it has some, else ours; plain text and HTML."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, override
from django.utils.translation.trans_real import get_supported_language_variant

from surveys.protocols.definition import Definition
from surveys.protocols.mails import own_mail

RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class Letter:
    """A mail's subject, its text and its HTML; neither subject nor sender names what a study is about."""

    subject: str
    text: str
    html: str


def letter(kind: str, definition: Definition, language: str, *, link: str, **more: Any) -> Letter:
    """A mail of a kind (confirm, reminder) in a language: `link` leads on, `no_more` and `leave` end it all."""
    with override(spoken(language)):
        subject, paragraphs = own_mail(definition, kind, language) or ours(kind)
        context = {
            **more,
            "kind": kind,
            "subject": subject,
            "paragraphs": paragraphs,
            "link": link,
            "team": definition.lead.team,
            "email": definition.lead.email,
            "language": language,
            "direction": "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr",
        }
        text = render_to_string("emails/letter.txt", context)
        return Letter(subject, text, render_to_string("emails/letter.html", context))


def ours(kind: str) -> tuple[str, list[str]]:
    """The subject and the paragraphs where a study has none of its own."""
    if kind == "confirm":
        return gettext("Please confirm your e-mail address"), [
            gettext("This address was given for reminders from a study. If that was you, please confirm it."),
            gettext("If it wasn't you, do nothing: the address is deleted after a day."),
        ]
    return gettext("It is time for the next part"), [
        gettext("You take part in a study, and its next part is open now. It goes on where you stopped."),
        gettext("You can also stop. You don't have to say why."),
    ]


def address_of(path: str) -> str:
    """A whole address of this installation."""
    return f"{settings.SITE_URL}{path}"


def spoken(language: str) -> str:
    """The software's own language that is nearest; English where none is near."""
    try:
        return get_supported_language_variant(language)
    except LookupError:
        return "en"
