"""A pytest plugin: which tests run where. `python -m tests.run` starts one process for each part and database it needs.

    rules    speak no SQL: once, before everything else
    rows     speak SQL: on each database
    outside  start processes, browsers and faults: once, in the PostgreSQL lane where there is one

Without --part, or with NIGHTLY=1, a process runs all of them.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("rules", "rows", "outside")
OUTSIDE = ("tests/browser/", "tests/faults/", "tests/crm/test_dev.py", "tests/crm/test_embedded.py")
DATABASE = {"db", "transactional_db", "live_server"}  # who asks for one of these fixtures speaks SQL


def part_of(item):
    if item.path.relative_to(ROOT).as_posix().startswith(OUTSIDE):
        return "outside"
    asks = item.get_closest_marker("django_db") or DATABASE.intersection(getattr(item, "fixturenames", ()))
    return "rows" if asks else "rules"


def pytest_addoption(parser):
    parser.addoption("--part", choices=PARTS, help="only these tests (tests/parts.py)")


def pytest_collection_modifyitems(config, items):
    wanted = config.getoption("part")
    if wanted:
        others = [item for item in items if part_of(item) != wanted]
        items[:] = [item for item in items if part_of(item) == wanted]
        config.hook.pytest_deselected(items=others)
