from datetime import time

import pytest

from crm.actions import clock
from crm.schedule import Rule
from tests.crm.ticks import START


@pytest.fixture
def ran(monkeypatch, db):
    """One daily rule at 02:30; the list of moments at which its job ran."""
    moments = []
    monkeypatch.setattr(clock, "SCHEDULE", {"nightly": Rule(lambda now: moments.append(now), time(2, 30))})
    clock.tick(START)
    return moments
