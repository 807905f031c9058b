"""A pytest plugin: which tests run where. `python -m tests.run` starts one process for each part and database it needs.

    rules    speak no SQL: once, before everything else
    rows     speak SQL: on each database
    outside  start processes, browsers and faults: once, in the PostgreSQL lane where there is one

A process reads only the files that may hold its part, and of those only its share, when several processes share a part: a file
costs as much to read as a test to run. Every test runs on both databases; of one with MANY cases or more, and
of a *sweep* (marker: every page as every role), by day each case runs on one of them, in turns, and at night on both.

Without --part, or with NIGHTLY=1, a process runs all of them.
"""

from collections import Counter
from pathlib import Path

import pytest

from tests.budget import TABLE

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("rules", "rows", "outside")
OUTSIDE = ("tests/browser/", "tests/faults/", "tests/crm/test_dev.py", "tests/crm/test_embedded.py")
NO_ROWS = {"rules", "guards", "readers", "words"}  # folders
ONLY_ROWS = {"actions", "importers", "queries", "views"}
MANY = 2  # cases
READ = pytest.StashKey()
DATABASE = {"db", "transactional_db", "live_server"}  # who asks for one of these fixtures speaks SQL


def place_of(path):
    """The only part that a file may hold, None where its tests decide."""
    path = path.relative_to(ROOT)
    if path.as_posix().startswith(OUTSIDE):
        return "outside"
    folders = set(path.parts[:-1])
    return "rules" if folders & NO_ROWS else "rows" if folders & ONLY_ROWS else None


def shares(part, paths, number):
    """`paths` in `number` lists that take about as long: the dearest first, each to the list that has the least."""
    dealt, sums = [[] for _ in range(number)], [0] * number
    for path in sorted(paths, key=lambda path: (-TABLE[part].get(path, 1), path)):
        least = sums.index(min(sums))
        dealt[least].append(path)
        sums[least] += TABLE[part].get(path, 1)
    return dealt


def files_of(part, share="0/1"):
    """The files that a process of this part and share reads."""
    places = {path.relative_to(ROOT).as_posix(): place_of(path) for path in (ROOT / "tests").rglob("test_*.py")}
    mine = [path for path, place in places.items() if place == part or (place is None and part != "outside")]
    turn, turns = map(int, share.split("/"))
    return {ROOT / path for path in shares(part, mine, turns)[turn]}


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
    parser.addoption("--share", default="0/1", help="N/M: of the part's files what falls to the N-th of M processes")
    parser.addoption("--turn", default="0/1", help="N/M: of the sweeps each M-th case, from case N on")


def pytest_configure(config):
    part = config.getoption("part")
    config.stash[READ] = files_of(part, config.getoption("share")) if part else None


def pytest_ignore_collect(collection_path, config):
    read, name = config.stash[READ], collection_path.name
    is_left_out = read is not None and name.startswith("test_") and name.endswith(".py") and collection_path not in read
    return is_left_out or None


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
