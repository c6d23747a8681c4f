"""A new token for a user's programs."""

import hashlib
import secrets
from datetime import datetime

from lacrima.accounts.models import ApiToken, User

PREFIX = "lacrima_"  # so that searches for leaked secrets find it
RANDOM_BYTES = 32


def issue_token(user: User, name: str, *, at: datetime) -> tuple[ApiToken, str]:
    """The token's row and its secret, which is shown once and kept nowhere."""
    secret = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    token = ApiToken.objects.create(user=user, name=name, token_sha256=hash_of(secret), created_at=at)
    return token, secret


def hash_of(secret: str) -> bytes:
    """SHA-256 of the secret, by which it is looked up; it has 256 random bits, so it needs no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()
