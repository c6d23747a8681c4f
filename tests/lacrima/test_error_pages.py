"""What can't be answered is said in the language that a participant asks for."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from lacrima.error_pages import error_page
from tests.journeys.person import DoorsHandler

SAID = {
    "de": "Diese Seite gibt es nicht",
    "es": "Esta página no existe",
    "fr": "Cette page n’existe pas",
    "ar": "لا توجد صفحة كهذه",
    "zh-hans": "没有这个页面",
    "en": "There is no such page",
}


@pytest.fixture
def visitor() -> Client:
    """Somebody who comes through the doors of production."""
    client = Client(raise_request_exception=False)
    client.handler = DoorsHandler()
    return client


@pytest.mark.parametrize("address", ["/s/no/such/page/", "/p/token/no/such", "/support/us/please/", "/f/nothing/"])
@pytest.mark.parametrize("language", SAID)
def test_a_participant_is_told_in_the_language_of_the_browser(visitor: Client, address: str, language: str) -> None:
    answer = visitor.get(address, headers={"accept-language": language})

    assert answer.status_code == 404
    assert SAID[language] in answer.content.decode()
    assert f'lang="{language}"' in answer.content.decode().lower()
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_link_goes_before_the_browser(visitor: Client) -> None:
    answer = visitor.get("/s/no/such/page/?lang=ar", headers={"accept-language": "de"})

    assert SAID["ar"] in answer.content.decode()
    assert 'dir="rtl"' in answer.content.decode()


@pytest.mark.django_db
def test_researchers_pages_speak_english(client: Client) -> None:
    answer = client.get("/researcher/no/such/page/", headers={"accept-language": "de"})

    assert (answer.status_code, SAID["en"] in answer.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("status", "said"),
    [(400, "Das konnten wir nicht lesen"), (403, "Diese Seite ist für Sie nicht offen"), (500, "schiefgegangen")],
)
def test_every_other_fault_has_a_page_too(rf: RequestFactory, status: int, said: str) -> None:
    request = rf.get("/p/token/", headers={"accept-language": "de"})
    handler = get_resolver().resolve_error_handler(status)

    answer: HttpResponse = handler(request) if status == 500 else handler(request, Exception("x"))

    assert (answer.status_code, said in answer.content.decode()) == (status, True)
    assert answer.content == error_page(request, status).content
