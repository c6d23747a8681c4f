"""Coming back by the receipt code: it opens the personal link, which is stored sealed with the code itself.

Neither the database nor its backups can open it without the code, and a code is guessed once in 10¹⁴ tries.
"""

import base64
import hmac
from hashlib import sha256

from django.conf import settings

from surveys.enrolment.models import Consent


def seal_link(token: str, code: str) -> bytes:
    """The token of a personal link, sealed with a receipt code and the installation's key."""
    from cryptography.fernet import Fernet

    return Fernet(_key(code)).encrypt(token.encode())


def link_behind(typed: str) -> str | None:
    """The token that a receipt code opens; None where there is no such code. Case, spaces and the dash don't matter."""
    from cryptography.fernet import Fernet, InvalidToken

    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    code = f"{letters[:5]}-{letters[5:]}"
    found = Consent.objects.filter(receipt_hash=sha256(code.encode()).digest()).exclude(sealed_link=None).first()
    if found is None or found.sealed_link is None:
        return None
    try:
        return Fernet(_key(code)).decrypt(bytes(found.sealed_link)).decode()
    except InvalidToken:
        return None


def _key(code: str) -> bytes:
    secret = b"lacrima.return " + code.encode()
    return base64.urlsafe_b64encode(hmac.digest(settings.SECRET_KEY.encode(), secret, "sha256"))
