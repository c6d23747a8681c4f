"""What a page costs on a phone that has nothing of it yet."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

NOT_THE_PAGE = (".mp4",)


def weigh(browser: Browser, link: str) -> dict[str, int]:
    """Bytes over the wire, heads included, by address: the page, its styles, scripts, captions and icon, no film."""
    context = browser.new_context()
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    addresses: dict[str, str] = {}
    weights: dict[str, int] = {}

    def finished(event: dict[str, Any]) -> None:
        weights[addresses[event["requestId"]]] = int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", lambda event: addresses.update({event["requestId"]: event["request"]["url"]}))
    wire.on("Network.loadingFinished", finished)
    page.goto(link, wait_until="load")
    # A browser without a screen fetches no icon.
    icon = page.locator("link[rel=icon]").get_attribute("href") or ""
    answer = page.request.get("/".join(link.split("/")[:3]) + icon)
    weights[icon] = len(answer.body()) + sum(len(head["name"] + head["value"]) + 4 for head in answer.headers_array)
    context.close()
    return {path: size for url, size in weights.items() if not (path := urlsplit(url).path).endswith(NOT_THE_PAGE)}
