"""Researchers with a study that has some answers."""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from surveys.findings.rebuild import rebuild_changed_studies
from surveys.findings.score import score_new_responses
from surveys.protocols.models import Membership, Version
from tests.findings.conftest import moods  # noqa: F401
from tests.findings.people import NOON, begin, feel, send


@pytest.fixture
def researcher(moods: Version) -> Callable[..., Client]:  # noqa: F811
    """A signed-in researcher in a role, or in none."""

    def client(role: str = "") -> Client:
        user = get_user_model().objects.create_user(f"{role or 'nobody'}@example.org", "a long enough password")
        if role:
            Membership.objects.create(study=moods.study, user=user, role=role)
        browser = Client()
        browser.force_login(user)
        return browser

    return client


@pytest.fixture
def answered(moods: Version) -> Version:  # noqa: F811
    """The study with some answers, rebuilt."""
    for condition, sad, level in [("warm", 10, 3), ("warm", 30, 0), ("cold", 20, 1), ("cold", 40, 2)]:
        person = begin(moods, condition=condition)
        feel(person, "before", sad, 20, 30)
        feel(person, "after", sad + 5.5, 20, 30)
        send(person, "tears", [level])
    score_new_responses(NOON)
    rebuild_changed_studies(NOON)
    return moods
