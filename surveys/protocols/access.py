"""The only gate to studies: what a user may see and do."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from surveys.protocols.models import Membership, Study

EDITING = (Membership.Role.OWNER, Membership.Role.EDITOR)


def studies_visible_to(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Study]:
    """The studies that this user is a member of; admins see all."""
    if not user.is_authenticated or not user.is_active:
        return Study.objects.none()
    if getattr(user, "is_staff", False) or getattr(user, "is_superuser", False):
        return Study.objects.all()
    return Study.objects.filter(memberships__user_id=user.pk)


def studies_owned_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Study]:
    """The studies that this user owns: being an admin makes nobody an owner."""
    owned = Membership.objects.filter(user_id=user.pk or 0, role=Membership.Role.OWNER)
    return studies_visible_to(user).filter(pk__in=owned.values("study_id"))


def studies_editable_by(user: AbstractBaseUser | AnonymousUser) -> QuerySet[Study]:
    """The studies that this user may change and publish: an admin answers for privacy, not for what is asked."""
    visible = studies_visible_to(user)
    if getattr(user, "is_superuser", False):
        return visible
    return visible.filter(pk__in=Membership.objects.filter(user_id=user.pk or 0, role__in=EDITING).values("study_id"))
