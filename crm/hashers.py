"""Passwords are slow to check on purpose, so they must not take every thread of the web server."""

from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Busy(Exception):
    """As many passwords are being checked as may be at a time."""


SLOTS = BoundedSemaphore(max(1, settings.WEB_THREADS // 2))


class FewAtATime(PBKDF2PasswordHasher):
    """Django's own; who comes while half of the threads check passwords is asked to come again, and holds nobody up."""

    def encode(self, password, salt, iterations=None):
        with _slot():
            return super().encode(password, salt, iterations)


@contextmanager
def _slot():
    if not SLOTS.acquire(blocking=False):
        raise Busy
    try:
        yield
    finally:
        SLOTS.release()
