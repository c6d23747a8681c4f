"""The shared cache; when it is gone, everything goes on without it."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class ForgivingClient(RedisCacheClient):  # type: ignore[misc]  # Django's stubs don't type it
    """Django's client, which here answers as an empty cache does while its server is away."""

    def _unless_gone(self, ask: Callable[..., Any], instead: Any, *values: Any) -> Any:
        try:
            return ask(*values)
        except RedisError as error:
            logger.warning("The cache can't be reached: %s", type(error).__name__)
            return instead

    def add(self, key: str, value: Any, timeout: int | None) -> bool:
        """Whether the key was new; yes, while the server is away."""
        return bool(self._unless_gone(super().add, True, key, value, timeout))

    def get(self, key: str, default: Any) -> Any:
        """The value, or `default`."""
        return self._unless_gone(super().get, default, key, default)

    def set(self, key: str, value: Any, timeout: int | None) -> None:
        """Keep the value for `timeout` seconds."""
        self._unless_gone(super().set, None, key, value, timeout)

    def touch(self, key: str, timeout: int | None) -> bool:
        """Whether the key was there and now lives `timeout` seconds longer."""
        return bool(self._unless_gone(super().touch, False, key, timeout))

    def delete(self, key: str) -> bool:
        """Whether the key was there."""
        return bool(self._unless_gone(super().delete, False, key))

    def get_many(self, keys: Iterable[str]) -> dict[str, Any]:
        """The values of those keys that are there."""
        return dict(self._unless_gone(super().get_many, {}, list(keys)))

    def has_key(self, key: str) -> bool:
        """Whether the key is there."""
        return bool(self._unless_gone(super().has_key, False, key))

    def incr(self, key: str, delta: int) -> int:
        """The counter after adding `delta`; while the server is away every count is the first."""
        return int(self._unless_gone(super().incr, delta, key, delta))

    def set_many(self, data: dict[str, Any], timeout: int | None) -> None:
        """Keep all the values for `timeout` seconds."""
        self._unless_gone(super().set_many, None, data, timeout)

    def delete_many(self, keys: Iterable[str]) -> None:
        """Forget the keys."""
        self._unless_gone(super().delete_many, None, list(keys))

    def clear(self) -> bool:
        """Forget everything."""
        return bool(self._unless_gone(super().clear, False))


class ForgivingCache(RedisCache):
    """Django's Redis cache that never raises and never waits long; rate limits then let everybody pass."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # Nobody waits longer than this for a cache.
        params.setdefault("OPTIONS", {}).update(socket_timeout=0.25, socket_connect_timeout=0.25)
        super().__init__(server, params)
        self._class = ForgivingClient
