"""From the form on a phone to the file on a researcher's desk: every text comes back as it was typed."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from surveys.participation.models import Response
from surveys.protocols.models import Version
from tests.exports.reading import texts, unguarded
from tests.exports.test_guard import HARMLESS, PAYLOADS, STRANGE
from tests.journeys.person import Person

# A browser sends every line break as CR LF, and it is one character to who typed it.
TYPED = [text for text in (*PAYLOADS, *HARMLESS, *STRANGE) if "\r" not in text and text.strip()]


@pytest.fixture(autouse=True)
def forgotten_tries() -> Iterator[None]:
    """Nobody has tried any link yet."""
    cache.clear()
    yield
    cache.clear()


@pytest.mark.promise("R14")
def test_any_text_survives_from_the_form_to_the_file(short: Version) -> None:
    someone = Person("short").agree().until("everything", age="40", crisis="no", level="3")
    sent = {"likes": "tea", "where": "other", "where.other": "at sea"}

    someone.fill(words="\n".join(TYPED), **sent)

    found = {line["name"]: line["text"] for line in texts(short.study)}
    assert unguarded([found["everything_words"]]) == ["\n".join(TYPED)]
    assert found["everything_where_other"] == "at sea"


@pytest.mark.promise("R14")
def test_a_nul_is_refused_and_nothing_is_stored(short: Version) -> None:
    someone = Person("short").agree().until("everything", age="40", crisis="no", level="3")
    before = Response.objects.count()

    someone.fill(words="a\0b")

    assert someone.response.status_code == 400
    assert Response.objects.count() == before
