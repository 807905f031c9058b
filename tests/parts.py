"""A pytest plugin: which tests run where. `python -m tests.run` starts one process for each part and database it needs.

    rules    speak no SQL: once, before everything else
    rows     speak SQL: on each database
    outside  start processes, browsers and faults: once, in the PostgreSQL lane where there is one

A process reads only the files that may hold its part. Every test runs on both databases; of one with MANY cases or more, and
of a *sweep* (marker: every page as every role), by day each case runs on one of them, in turns, and at night on both.

Without --part, or with NIGHTLY=1, a process runs all of them.
"""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("rules", "rows", "outside")
OUTSIDE = ("tests/browser/", "tests/faults/", "tests/crm/test_dev.py", "tests/crm/test_embedded.py")
NO_ROWS = {"rules", "guards", "readers", "words"}  # folders
ONLY_ROWS = {"actions", "importers", "queries", "views"}
MANY = 3  # cases
DATABASE = {"db", "transactional_db", "live_server"}  # who asks for one of these fixtures speaks SQL


def place_of(path):
    """The only part that a file may hold, None where its tests decide."""
    path = path.relative_to(ROOT)
    if path.as_posix().startswith(OUTSIDE):
        return "outside"
    folders = set(path.parts[:-1])
    return "rules" if folders & NO_ROWS else "rows" if folders & ONLY_ROWS else None


def part_of(item):
    asks = item.get_closest_marker("django_db") or DATABASE.intersection(getattr(item, "fixturenames", ()))
    place = place_of(item.path)
    if place == "rules" and asks:
        raise pytest.UsageError(f"{item.nodeid} speaks SQL, so it may not stand below one of {sorted(NO_ROWS)}.")
    return place or ("rows" if asks else "rules")


def _test_of(item):
    return item.nodeid.partition("[")[0]


def pytest_addoption(parser):
    parser.addoption("--part", choices=PARTS, help="only these tests (tests/parts.py)")
    parser.addoption("--turn", default="0/1", help="N/M: of the sweeps each M-th case, from case N on")


def pytest_ignore_collect(collection_path, config):
    wanted = config.getoption("part")
    if wanted and collection_path.name.startswith("test_") and collection_path.suffix == ".py":
        place = place_of(collection_path)
        if place != wanted and (place or wanted == "outside"):
            return True
    return None


def pytest_collection_modifyitems(config, items):
    wanted = config.getoption("part")
    turn, turns = map(int, config.getoption("turn").split("/"))
    others = {item for item in items if wanted and part_of(item) != wanted}
    asked, seen = Counter(map(_test_of, items)), Counter()
    for item in items:
        test = _test_of(item)
        if asked[test] >= MANY or item.get_closest_marker("sweep"):
            others |= {item} if seen[test] % turns != turn else set()
            seen[test] += 1
    if others:
        config.hook.pytest_deselected(items=list(others))
        items[:] = [item for item in items if item not in others]
