"""The benchmark's reading of pages: it must see what a browser would send, or its figures are worth nothing."""

import pytest

from tests.bench.form import FormReader, form_of

PAGE = """
<form method="get" action="/language"><input type="hidden" name="lang" value="de"></form>
<form method="post" action="/p/{token}/">
  <!-- <input type="hidden" name="old" value="1"> -->
  <input type="hidden" name="step" value="feelings:before:1"><input name='nonce' value='{nonce}' type='hidden'>
  <input type="radio" name="calm" value="1"> <input type="radio" name="calm" value="2" required>
  <input type="checkbox" name="take_part" value="yes"> <input type="radio" name="off" value="1" disabled>
  <button>Continue</button> <button name="disagree" value="1">I don't agree</button>
</form>
<form method="post" action="/other"><input type="hidden" name="other" value="1"></form>
"""


def page(token: str = "a", nonce: str = "1&amp;2") -> str:
    return PAGE.replace("{token}", token).replace("{nonce}", nonce)


def test_the_first_post_form_is_read_as_a_browser_would_send_it() -> None:
    form = form_of(page())

    assert form is not None
    assert form.action == "/p/a/"
    assert form.kept == [("step", "feelings:before:1"), ("nonce", "1&2")]
    assert form.groups == {"calm": ["1", "2"], "take_part": ["yes"]}


def test_a_page_without_a_post_form_has_none() -> None:
    assert form_of("<form><input name=q></form>") is None


def test_a_page_seen_before_gives_its_own_hidden_values_and_action() -> None:
    reader = FormReader()
    reader.read(1, page())

    form = reader.read(1, page(token="b", nonce="7"))

    assert (form.action, dict(form.kept)["nonce"], form.groups["calm"]) == ("/p/b/", "7", ["1", "2"])


def test_a_hidden_field_that_is_gone_is_noticed() -> None:
    reader = FormReader()
    reader.read(1, page())

    with pytest.raises(LookupError, match="lost a hidden field"):
        reader.read(1, page().replace('name="step"', 'name="elsewhere"'))


def test_an_error_page_without_a_form_is_noticed() -> None:
    reader = FormReader()
    reader.read(1, page())

    with pytest.raises(LookupError, match="no form"):
        reader.read(1, "<p>Something went wrong.</p>")
