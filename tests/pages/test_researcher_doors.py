"""One table of the desk's addresses: by which method, for whom; the others are answered as if there were nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, reverse

from surveys.exports.ask import ask
from surveys.exports.models import Export
from surveys.ledger.models import Entry
from surveys.pages.researcher import (
    document_urls,
    film_report_urls,
    film_urls,
    instrument_urls,
    people_urls,
    urls,
    viewing_urls,
)
from surveys.protocols.models import Membership, Study, Version
from tests.exports.reading import NOON
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import begin, feel

EVERYONE, MEMBERS, EDITORS = ("owner", "editor", "viewer", ""), ("owner", "editor", "viewer"), ("owner", "editor")
# Name of the address, method, who is let in. "" is somebody signed in who has nothing to do with the study.
DOORS: dict[str, tuple[str, tuple[str, ...]]] = {
    "studies": ("GET", EVERYONE),
    "new_study": ("GET POST", EVERYONE),
    "language": ("GET", EVERYONE),
    "findings": ("GET", MEMBERS),
    "unblind": ("GET POST", ("owner",)),
    "picture": ("GET", MEMBERS),
    "table_file": ("GET", MEMBERS),
    "viewings": ("GET", MEMBERS),
    "film_report": ("GET", MEMBERS),
    "film_report_file": ("GET", MEMBERS),
    # This study shows no film; tests/pages/test_viewings_page.py opens those of one that does.
    "viewing_strips": ("GET", ()),
    "viewing_file": ("GET", ()),
    "codebook": ("GET", MEMBERS),
    "codebook_file": ("GET", MEMBERS),
    "exports": ("GET", MEMBERS),
    "ask_export": ("POST", EDITORS),
    "cancel_export": ("POST", EDITORS),
    "export_file": ("POST", EDITORS),
    "people": ("GET", MEMBERS),
    "qr_code": ("GET", MEMBERS),
    "test_person": ("POST", MEMBERS),
    "simulate_people": ("POST", EDITORS),
    "clear_people": ("POST", EDITORS),
    "document": ("GET", MEMBERS),
    "save_document": ("POST", EDITORS),
    "change_files": ("POST", EDITORS),
    "check_document": ("POST", EDITORS),
    "translations": ("GET", MEMBERS),
    "take_translations": ("POST", EDITORS),
    "translators_file": ("GET", MEMBERS),
    "import_instrument": ("GET POST", EDITORS),
    "add_imported": ("POST", EDITORS),
    "preview": ("GET", MEMBERS),
    "preview_page": ("GET", MEMBERS),
    "publish": ("GET", EDITORS),
    "publish_study": ("POST", EDITORS),
    "open_or_close": ("POST", EDITORS),
    "versions": ("GET", MEMBERS),
    "go_back": ("GET POST", EDITORS),
    "take_film": ("GET POST", EDITORS),
    "films": ("GET", EVERYONE),
    "add_film": ("GET POST", EVERYONE),
    # There is no film here; tests/films/test_film_pages.py opens these.
    "library_film": ("GET", ()),
    "film_state": ("GET", ()),
    "describe_film": ("GET POST", ()),
    "replace_film": ("GET POST", ()),
    "ready_again": ("POST", ()),
    "delete_film": ("POST", ()),
    "instruments": ("GET", EVERYONE),
    "instrument": ("GET", EVERYONE),
    "instrument_file": ("GET", EVERYONE),
}
OF_A_FILM = ("library_film", "film_state", "describe_film", "replace_film", "ready_again", "delete_film")
MORE: dict[str, dict[str, Any]] = {
    "picture": {"kind": "course", "name": "sad", "ending": "svg"},
    "table_file": {"kind": "course", "name": "sad"},
    "qr_code": {"kind": "svg"},
    "viewing_strips": {"step": "film"},
    "film_report_file": {"kind": "films", "ending": "csv"},
    "viewing_file": {"step": "film", "kind": "exposure", "ending": "svg"},
    "go_back": {"number": 1},
    "translators_file": {"language": "de"},
    "instrument": {"name": "phq9"},
    **{name: {"sha256": "0" * 64} for name in OF_A_FILM},
    "instrument_file": {"name": "phq9"},
}
NUMBERED = ("cancel_export", "export_file")
WITHOUT_STUDY = (
    "studies",
    "new_study",
    "language",
    "instruments",
    "instrument",
    "instrument_file",
    "films",
    "add_film",
    *OF_A_FILM,
)


def patterns() -> Iterator[URLPattern]:
    for module in (urls, people_urls, viewing_urls, film_report_urls, document_urls, instrument_urls, film_urls):
        yield from module.urlpatterns


@pytest.fixture
def export(moods: Version, settings: object, tmp_path: Path) -> Export:  # noqa: F811
    """One that waits for a worker, of a study with somebody in it."""
    cache.clear()
    settings.EXPORTS_ROOT = tmp_path / "exports"  # type: ignore[attr-defined]
    feel(begin(moods, condition="warm"), "before", 10, 20, 30)
    return ask(moods.study, by=None, at=NOON)


@pytest.fixture
def enter(moods: Version) -> Callable[[str], Client]:  # noqa: F811
    """Somebody with a role in the study, signed in; "" has none."""

    def client(role: str) -> Client:
        user, _ = get_user_model().objects.get_or_create(email=f"{role or 'nobody'}@example.org")
        if role:
            Membership.objects.get_or_create(study=moods.study, user=user, role=role)
        browser = Client()
        browser.force_login(user)
        return browser

    return client


def address_of(name: str, slug: str, export: Export) -> str:
    """An address of the table, filled in."""
    if name in WITHOUT_STUDY:
        return reverse(name, kwargs=MORE.get(name))
    return reverse(
        name, kwargs={"slug": slug, **MORE.get(name, {}), **({"number": export.pk} if name in NUMBERED else {})}
    )


def test_every_address_stands_in_the_table() -> None:
    assert sorted(str(each.name) for each in patterns()) == sorted(DOORS)


@pytest.mark.promise("X2")
@pytest.mark.parametrize("name", DOORS)
def test_each_address_lets_in_who_may_and_hides_from_the_others(
    enter: Callable[[str], Client], export: Export, name: str
) -> None:
    methods, roles = DOORS[name]
    address = address_of(name, "moods", export)
    for method in methods.split():
        for role in ("viewer", "", "editor", "owner"):
            answer = enter(role).generic(method, address)
            hidden = answer.status_code == 404
            assert hidden == (role not in roles), (role, method, answer.status_code)
            assert answer.status_code < 500


@pytest.mark.promise("X2")
@pytest.mark.parametrize("name", DOORS)
def test_what_may_not_be_seen_is_answered_like_what_is_not_there(
    enter: Callable[[str], Client], export: Export, name: str
) -> None:
    method = DOORS[name][0].split()[0]
    if name not in WITHOUT_STUDY:
        theirs = enter("").generic(method, address_of(name, "moods", export))
        nothing = enter("").generic(method, address_of(name, "nothing", export))
        assert (theirs.status_code, theirs.content) == (nothing.status_code, nothing.content)


@pytest.mark.promise("X2")
@pytest.mark.parametrize("name", DOORS)
def test_who_is_not_signed_in_is_led_to_signing_in_and_changes_nothing(export: Export, name: str) -> None:
    before = Study.objects.count(), Export.objects.count(), Entry.objects.count()
    for method in DOORS[name][0].split():
        answer = Client().generic(method, address_of(name, "moods", export))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")
    assert (Study.objects.count(), Export.objects.count(), Entry.objects.count()) == before


@pytest.mark.promise("X2")
@pytest.mark.parametrize("name", DOORS)
def test_other_methods_are_refused(enter: Callable[[str], Client], export: Export, name: str) -> None:
    allowed = {*DOORS[name][0].split(), *({"HEAD"} if "GET" in DOORS[name][0] else set())}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
        assert enter("owner").generic(method, address_of(name, "moods", export)).status_code == 405, method


@pytest.mark.promise("X2")
@pytest.mark.parametrize("name", [name for name, (methods, _) in DOORS.items() if "POST" in methods])
def test_a_form_from_somewhere_else_is_refused(moods: Version, export: Export, name: str) -> None:  # noqa: F811
    user = get_user_model().objects.create_user("owner@example.org")
    Membership.objects.create(study=moods.study, user=user, role="owner")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)

    assert browser.post(address_of(name, "moods", export)).status_code == 403
