"""Who sees and who may change a study."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from surveys.protocols.access import studies_editable_by, studies_visible_to
from surveys.protocols.models import Membership, Study

pytestmark = pytest.mark.django_db
Role = Membership.Role


@pytest.fixture
def studies() -> tuple[Study, Study]:
    """One study of the cast, and one of somebody else."""
    return tuple(Study.objects.create(slug=slug, title=slug, created_at=timezone.now()) for slug in ("ours", "theirs"))  # type: ignore[return-value]


def member(study: Study, role: str, **more: bool) -> object:
    """A person with a role in the study."""
    user = get_user_model().objects.create_user(f"{role}@example.org", "x")
    for name, value in more.items():
        setattr(user, name, value)
    user.save()
    Membership.objects.create(study=study, user=user, role=role)
    return user


@pytest.mark.parametrize(("role", "edits"), [(Role.OWNER, True), (Role.EDITOR, True), (Role.VIEWER, False)])
def test_a_member_sees_the_study_and_changes_it_by_role(studies: tuple[Study, Study], role: str, edits: bool) -> None:
    user = member(studies[0], role)

    assert list(studies_visible_to(user)) == [studies[0]]  # type: ignore[arg-type]
    assert list(studies_editable_by(user)) == ([studies[0]] if edits else [])  # type: ignore[arg-type]


def test_a_role_in_one_study_gives_none_in_another(studies: tuple[Study, Study]) -> None:
    user = member(studies[0], Role.OWNER)
    Membership.objects.create(study=studies[1], user=user, role=Role.VIEWER)  # type: ignore[misc]

    assert set(studies_visible_to(user)) == set(studies)  # type: ignore[arg-type]
    assert list(studies_editable_by(user)) == [studies[0]]  # type: ignore[arg-type]


def test_a_stranger_and_somebody_who_is_not_signed_in_see_nothing(studies: tuple[Study, Study]) -> None:
    member(studies[0], Role.OWNER)
    stranger = get_user_model().objects.create_user("stranger@example.org", "x")

    for user in (stranger, AnonymousUser()):
        assert not studies_visible_to(user).exists()
        assert not studies_editable_by(user).exists()


@pytest.mark.parametrize("more", [{}, {"is_staff": True}, {"is_staff": True, "is_superuser": True}])
def test_whoever_was_made_inactive_sees_nothing(studies: tuple[Study, Study], more: dict[str, bool]) -> None:
    user = member(studies[0], Role.OWNER, is_active=False, **more)

    assert not studies_visible_to(user).exists()  # type: ignore[arg-type]
    assert not studies_editable_by(user).exists()  # type: ignore[arg-type]


def test_an_admin_sees_all_and_changes_only_their_own(studies: tuple[Study, Study]) -> None:
    admin = get_user_model().objects.create_user("admin@example.org", "x", is_staff=True)

    assert set(studies_visible_to(admin)) == set(studies)
    assert not studies_editable_by(admin).exists()


def test_a_superuser_sees_and_changes_all(studies: tuple[Study, Study]) -> None:
    superuser = get_user_model().objects.create_superuser("super@example.org", "x")

    assert set(studies_visible_to(superuser)) == set(studies)
    assert set(studies_editable_by(superuser)) == set(studies)
