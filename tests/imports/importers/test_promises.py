"""promises.csv: rows in are rows taken and rows named; the same file again changes nothing, what was closed here stays (edge O11)."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.actions.promises import close_promise
from clients.models import Client, Promise
from staff.models import User
from tests.imports.samples import numbers, put, table, take

pytestmark = pytest.mark.django_db
HEADERS = "客户号,谁答应,答应的事,期限,状态,结果说明,登记日期,了结日期,经办人工号"
NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
ROW = ("77000001", "我们", "送利率测算", "2026-11-16", "", "", "2026-11-02", "", "990102")


@pytest.fixture
def deliver(tmp_path, bank):
    return lambda *rows: take(put(tmp_path, "promises.csv", table(HEADERS, *rows)), now=NOW)


def changed(**cells):
    names = ("number", "owes", "what", "due", "state", "words", "made", "closed", "by")
    return tuple({**dict(zip(names, ROW, strict=True)), **cells}.values())


def test_a_row_is_a_promise_and_the_same_file_again_changes_nothing(deliver, bank):
    assert numbers(deliver(ROW)[0]) == (1, 0, 0, 0)
    row = Promise.objects.get()
    assert (row.client, row.owes, row.what, row.due_on) == (bank.mine, "staff", "送利率测算", date(2026, 11, 16))
    assert (row.owed_by, row.owed_to, row.state, row.origin) == (bank.backup, None, "open", "import")
    assert timezone.localdate(row.made_at) == date(2026, 11, 2)
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0)
    assert numbers(deliver(changed(state="已完成", closed="2026-11-17"))[0]) == (0, 1, 0, 0)
    row.refresh_from_db()
    assert (row.state, timezone.localdate(row.closed_at), row.closed_by) == ("kept", date(2026, 11, 17), bank.backup)
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0) and Promise.objects.get().state == "kept"


def test_what_somebody_owes_who_has_left_goes_to_the_clients_manager_or_else_to_the_head(deliver, bank):
    User.objects.filter(pk=bank.backup.pk).update(is_active=False)
    closed = changed(what="已经办了的", state="办到了", closed="2026-11-17")
    assert numbers(deliver(ROW, closed)[0]) == (2, 0, 0, 0)
    assert dict(Promise.objects.values_list("what", "owed_by")) == {
        "送利率测算": bank.manager.pk,
        "已经办了的": bank.backup.pk,
    }
    User.objects.filter(pk=bank.manager.pk).update(is_active=False)
    deliver(changed(what="一"), changed(what="二", owes="客户", by=""))
    rows = Promise.objects.filter(what__in="一二").order_by("what")
    assert [row.owed_by or row.owed_to for row in rows] == [bank.head] * 2
    User.objects.filter(role="branch_head").update(is_active=False)
    counts, errors = deliver(changed(what="三"))
    assert numbers(counts) == (0, 0, 0, 1) and any("不知道由谁来办" in error for error in errors)


def test_what_somebody_closed_here_stays(deliver, bank):
    deliver(ROW)
    close_promise(Promise.objects.get(), state="released", words="客户说不用了", by=bank.manager, now=NOW)
    assert numbers(deliver(changed(state="办到了"))[0]) == (0, 0, 1, 0)
    assert Promise.objects.get().words == "客户说不用了"


def test_what_a_client_owes_waits_for_who_looks_after_him(deliver, bank):
    deliver(changed(owes="客户", by=""))
    row = Promise.objects.get()
    assert (row.owes, row.owed_by, row.owed_to) == ("client", None, bank.manager)


def test_one_bad_optional_cell_costs_the_cell(deliver, bank):
    cells = ({"state": "差不多"}, {"by": "999999"}, {"made": "2026-13-01"}, {"state": "没办到"})
    last = {"state": "办到了", "closed": "2026-12-01"}
    counts, errors = deliver(
        *(changed(what=what, **each) for what, each in zip("一二三四五", (*cells, last), strict=True))
    )
    assert numbers(counts) == (5, 0, 0, 0) and counts.warnings == 5
    states = dict(Promise.objects.values_list("what", "state"))
    assert states == {"一": "open", "二": "open", "三": "open", "四": "broken", "五": "kept"}
    assert Promise.objects.get(what="二").owed_by == bank.manager
    for words in ("应为：", "工号不存在", "没有写为什么", "晚于今天"):
        assert any(words in error for error in errors), words


def test_rows_that_may_not_be_written_are_named_with_the_reason(deliver, bank):
    Client.objects.filter(pk=bank.theirs.pk).update(manager=None)
    words = (
        {"number": "12345678"},
        {"what": ""},
        {"what": "字" * 81},
        {"owes": "谁"},
        {"number": "77000002", "by": ""},
    )
    days = ({"due": day} for day in ("2026-02-30", "", "2028-01-01", "2026-11-01"))
    counts, errors = deliver(ROW, *(changed(**cells) for cells in (*words, *days)))
    assert numbers(counts) == (1, 0, 0, 9) and counts.total == 10
    for words in ("客户号不存在", "不能为空", "80", "日期", "一年以内", "期限早于登记日期", "应为：", "不知道由谁来办"):
        assert any(words in error for error in errors), words
