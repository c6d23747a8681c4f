"""Who may sign in, and how."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.contrib.auth.hashers import identify_hasher
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from lacrima.accounts.models import User
from surveys.mail.models import Message

PASSWORD = "a long enough pass phrase"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("Ada@Example.org", PASSWORD, name="Ada")


@pytest.fixture(autouse=True)
def _no_attempts_yet(settings: Any) -> None:
    # Sign-ins are counted in the cache, which outlives a test's transaction.
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": object()}}


def sign_in(email: str, password: str) -> bool:
    client = Client()
    client.post(SIGN_IN, {"login": email, "password": password})
    return "_auth_user_id" in client.session


def test_an_address_is_one_person_however_it_is_typed(ada: User) -> None:
    assert (ada.email, User.objects.get(email="ADA@example.ORG")) == ("ada@example.org", ada)

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ADA@EXAMPLE.ORG")


def test_even_past_the_field_the_database_keeps_addresses_in_lower_case(ada: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET email = 'Ada@example.org'")


@pytest.mark.promise("X9")
def test_passwords_are_kept_with_argon2(ada: User) -> None:
    assert identify_hasher(ada.password).algorithm == "argon2"


@pytest.mark.parametrize("email", ["ada@example.org", "ADA@Example.org"])
def test_people_sign_in_with_their_address_and_password(ada: User, email: str) -> None:
    assert sign_in(email, PASSWORD)


def test_a_wrong_password_and_an_account_that_was_closed_dont_get_in(ada: User) -> None:
    assert not sign_in(ada.email, "another pass phrase")
    User.objects.update(is_active=False)

    assert not sign_in(ada.email, PASSWORD)


@pytest.mark.promise("X9")
def test_nobody_makes_an_account_for_themselves(db: None) -> None:
    form = {"email": "eve@example.org", "password1": PASSWORD, "password2": PASSWORD}

    Client().post("/accounts/signup/", form)

    assert not User.objects.exists()


@pytest.mark.promise("X9")
def test_guessing_a_password_is_stopped_after_five_tries_and_others_still_get_in(ada: User) -> None:
    bob = User.objects.create_user("bob@example.org", PASSWORD)

    for _ in range(5):
        sign_in(ada.email, "a guess")

    assert not sign_in(ada.email, PASSWORD)
    assert sign_in(bob.email, PASSWORD)


def test_control_without_the_limit_a_sixth_try_would_get_in(ada: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False

    for _ in range(5):
        sign_in(ada.email, "a guess")

    assert sign_in(ada.email, PASSWORD)


def test_a_forgotten_password_is_answered_by_the_outbox_and_alike_for_strangers(ada: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = project.EMAIL_BACKEND = "surveys.mail.outbox.OutboxBackend"

    answers = [
        Client().post("/accounts/password/reset/", {"email": email}) for email in (ada.email, "stranger@example.org")
    ]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2
    assert [message.to for message in Message.objects.all()] == [ada.email]


def run(*arguments: str) -> str:
    said = StringIO()
    call_command(*arguments, stdout=said)
    return said.getvalue().strip()


def test_an_account_is_made_with_a_password_that_is_shown_once(db: None) -> None:
    password = run("create_user", "Ada@example.org", "--name", "Ada", "--generate")

    user = User.objects.get()
    assert (user.email, user.name, user.is_staff) == ("ada@example.org", "Ada", False)
    assert sign_in(user.email, password)


def test_an_admin_is_made_with_a_password_from_a_file(db: None, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n")

    said = run("create_user", "ada@example.org", "--admin", "--password-file", str(file))

    assert PASSWORD not in said
    assert User.objects.get().is_staff
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "fault"),
    [
        ("ada", PASSWORD, "valid email"),
        ("ada@example.org", "short", "at least 12"),
        ("ada@example.org", "ada@example.org", "too similar"),
        ("bob@example.org", PASSWORD, "already a user"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(db: None, tmp_path: Path, email: str, password: str, fault: str) -> None:
    User.objects.create_user("bob@example.org")
    file = tmp_path / "password"
    file.write_text(password)

    with pytest.raises(CommandError, match=fault):
        run("create_user", email, "--password-file", str(file))

    assert User.objects.count() == 1


def test_a_password_file_that_isnt_there_is_said(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="can't be read"):
        run("create_user", "ada@example.org", "--password-file", str(tmp_path / "none"))
