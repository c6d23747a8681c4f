"""What people and researchers write is text: it comes back as it was typed and never runs (X1)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import STUDIES, published
from tests.browser.payloads import PAYLOADS
from tests.browser.visitor import PRIMARY, Visitor
from tests.conftest import Running

FIELDS = [f"{kind}{number}" for kind in ("line", "lines", "one", "several") for number in range(1, 11)]
OWN_WORDS = ("one", "several")
# Elements that only a payload, or a researcher's text, could have made.
FOREIGN = (
    "script:not([src]), main svg, main math, iframe, object, embed, main video, "
    # Our own pages bring a sound to try, a code to take a picture of, and folded help.
    "main img:not([src='code.svg']), main audio:not([src^='/static/']), main details:not([class]), "
    "base, meta[http-equiv], main style, main marquee, [onload], [onerror], "
    "[onfocus], [onbegin], [ontoggle], [onmouseover], "
    "[href^='javascript:'], [href^='data:'], [formaction], main form form, link[href*=elsewhere]"
)
RAN = "window.pwned ?? null"


@pytest.fixture(scope="module", autouse=True)
def words(running: Running) -> None:
    """A study with every field that takes words, and pages that say them again."""
    published(running, STUDIES / "payloads")


def rounds() -> Iterator[dict[str, str]]:
    """Six fillings of the page: each kind of field meets each of the sixty, ten at a time."""
    for turn in range(6):
        yield {field: PAYLOADS[(10 * turn + place) % len(PAYLOADS)] for place, field in enumerate(FIELDS)}


def quiet(visitor: Visitor, besides: str = "") -> None:
    """Nothing ran, nothing complained, nothing foreign stands on the page, besides what belongs to a kind of page."""
    foreign = FOREIGN.replace(besides, "")
    assert visitor.page.evaluate(RAN) is None
    assert visitor.page.evaluate("what => [...document.querySelectorAll(what)].map(e => e.outerHTML)", foreign) == []
    assert visitor.complaints == []
    assert visitor.elsewhere == []


def put(page: Page, texts: dict[str, str]) -> None:
    """Type each text into its field."""
    for field, text in texts.items():
        own = field.startswith(OWN_WORDS)
        page.locator(f'[name="{field}.other"]' if own else f'[name="{field}"]').fill(text)


def held(page: Page, texts: dict[str, str]) -> dict[str, Any]:
    """What the fields hold now."""
    names = [f"{field}.other" if field.startswith(OWN_WORDS) else field for field in texts]
    values = page.evaluate("names => names.map(name => document.querySelector(`[name='${name}']`).value)", names)
    return dict(zip(texts, values, strict=True))


def said_again(page: Page) -> dict[str, str]:
    """What the statements say."""
    said = page.evaluate("ids => ids.map(id => document.getElementById(`item-${id}`).textContent)", FIELDS)
    return dict(zip(FIELDS, map(bare, said), strict=True))


def bare(text: str) -> str:
    """A text without its white space: HTML shows runs of it as one blank."""
    return "".join(text.split())


@pytest.mark.promise("X1")
def test_sixty_payloads_in_every_field_are_text_on_every_page(visitor: Callable[..., Visitor]) -> None:
    assert len(set(PAYLOADS)) == 60
    for texts in rounds():
        someone = visitor().start("payloads")
        quiet(someone)
        someone.agree()

        put(someone.page, texts)
        someone.go()
        assert someone.step == "words::0", "the page is shown again, because a required answer is missing"
        assert held(someone.page, texts) == texts
        quiet(someone)

        someone.page.locator("#item-felt label").first.click()
        someone.go()
        assert said_again(someone.page) == {field: bare(text) for field, text in texts.items()}
        quiet(someone)

        shown_in_the_debrief(someone, texts)
        shown_as_data(someone, texts)


def shown_in_the_debrief(someone: Visitor, texts: dict[str, str]) -> None:
    """A Markdown text that names the answers."""
    someone.go()
    text = bare(someone.page.locator("main").text_content() or "")
    assert [field for field, typed in texts.items() if bare(typed) not in text] == []
    quiet(someone)


def shown_as_data(someone: Visitor, texts: dict[str, str]) -> None:
    """The person's own data."""
    link = someone.link
    someone.page.goto(f"{link}data")
    text = bare(someone.page.locator("main").text_content() or "")
    assert [field for field, typed in texts.items() if bare(typed) not in text] == []
    quiet(someone)


@pytest.mark.promise("X1")
def test_a_researchers_text_is_text(visitor: Callable[..., Visitor]) -> None:
    someone = visitor().start("payloads")
    quiet(someone)
    assert someone.page.locator(".clause img").count() == 0
    assert '<img src=x onerror="window.pwned' in someone.page.locator(".clause").inner_text()

    someone.agree()

    assert "<script>window.pwned = 'item'</script>" in someone.page.locator("#item-felt legend").inner_text()
    assert "A <i>word</i>" in someone.page.locator("#item-one1").inner_text()
    assert someone.page.locator(PRIMARY).is_visible()
    quiet(someone)


def test_control_as_html_the_payloads_do_run(page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    ran = 0
    for payload in PAYLOADS[:36]:
        page.goto("about:blank")
        page.set_content(f"<main>{payload}</main>")
        page.wait_for_timeout(10)
        ran += page.evaluate(RAN) == 1

    assert ran > 15
    assert dialogs != []
