from contextlib import suppress
from functools import lru_cache

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError


class OneClient(RedisCacheClient):
    """Makes redis-py's client, which costs as much as a query, once for each pool and not for each look-up."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._client = lru_cache(self._client)


class ForgetfulCache(RedisCache):
    """A cache may forget: without its server, or when that refuses (READONLY in a fail-over, OOM, MISCONF), every look-up
    misses and every page still answers (I10).

    `/healthz` asks the server itself and says that it is down.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._class = OneClient

    def get(self, key, default=None, version=None):
        with suppress(RedisError):
            return super().get(key, default, version)
        return default

    def set(self, *args, **kwargs):
        with suppress(RedisError):
            super().set(*args, **kwargs)

    def add(self, *args, **kwargs):
        with suppress(RedisError):
            return super().add(*args, **kwargs)
        return False

    def delete(self, *args, **kwargs):
        with suppress(RedisError):
            return super().delete(*args, **kwargs)
        return False
