"""Figures that may be a little old: settings.FRESHNESS names the table that says how old."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string


def cached(name, key, compute):
    """`compute()`, or what it gave less than the seconds ago that the table allows for `name`; `key` says of whom and when."""
    return cache.get_or_set(f"{name}-{key}", compute, seconds_of(name))


def forget(name, key):
    """The next look computes anew."""
    cache.delete(f"{name}-{key}")


def seconds_of(name):
    return _table(settings.FRESHNESS)[name]


@lru_cache
def _table(path):
    return import_string(path)
