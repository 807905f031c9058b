"""The rate of kept promises agrees with what plain SQL counts, on both databases."""

import random
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from clients.models import Promise
from clients.queries.kept import BY_MANAGER, BY_TIER, BY_UNIT, PARTS, kept_lately, kept_rates, kept_rows
from tests import factories

TODAY = date(2026, 11, 18)
START, END = date(2026, 10, 1), date(2026, 11, 30)
SQL = """
    SELECT {by}, COUNT(CASE WHEN p.state = 'kept' AND NOT p.is_presumed AND closed THEN 1 END),
           COUNT(CASE WHEN p.state = 'broken' AND closed THEN 1 END),
           COUNT(CASE WHEN p.state = 'open' AND p.due_on >= '2026-10-01' AND p.due_on < '2026-11-18' THEN 1 END),
           COUNT(CASE WHEN p.state = 'kept' AND p.is_presumed AND closed THEN 1 END)
      FROM (SELECT *, closed_at >= %s AND closed_at < %s AS closed FROM clients_promise) p
      JOIN clients_client c ON c.id = p.client_id
     WHERE p.owes = 'staff' AND p.owed_to_id IS NULL AND p.origin NOT IN ('answer', 'decision')
     GROUP BY {by}
"""


def moment(day, hour=10):
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def promises(bank):
    source, rows = random.Random(9), []
    clients = [bank.mine, bank.theirs, factories.client(unit=bank.east, manager=bank.manager, tier="")]
    for _each in range(120):
        client, state = source.choice(clients), source.choice(Promise.State.values)
        due_on = TODAY + timedelta(days=source.randint(-90, 20))
        closed_at = moment(due_on + timedelta(days=source.randint(-3, 3)), source.choice((0, 10, 23)))
        about = {
            "owes": "staff",
            "owed_by": source.choice((bank.manager, bank.stranger)),
            "what": "送资料",
            "due_on": due_on,
        }
        about |= {
            "owed_to": source.choice((None, None, None, bank.head)),
            "origin": source.choice(("log", "hand", "answer")),
        }
        closing = {} if state == "open" else {"closed_at": closed_at, "is_presumed": source.random() < 0.2}
        rows.append(Promise(client=client, state=state, **about, **closing))
    Promise.objects.bulk_create(rows)
    return bank


@pytest.mark.parametrize(("by", "column"), [(BY_MANAGER, "p.owed_by_id"), (BY_TIER, "c.tier"), (BY_UNIT, "c.unit_id")])
def test_the_rate_is_what_plain_sql_counts(promises, by, column):
    with connection.cursor() as cursor:
        days = (moment(day, 0) for day in (START, END + timedelta(days=1)))
        cursor.execute(SQL.format(by=column), [connection.ops.adapt_datetimefield_value(day) for day in days])
        counted = {key: tuple(numbers) for key, *numbers in cursor.fetchall() if any(numbers)}
    found = kept_rates(Promise.objects.all(), by, start=START, end=END, today=TODAY)
    assert {row.key: (row.kept, row.broken, row.overdue, row.presumed) for row in found} == counted
    assert all(
        row.late <= row.kept and row.rate == round(100 * row.kept / (row.kept + row.broken + row.overdue))
        for row in found
    )


def test_a_day_is_the_branchs_own_and_nothing_to_keep_is_no_rate(bank):
    factories.promise(bank.mine, due_on=TODAY, state="kept", closed_at=moment(TODAY, 23))
    factories.promise(bank.mine, due_on=TODAY, state="kept", closed_at=moment(TODAY + timedelta(days=1), 0))
    [row] = kept_rates(Promise.objects.all(), BY_MANAGER, start=TODAY, end=TODAY, today=TODAY)
    assert (row.kept, row.late, row.rate, row.label) == (1, 0, 100, "周敏")
    Promise.objects.update(is_presumed=True)
    [row] = kept_rates(Promise.objects.all(), BY_TIER, start=TODAY, end=TODAY, today=TODAY)
    assert (row.kept, row.presumed, row.rate, row.label) == (0, 1, None, "贵宾")


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("manager", {"manager": {"周敏"}, "tier": {"贵宾", "未评定", "低端"}}),
        ("head", {"manager": {"周敏", "吴琴"}, "tier": {"贵宾", "未评定", "低端"}, "unit": {"城关支行"}}),
        (
            "head_office",
            {"tier": {"贵宾", "未评定", "低端"}, "unit": {"城关支行", "柳渡支行"}, "manager": {"周敏", "吴琴"}},
        ),
    ],
)
def test_whose_rates_one_sees_and_every_figure_opens_its_rows(promises, login, who, labels):
    user = getattr(promises, who)
    tables = kept_lately(user, TODAY)
    assert {by: {row.label for row in rows} for _title, by, rows in tables} == labels
    [basic] = [row for _title, by, rows in tables if by == "tier" for row in rows if row.label == "低端"]
    assert (basic.key, basic.counted, basic.rate) == ("basic", 0, None)
    for _title, by, rows in tables:
        for row in rows:
            for part in PARTS:
                assert kept_rows(user, TODAY, part, by, row.key).count() == getattr(row, part), (by, row.label, part)


def test_a_figure_leads_to_its_list_and_a_strange_address_to_the_usual_one(promises, login):
    with time_machine.travel(moment(TODAY), tick=False):
        browser = login(promises.head)
        page = browser.get("/promises/")
        [row] = [row for _title, by, rows in page.context["kept"] if by == "unit" for row in rows]
        url = f"/promises/?kept=overdue&by=unit&key={row.key}"
        assert url.replace("&", "&amp;") in page.content.decode()
        answer = browser.get(url)
        shown = [each.promise for each in answer.context["rows"]]
        assert len(shown) == min(row.overdue, 25) and all(each.client.unit == promises.east for each in shown)
        assert "近 90 天逾期未了的承诺" in answer.content.decode()
        for strange in (
            "kept=all&by=unit&key=1",
            "kept=kept&by=client&key=1",
            "kept=kept&by=unit&key=x",
            "kept=kept&by=tier&key=x",
        ):
            assert browser.get(f"/promises/?{strange}").context["counted"] == ""
        other = browser.get(f"/promises/?kept=overdue&by=unit&key={promises.west.pk}")
        assert other.context["rows"] == []
