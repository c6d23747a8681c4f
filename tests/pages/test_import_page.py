"""Importing on the desk: the report first, then the draft; hostile files end in a sentence."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from surveys.ledger.models import Entry
from surveys.protocols.draft import draft_of
from surveys.protocols.models import Draft, Study
from tests.instruments.exchange.reading import activity, dictionary, field, radio
from tests.pages.test_document import enter, revision, save, short  # noqa: F401

PAGE = "/researcher/short/document/import/"
CSV = dictionary(field("sad", "radio", "0, No | 1, Yes"), field("up", "file"))


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def upload(client: Client, data: bytes, name: str = "x.csv") -> tuple[int, str]:
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


def texts_in(html: str) -> list[str]:
    """What stands in the page's form, as a browser would send it."""
    import html as entities

    return [entities.unescape(each) for each in re.findall(r'name="text"[^>]*>\n(.*?)</textarea>', html, re.DOTALL)]


def add(client: Client, html: str, *names: str, at: str = "") -> object:
    data = {"text": texts_in(html), "add": list(names), "revision": at or revision()}
    return client.post(f"{PAGE}add/", data)


def texts() -> dict[str, str]:
    return dict(draft_of(Study.objects.get(slug="short")).texts)


def test_a_file_is_reported_before_anything_is_added(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()

    status, html = upload(client, CSV)

    assert status == 200
    assert "A field of the type “file” can&#x27;t be asked; it was left out." in html
    assert "row 3, up" in html
    assert not Draft.objects.exists()
    assert not Entry.objects.filter(verb="instrument imported").exists()


def test_what_was_looked_at_is_added_and_entered_in_the_ledger(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    html = upload(client, CSV)[1]

    answer = add(client, html, "feelings")

    assert answer.headers["Location"].endswith("?file=instruments%2Ffeelings.yaml")  # type: ignore[attr-defined]
    assert texts()["instruments/feelings.yaml"] == texts_in(html)[0]
    entry = Entry.objects.get(verb="instrument imported")
    assert (entry.study, entry.detail) == ("short", {"instrument": "feelings"})


def test_the_texts_are_in_the_languages_of_the_study(enter: Callable[..., Client]) -> None:  # noqa: F811
    files = activity({"sad": radio("No", "Yes") | {"question": {"en": "Sad?", "de": "Traurig?"}}})

    html = upload(enter(), zipped(files), "x.zip")[1]

    assert "Texts in other languages were left out: de." in html
    assert "text: Sad?" in texts_in(html)[0]


def test_conditions_come_along(enter: Callable[..., Client]) -> None:  # noqa: F811
    logic = {"Branching Logic (Show field only if...)": "[sad] = '1'"}

    html = upload(enter(), dictionary(field("sad", "yesno"), field("why", "notes", **logic)))[1]

    assert "when: feelings.sad == 1" in texts_in(html)[0]


def test_several_forms_are_added_as_they_are_chosen(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    other = field("calm", "yesno") | {"Form Name": "others"}
    html = upload(client, dictionary(field("sad", "yesno"), other))[1]

    add(client, html, "others")

    assert "instruments/others.yaml" in texts()
    assert "instruments/feelings.yaml" not in texts()


def test_an_instrument_of_the_study_is_replaced_only_when_that_is_ticked(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    add(client, upload(client, CSV)[1], "feelings")

    html = upload(client, dictionary(field("calm", "yesno")))[1]

    assert '<input type="checkbox" name="add" value="feelings">' in html
    assert "Replace instruments/feelings.yaml" in html
    before = texts()
    assert add(client, html).status_code == 422  # type: ignore[attr-defined]
    assert texts() == before
    add(client, html, "feelings")
    assert "id: calm" in texts()["instruments/feelings.yaml"]


def test_whoever_saved_meanwhile_loses_nothing_and_neither_does_the_import(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    html = upload(client, CSV)[1]
    seen = revision()
    save(client, "# meanwhile")

    answer = add(client, html, "feelings", at=seen)

    again = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "instruments/feelings.yaml" not in texts()
    assert texts_in(again) == texts_in(html)
    add(client, again, "feelings")
    assert texts()["protocol.yaml"] == "# meanwhile"
    assert "instruments/feelings.yaml" in texts()


@pytest.mark.parametrize(
    "text", ["", "instrument: feelings", "instrument: ../x\ntitle: X\nitems: []", "a: &a [*a]", "\ud800"]
)
def test_only_a_whole_instrument_can_be_added(enter: Callable[..., Client], text: str) -> None:  # noqa: F811
    data = {"text": text.encode("utf-8", "replace").decode(), "add": ["feelings", "../x"], "revision": revision()}

    assert enter().post(f"{PAGE}add/", data).status_code == 422
    assert not Draft.objects.exists()


HOSTILE = {
    "nothing": b"",
    "nul": b"\0" * 100,
    "no text": b"\xff\xfe" * 50,
    "json bomb": b'{"category": "Activity", "ui":' + b"[" * 100_000,
    "huge number": b'{"category": "Activity", "version": ' + b"9" * 10_000 + b"}",
    "yaml bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
        b"%c: &%c [%s]\n" % (98 + n, 98 + n, b",".join([b"*%c" % (97 + n)] * 9)) for n in range(9)
    ),
    "deep yaml": b"x: " + b"[" * 5_000,
    "zip of zeros": zipped({"a_schema": b"0" * 20_000_000}),
    "zip of many": zipped({f"{n}": b"{}" for n in range(3_000)}),
    "zip that leads out": zipped({"../../protocol.yaml": b"{}"}),
    "zip with a root": zipped({"/etc/passwd": b"{}"}),
    "zip in a zip": zipped({"x.zip": zipped({"y": b"{}"})}),
    "broken zip": zipped({"x": b"{}" * 50})[:60],
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "page": b"<!DOCTYPE html><script>alert(1)</script>",
    "ragged": b'"Variable / Field Name","Field Type"\n' + b"," * 5_000,
    "too long": b"x" * 4_000_000,
}  # fmt: skip


@pytest.mark.promise("X7")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(enter: Callable[..., Client], kind: str) -> None:  # noqa: F811
    status, html = upload(enter(), HOSTILE[kind], f"{kind}.csv")

    assert status == 422 or "It can't be added." in html
    assert '<p class="problem"' in html
    assert "<script>alert" not in html
    assert not Draft.objects.exists()


@pytest.mark.promise("X7")
def test_a_file_that_is_no_upload_or_too_large_is_not_kept(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()

    assert upload(client, b"x" * 7_000_000)[0] == 422
    assert client.post(PAGE, {"file": "no file"}).status_code == 422
    assert upload(client, CSV)[0] == 200


def test_a_file_fills_a_skeleton_and_is_added_under_its_name(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    assert '<option value="phq8">' in client.get(PAGE).content.decode()
    eight = dictionary(*(field(f"q{number}", "radio", "0, A | 1, B | 2, C | 3, D") for number in range(1, 9)))

    html = client.post(PAGE, {"file": SimpleUploadedFile("x.csv", eight), "fill": "phq8"}).content.decode()

    assert "Say under “licence” by whose leave you use “phq8”" in html
    answer = add(client, html, "phq8")
    assert answer.headers["Location"].endswith("?file=instruments%2Fphq8.yaml")  # type: ignore[attr-defined]
    assert "How q8?" in texts()["instruments/phq8.yaml"]
