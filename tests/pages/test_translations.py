"""The languages of a document on the desk: what is missing, the file for translators, the file taken in."""

from collections.abc import Callable

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from surveys.ledger.models import Entry
from surveys.protocols.draft import draft_of
from surveys.protocols.models import Study
from surveys.protocols.po import read_po, with_forms, write_po
from tests.journeys.conftest import short  # noqa: F401
from tests.pages.test_document import enter, revision, save  # noqa: F401


def in_two_languages(client: Client) -> str:
    """Say that the short study is in German too; the address of its languages."""
    text = Study.objects.get(slug="short").source["protocol.yaml"]
    save(
        client,
        text.replace("languages: [en]", "languages: [en, de]").replace(
            "title: A short study", "title: {en: A short study}"
        ),
    )
    return reverse("translations", args=["short"])


def send(client: Client, po: str | bytes, language: str = "de", at: str | None = None) -> str:
    file = SimpleUploadedFile("de.po", po.encode() if isinstance(po, str) else po)
    fields = {"revision": at or revision(), "language": language, "file": file}
    return client.post(reverse("take_translations", args=["short"]), fields, follow=True).content.decode()


def test_a_study_in_one_language_says_how_to_add_one(enter: Callable[..., Client]) -> None:  # noqa: F811
    page = enter().get(reverse("translations", args=["short"])).content.decode()

    assert "This study is in one language." in page
    assert "One wording" not in page


def test_what_is_missing_and_what_serves_all_languages_is_listed(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    page = client.get(in_two_languages(client)).content.decode()

    assert "protocol.yaml: title" in page
    assert "consent.md: paragraph 1" in page
    assert "One wording for all languages" in page
    assert "instruments/person.yaml: items.age.text" in page
    faults = client.get(reverse("document", args=["short"])).content.decode()
    assert "texts are missing in “de”" in faults


def test_a_file_goes_out_and_comes_back(enter: Callable[..., Client]) -> None:  # noqa: F811
    client = enter()
    address = in_two_languages(client)
    answer = client.get(reverse("translators_file", args=["short", "de"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="short.de.po"'
    units = [
        with_forms(unit, [f"ä {unit.source}"]) if unit.source else unit for unit in read_po(answer.content.decode())
    ]

    page = send(client, write_po(units))

    assert "translations taken in." in page
    assert "All texts are there." in page
    texts = draft_of(Study.objects.get(slug="short")).texts
    assert "title: {en: A short study, de: ä A short study}" in texts["protocol.yaml"]
    assert texts["consent.de.md"].startswith("ä ")
    assert "No faults" in client.get(reverse("document", args=["short"])).content.decode()
    assert "One wording" not in client.get(address).content.decode()
    assert Entry.objects.filter(verb="texts translated").count() == 1


def test_what_does_not_fit_is_listed_and_what_can_not_be_read_changes_nothing(
    enter: Callable[..., Client],  # noqa: F811
) -> None:
    client = enter()
    in_two_languages(client)
    odd = 'msgctxt "protocol.yaml: <b>x"\nmsgid "a"\nmsgstr "b"\n'

    assert "protocol.yaml: &lt;b&gt;x: There is no such place" in send(client, odd)
    before = draft_of(Study.objects.get(slug="short")).texts
    for po in ("no po", b"\xff", write_po([])[:0] + 'msgid ""\nmsgstr "Language: fr\\n"\n'):
        assert 'role="alert"' in send(client, po)
    assert "Somebody else has saved" in send(client, odd, at="1.0")
    assert draft_of(Study.objects.get(slug="short")).texts == before
