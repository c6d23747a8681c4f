"""Whatever comes in gets a sentence or a page, never a fault, and loses nothing."""

import io
from itertools import product

import pytest
from django.test import Client

from lacrima.wsgi import application
from surveys.enrolment.models import Participant
from surveys.participation.models import Response
from tests.journeys.person import Person

ODD = ["base64", "undefined", "rot13", "utf-7", "unicode_escape", "idna", '"utf-16"']


def ask(method: str, path: str, content_type: str, body: bytes = b"") -> str:
    """The status that the web application answers with."""
    said: list[str] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_HOST": "localhost",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.url_scheme": "http",
    }
    application(environ, lambda status, headers, error=None: said.append(status)).close()
    return said[0][:3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
def test_odd_character_sets_are_no_fault(short, kind):
    someone = Person("short").agree()
    body = b'--x\r\nContent-Disposition: form-data; name="PANEL_ID"\r\n\r\n+2AA-\\ud800\r\n--x--\r\n'

    for charset, method, path in product(ODD, ("GET", "POST"), ("/s/short/", someone.link)):
        status = ask(method, path, f"{kind}; charset={charset}", body if method == "POST" else b"")
        assert status[0] in "234", (charset, method, path, status)


def test_a_file_of_any_size_is_refused_before_it_is_read(short):
    someone = Person("short").agree()

    response = someone.browser.post(someone.link, {"age": io.BytesIO(b"x" * 3_000_000)})

    assert response.status_code == 413
    assert Response.objects.count() == 0


@pytest.mark.parametrize("path", ["/s/short", "/p/token"])
def test_a_link_without_its_last_slash_leads_on(short, path):
    response = Client().get(f"{path}?PANEL_ID=a%20b")

    assert response.status_code == 307
    assert response.headers["Location"] == f"{path}/?PANEL_ID=a%20b"


def test_whoever_does_not_take_part_is_told_where_help_is(short):
    someone = Person("short").send(disagree="yes")
    other = Person("short").agree().fill(age="30", crisis="yes")

    assert "Call a friend" in someone.html
    assert "Call a friend" in other.html
    assert Participant.objects.count() == 0


def test_a_page_shown_again_keeps_its_piped_values_and_blanks(short):
    someone = Person("short").agree().fill(age="30", sex="female", crisis="no").until("everything")
    typed = "two  blanks\nand a line"

    someone.send(likes=["tea", "none"], words=typed, where="home")

    assert someone.response.status_code == 422
    assert typed in someone.html
    assert "\ue000" not in someone.html
    assert "Some questions, Female" in someone.html
