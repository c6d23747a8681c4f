"""What is sealed can't be read without the key."""

from typing import Any

import pytest

from surveys.mail.seal import SealError, seal, unseal


def test_a_sealed_text_opens_again_and_never_looks_the_same() -> None:
    text = "ada@example.org 🌧"

    sealed = seal(text)

    assert unseal(sealed) == text
    assert b"ada" not in sealed
    assert seal(text) != sealed


def test_an_old_key_opens_while_it_is_a_fallback(settings: Any) -> None:
    sealed = seal("ada@example.org")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is just as long and as random"

    assert unseal(sealed) == "ada@example.org"


def test_without_its_key_it_says_what_to_do(settings: Any) -> None:
    sealed = seal("ada@example.org")
    settings.SECRET_KEY = "another key that is just as long and as random"

    with pytest.raises(SealError, match="SECRET_KEY_FALLBACKS"):
        unseal(sealed)
