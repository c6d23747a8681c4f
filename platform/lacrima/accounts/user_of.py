"""For whom a program acts."""

from datetime import datetime

from lacrima.accounts.issue_token import hash_of
from lacrima.accounts.models import ApiToken, User


def user_of(secret: str, *, at: datetime) -> User | None:
    """The active user of a token that holds, or None: wrong, revoked and left behind look alike."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(token_sha256=hash_of(secret), revoked_at=None, user__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.last_used_on != at.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=at.date())
    return token.user
