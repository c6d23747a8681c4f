"""Film addresses that expire: the token stands in the path, because players cut queries off."""

import base64
import binascii
import hmac
from urllib.parse import quote

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "surveys.films.sign"
# The same address for a whole hour lets a phone keep what it has loaded when the page is opened again.
STEP_S = 3600
HASH_BYTES, TIME_BYTES, MAC_BYTES = 32, 5, 16


def film_path(sha256: str, name: str, *, expires: float) -> str:
    """`/f/<signed>/<name>`, good until the full hour after `expires` (epoch seconds)."""
    hour = int(-(-expires // STEP_S)) * STEP_S
    body = bytes.fromhex(sha256) + hour.to_bytes(TIME_BYTES, "big")
    signed = base64.urlsafe_b64encode(body + _mac(body, name, settings.SECRET_KEY)).decode().rstrip("=")
    return f"/f/{signed}/{quote(name)}"


def opened(signed: str, name: str, *, now: float) -> str | None:
    """The sha256 that an address stands for; None when it is forged, for another name, or expired at `now`."""
    try:
        token = base64.b64decode(signed + "=" * (-len(signed) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    if len(token) != HASH_BYTES + TIME_BYTES + MAC_BYTES:
        return None
    body, mac = token[:-MAC_BYTES], token[-MAC_BYTES:]
    # A page that was opened before the key was changed still plays its film.
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(mac, _mac(body, name, key)) for key in keys):
        return None
    expires = int.from_bytes(body[HASH_BYTES:], "big")
    return body[:HASH_BYTES].hex() if now < expires else None


def _mac(body: bytes, name: str, key: str) -> bytes:
    named = body + name.encode("utf-8", "surrogatepass")
    return salted_hmac(SALT, named, secret=key, algorithm="sha256").digest()[:MAC_BYTES]
