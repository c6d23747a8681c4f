"""Programs sign in with a token."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from lacrima.accounts.authentication import TokenAuthentication
from lacrima.accounts.issue_token import issue_token
from lacrima.accounts.models import ApiToken, User
from lacrima.accounts.user_of import user_of

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def ada(db: None) -> User:
    return User.objects.create_user("ada@example.org")


def authenticated(header: str) -> User | None:
    request = APIView().initialize_request(APIRequestFactory().get("/", headers={"Authorization": header}))
    answer = TokenAuthentication().authenticate(request)
    return answer[0] if answer else None


def test_a_token_stands_for_its_user(ada: User) -> None:
    token, secret = issue_token(ada, "R script", at=NOON)

    assert user_of(secret, at=NOON) == ada
    assert authenticated(f"Token {secret}") == authenticated(f"token  {secret} ") == ada
    assert (token.name, token.created_at, token.revoked_at) == ("R script", NOON, None)


def test_only_the_hash_of_a_secret_is_kept(ada: User) -> None:
    _, secret = issue_token(ada, "R script", at=NOON)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(accounts_apitoken)::text FROM accounts_apitoken")
        row = cursor.fetchone()[0]

    assert secret not in row
    assert secret.encode().hex() not in row


def test_two_tokens_are_never_alike_and_hold_enough_chance(ada: User) -> None:
    secrets = {issue_token(ada, "R script", at=NOON)[1] for _ in range(50)}

    assert len(secrets) == 50
    assert all(len(secret.removeprefix("lacrima_")) * 6 >= 256 for secret in secrets)


def test_wrong_revoked_and_left_behind_get_the_same_answer(ada: User) -> None:
    gone = User.objects.create_user("gone@example.org", is_staff=True)
    revoked, revoked_secret = issue_token(ada, "old", at=NOON)
    _, gone_secret = issue_token(gone, "old", at=NOON)
    ApiToken.objects.filter(pk=revoked.pk).update(revoked_at=NOON)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    answers = set()
    for secret in (revoked_secret, gone_secret, "lacrima_wrong", "", "\xff", revoked_secret + " x"):
        with pytest.raises(AuthenticationFailed) as refused:
            authenticated(f"Token {secret}")
        answers.add((refused.value.status_code, str(refused.value.detail)))

    assert answers == {(401, "This token isn't known, or it was revoked.")}


@pytest.mark.parametrize("header", ["", "Basic YTpi", "Bearer x", "Tokenx y"])
def test_other_ways_to_sign_in_are_left_to_others(db: None, header: str) -> None:
    assert authenticated(header) is None


def test_the_day_of_use_is_kept_and_written_once_a_day(ada: User) -> None:
    token, secret = issue_token(ada, "R script", at=NOON)

    user_of(secret, at=NOON)
    first = ApiToken.objects.get(pk=token.pk).last_used_on
    user_of(secret, at=NOON + timedelta(days=1))

    assert first == NOON.date()
    assert ApiToken.objects.get(pk=token.pk).last_used_on == NOON.date() + timedelta(days=1)


def test_a_repeat_on_the_same_day_writes_nothing(ada: User, django_assert_num_queries: object) -> None:
    _, secret = issue_token(ada, "R script", at=NOON)
    user_of(secret, at=NOON)

    with django_assert_num_queries(1):  # type: ignore[operator]
        user_of(secret, at=NOON + timedelta(hours=3))


def test_the_command_prints_a_secret_that_works(ada: User) -> None:
    said = StringIO()

    call_command("create_token", "ADA@example.org", "--name", "R script", stdout=said)

    assert user_of(said.getvalue().strip(), at=NOON) == ada


def test_the_command_says_when_there_is_no_such_user(ada: User) -> None:
    User.objects.update(is_active=False)

    with pytest.raises(CommandError, match="no active user"):
        call_command("create_token", "ada@example.org", "--name", "R script")
