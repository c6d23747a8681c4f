"""What a form posted, as lists of strings; what can't be read is a sentence, never a fault."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError


class UnreadableError(ValueError):
    """A post that can't be read: a sentence and a status."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


def posted(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of a form; UnreadableError for what is too big, broken, or holds a NUL character."""
    try:
        fields = dict(request.POST.lists())
    except RequestDataTooBig:
        raise UnreadableError(
            "This is more than one page can hold. Please shorten it and send it again.", 413
        ) from None
    except (TooManyFieldsSent, MultiPartParserError, UnicodeDecodeError):
        raise UnreadableError(
            "This form can't be read. Please go back, reload the page and send it again.", 400
        ) from None
    for name, values in fields.items():
        if "\0" in name or any("\0" in value for value in values):
            raise UnreadableError(
                "The text holds a character that can't be stored (NUL). Please remove it and send again.", 400
            )
    return {str(name): [str(value) for value in values] for name, values in fields.items()}
