"""Text that is unreadable in the database, in its files and in its backups."""

import base64
import hmac
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

# cryptography is loaded when something is sealed: most processes never do that, and it is 6 MB of each.
if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet


class SealError(Exception):
    """A sealed text cannot be opened with the keys of this installation."""


def seal(text: str) -> bytes:
    """The text, encrypted and signed (Fernet: AES-128-CBC with HMAC-SHA-256), different each time."""
    return _keys().encrypt(text.encode())


def unseal(sealed: bytes) -> str:
    """The text that was sealed with SECRET_KEY or one of SECRET_KEY_FALLBACKS."""
    from cryptography.fernet import InvalidToken

    try:
        return _keys().decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise SealError(
            "A sealed text can't be opened: SECRET_KEY has changed. Put the old key in SECRET_KEY_FALLBACKS."
        ) from None


def _keys() -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet

    secrets: Iterable[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key_from(secret)) for secret in secrets])


def _key_from(secret: str) -> bytes:
    # SECRET_KEY is long and random, so one keyed hash derives a key; the label keeps it apart from keys for other uses.
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), b"lacrima.mail.seal", "sha256"))


if TYPE_CHECKING:
    _SealedBase = models.BinaryField[str, str]
else:
    _SealedBase = models.BinaryField


class SealedTextField(_SealedBase):
    """A text that stands encrypted in its column. It can't be searched, and isn't meant to be."""

    def from_db_value(self, value: bytes | None, *_: Any) -> str | None:
        """The text as it was written; a row from before the column has none."""
        return None if value is None else unseal(value) if value else ""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """The bytes that go into the column."""
        sealed = seal(value) if isinstance(value, str) else value
        return super().get_db_prep_value(sealed, connection, prepared)
