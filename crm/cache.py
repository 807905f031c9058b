from contextlib import suppress

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow


class ForgetfulCache(RedisCache):
    """A cache may forget: without its server every look-up misses and every page still answers (I10).

    `/healthz` asks the server itself and says that it is down.
    """

    def get(self, key, default=None, version=None):
        with suppress(Unreachable, TooSlow):
            return super().get(key, default, version)
        return default

    def set(self, *args, **kwargs):
        with suppress(Unreachable, TooSlow):
            super().set(*args, **kwargs)

    def add(self, *args, **kwargs):
        with suppress(Unreachable, TooSlow):
            return super().add(*args, **kwargs)
        return False

    def delete(self, *args, **kwargs):
        with suppress(Unreachable, TooSlow):
            return super().delete(*args, **kwargs)
        return False
