"""The only gate to the library of films: everybody sees it, few may change what is in it."""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from surveys.films.models import Film


def films_visible_to(user: AbstractBaseUser | AnonymousUser) -> "QuerySet[Film]":
    """All films, for whoever is signed in: a film that is found again is a study that can be compared."""
    return Film.objects.all() if user.is_authenticated and user.is_active else Film.objects.none()


def films_changeable_by(user: AbstractBaseUser | AnonymousUser) -> "QuerySet[Film]":
    """The films that this user may describe anew, replace and delete: their own, and all for admins."""
    visible = films_visible_to(user)
    if getattr(user, "is_staff", False) or getattr(user, "is_superuser", False):
        return visible
    return visible.filter(added_by_id=user.pk or 0)
