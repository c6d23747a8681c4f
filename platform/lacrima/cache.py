"""The shared cache; when it is gone, everything goes on without it."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)


def _unless_gone(ask: Callable[..., Any], instead: Any, given: tuple[Any, ...]) -> Any:
    try:
        return ask(*given)
    except RedisError as error:
        logger.warning("The cache can't be reached: %s", type(error).__name__)
        return instead


class ForgivingClient(RedisCacheClient):
    """Django's client, which here answers as an empty cache does while its server is away."""

    def add(self, *given: Any) -> bool:
        """Whether the key was new; yes, while the server is away."""
        return bool(_unless_gone(super().add, True, given))

    def get(self, *given: Any) -> Any:
        """The value, or the default."""
        return _unless_gone(super().get, given[1], given)

    def set(self, *given: Any) -> None:
        """Keep a value."""
        _unless_gone(super().set, None, given)

    def touch(self, *given: Any) -> bool:
        """Whether the key was there, and now lives longer."""
        return bool(_unless_gone(super().touch, False, given))

    def delete(self, *given: Any) -> bool:
        """Whether the key was there."""
        return bool(_unless_gone(super().delete, False, given))

    def get_many(self, *given: Any) -> dict[Any, Any]:
        """The values of those keys that are there."""
        return dict(_unless_gone(super().get_many, {}, given))

    def has_key(self, *given: Any) -> bool:
        """Whether the key is there."""
        return bool(_unless_gone(super().has_key, False, given))

    def incr(self, *given: Any) -> Any:
        """The counter after adding; while the server is away every count is the first."""
        return _unless_gone(super().incr, given[1], given)

    def set_many(self, *given: Any) -> None:
        """Keep several values."""
        _unless_gone(super().set_many, None, given)

    def delete_many(self, *given: Any) -> None:
        """Forget the keys."""
        _unless_gone(super().delete_many, None, given)

    def clear(self, *given: Any) -> bool:
        """Forget everything."""
        return bool(_unless_gone(super().clear, False, given))


class ForgivingCache(RedisCache):
    """Django's Redis cache that never raises and never waits long; rate limits then let everybody pass."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # Nobody waits longer than this for a cache; redis-py alone would try for seconds.
        patience = {"socket_timeout": 0.25, "socket_connect_timeout": 0.25, "retry": Retry(NoBackoff(), 0)}
        params.setdefault("OPTIONS", {}).update(patience)
        super().__init__(server, params)
        self._class = ForgivingClient
