"""What a form posted, as lists of strings; what can't be read is a sentence, never a fault."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_noop

from surveys.participation.timing import FIELD as TIMING

MOST_BYTES = 1_000_000
TOO_BIG = gettext_noop("This is more than one page can hold. Please shorten it and send it again.")


class UnreadableError(ValueError):
    """A post that can't be read: a sentence and a status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of a form; UnreadableError for what is too big, broken, or holds a NUL character."""
    if length(request) > MOST_BYTES:
        # Django caps forms by itself, but it would read a file of any size.
        raise UnreadableError(TOO_BIG, 413)
    try:
        fields = dict(request.POST.lists())
    except RequestDataTooBig:
        raise UnreadableError(TOO_BIG, 413) from None
    except (TooManyFieldsSent, MultiPartParserError, UnicodeDecodeError):
        raise UnreadableError(
            gettext_noop("This form can't be read. Please go back, reload the page and send it again."), 400
        ) from None
    for name, values in fields.items():
        # Times that can't be read are no reason to refuse answers, and no text of theirs is stored.
        if name != TIMING and any(unstorable(text) for text in (str(name), *map(str, values))):
            raise UnreadableError(
                gettext_noop("The text holds a character that can't be stored. Please remove it and send again."), 400
            )
    return {str(name): [str(value) for value in values] for name, values in fields.items()}


def length(request: HttpRequest) -> int:
    """How many bytes a request says that it brings."""
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdecimal() else 0


def unstorable(text: str) -> bool:
    """Whether a text holds what no database stores: NUL, or half of a surrogate pair."""
    return "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text)
