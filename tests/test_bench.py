"""The benchmark knows every page, the tables of today, and goes on behind what breaks."""

from dataclasses import asdict
from datetime import date

import pytest
from django.db import connection

from benchmarks import readme
from benchmarks.report import GROWTH, ON_ALL, TIMES, Check, Report, Row, tried
from benchmarks.steps import crowd
from benchmarks.steps.february import February
from benchmarks.steps.meter import Cost, are_stable, samples
from benchmarks.steps.standings import fill
from benchmarks.table import NO_ROW, PAGES
from tests import doors

SIZE = 300


def test_every_page_is_a_row_or_says_why_it_is_none():
    rows = {page.view for page in PAGES if not page.view.startswith("admin:")}
    assert not rows & NO_ROW.keys()
    assert rows | NO_ROW.keys() == doors.names() - {*doors.ACTIONS, *doors.ROW_ACTIONS}


def test_a_row_that_breaks_says_so_and_costs_nothing_else():
    broken = tried("看一眼", lambda: 1 / 0)
    assert (broken.verdict, broken.operation) == ("没有量成", "看一眼")
    assert Row("看一眼", [Check(13, "条 SQL", 12)]).verdict == "未达到"
    assert Row("看一眼", [Check(12, "条 SQL", 12), Check(70, "ms")]).verdict == "达到"


def test_a_page_that_grows_with_the_bank_misses_its_target():
    row = {"operation": "看一眼", "checks": [asdict(Check(8.0, ON_ALL))], "limit": "", "broken": False}
    smaller = {"on": "2026-11-29", "commit": "", "rows": [row]}
    million = Report(1_000_000, is_kept=False, smaller=smaller)
    for value, verdict in ((11.0, "达到"), (13.0, "未达到")):
        million.add("pages", Row("看一眼", [Check(value, ON_ALL)]))
        assert million.rows[-1].verdict == verdict
    million.add("pages", Row("新的一页", [Check(13.0, ON_ALL)]))
    assert million.rows[-1].verdict == "—"


def test_the_table_of_the_readme_is_that_of_the_kept_results():
    """A figure that no measurement gave stands nowhere: `python -m benchmarks.readme` writes it."""
    assert readme.block() in readme.README.read_text(encoding="utf-8")


def test_a_line_of_the_readme_says_limit_ours_and_growth():
    checks = [Check(8.4, TIMES, 10), Check(12.6, "ms CPU"), Check(14, "条 SQL", 15), Check(7.0, "kB gzip", 15)]
    row = Row("客户页（经理，500 条记录）", [*checks, Check(1.1, GROWTH, 1.5)])
    assert readme.line(row) == (
        "| 客户页（经理，500 条记录） | 1.5 ms | 12.6 ms | 8.4（≤ 10） | 14 | 7.0 kB | 1.1 倍（≤ 1.5） |"
    )
    assert readme.SHOWN[2] == row.operation


def test_a_stable_figure_needs_few_rounds_and_a_broken_line_costs_one():
    """Ten of a hundred are the warm-up's; of the others some break, and eight that agree are enough."""
    answers = {3: ConnectionError, 12: ConnectionError}

    def measure(n):
        if n in answers:
            raise answers[n]
        return [Cost(wall=9.0, web=5.0 + n % 2 / 100, database=1.0)]

    assert len(samples(measure, 10, 100, are_stable)) == 8
    with pytest.raises(ZeroDivisionError):
        samples(lambda _n: 1 / 0, 0, 4)


@pytest.mark.django_db
def test_the_bank_of_a_measurement_fits_todays_tables(tmp_path, monkeypatch):
    """A column that a migration adds or takes away shows here, not on the evening of a measurement."""
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    if connection.vendor == "sqlite":
        assert crowd.fill(SIZE // 10, SIZE // 10).read_text(encoding="utf-8").count("\n") > SIZE // 20
        return
    fill(SIZE)
    with connection.cursor() as cursor:
        assert February(date(2027, 1, 4)).write(cursor) > 10 * SIZE
