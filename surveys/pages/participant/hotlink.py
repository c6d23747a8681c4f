"""Whether a film is asked for by somebody else's page."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from django.http.request import validate_host

# Another name of the same university is another site: what it shows, we don't know.
OURS = ("same-origin", "none")


def is_hotlink(headers: Mapping[str, str], hosts: Sequence[str]) -> bool:
    """Whether a request comes from a page of another origin; `hosts` are our names, as in ALLOWED_HOSTS.

    Browsers since about 2020 (Safari since 16.4) say it themselves. Older ones, and players that load films outside of
    the page, send at most a Referer or an Origin. Our own pages send neither for films, so a name that isn't ours is
    another page's. Where nothing is said, the address alone must do: it can't be guessed, and it expires.
    """
    site = headers.get("Sec-Fetch-Site", "")
    if site:
        return site not in OURS
    named = headers.get("Origin", "") or headers.get("Referer", "")
    return bool(named) and not validate_host(_host(named), hosts)


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
