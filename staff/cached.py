"""Figures that may be a little old: settings.FRESHNESS names the table that says how old."""

from functools import lru_cache

from django.conf import settings
from django.core.cache import cache
from django.utils.module_loading import import_string

MISSING = object()


def cached(name, key, compute):
    """`compute()`, or what it gave less than the seconds ago that the table allows for `name`; `key` says of whom and when."""
    found = cache.get(f"{name}-{key}", MISSING)
    if found is MISSING:  # get_or_set would look a second time after it has written
        found = compute()
        cache.set(f"{name}-{key}", found, seconds_of(name))
    return found


def forget(name, key):
    """The next look computes anew."""
    cache.delete(f"{name}-{key}")


def seconds_of(name):
    return _table(settings.FRESHNESS)[name]


@lru_cache
def _table(path):
    return import_string(path)
