"""How often a law is tried whose every example costs queries or a whole page: a few times a day, more often at night."""

import os

from hypothesis import HealthCheck, settings

AT_NIGHT = os.environ.get("NIGHTLY") == "1"


def examples(by_day, at_night):
    """The fixtures stay as they are from one example to the next, and no example is too slow."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
    return settings(max_examples=at_night if AT_NIGHT else by_day, deadline=None, suppress_health_check=checks)
