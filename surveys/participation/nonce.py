"""The signed note in a page: to whom it was shown, which page, and when."""

from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest

from django.conf import settings

DIGEST_BYTES = 12


@lru_cache(maxsize=1)
def key() -> bytes:
    """The key of all nonces."""
    return blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"lacrima nonce").digest()


def sign(participant: int, page: str, *, shown_at: float) -> str:
    """The nonce of a page (`step:occurrence:page`) shown to a person at a time (epoch seconds)."""
    shown = f"{int(shown_at * 1000):x}"
    return f"{shown}.{mac(participant, page, shown)}"


def shown_at(nonce: str, participant: int, page: str) -> float | None:
    """When the page was shown (epoch seconds); None for a nonce that is not ours, or of another page or person."""
    shown, _, given = nonce.partition(".")
    if len(shown) > 12 or not given.isascii() or not compare_digest(given, mac(participant, page, shown)):
        return None
    return int(shown, 16) / 1000


def mac(participant: int, page: str, shown: str) -> str:
    """The part that only we can write."""
    text = f"{participant}|{page}|{shown}".encode("utf-8", "surrogatepass")
    return blake2b(text, key=key(), digest_size=DIGEST_BYTES).hexdigest()
