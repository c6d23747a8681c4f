"""Ask people under way for their consent again: a version's text is another one, and they shall see it."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser

from surveys.ledger.append import append
from surveys.protocols.models import Version


def ask_again(version: Version, *, by: AbstractBaseUser | None, at: datetime) -> None:
    """Mark a version: whoever is under way on an earlier one, with another consent text, is asked for the new one.

    The version itself stays as it is, and everybody finishes the journey of the version they started on.
    """
    if version.asks_again:
        return
    version.asks_again = True
    version.save(update_fields=["asks_again"])
    append(
        "consent asked again",
        by=str(by.pk) if by else "",
        about=f"version:{version.pk}",
        study=version.study.slug,
        at=at,
    )
