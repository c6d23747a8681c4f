"""Programs sign in with a token."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from lacrima.accounts.models import User
from lacrima.accounts.user_of import user_of

REFUSED = "This token isn't known, or it was revoked."


class TokenAuthentication(BaseAuthentication):
    """Reads `Authorization: Token …`; what doesn't hold is always refused in the same words."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        """The token's user, or None where the request brings no token."""
        word, _, secret = get_authorization_header(request).partition(b" ")
        if word.lower() != b"token":
            return None
        user = user_of(secret.strip().decode("latin-1"), at=timezone.now())
        if user is None:
            raise AuthenticationFailed(REFUSED)
        return user, None

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says about how to sign in."""
        return "Token"
