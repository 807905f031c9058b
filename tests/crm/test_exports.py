"""Exports: who may, what the file holds, that it goes to one person once, and what stops it."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from clients.actions.kin import declare_kin
from clients.models import Assignment, Client, Request
from crm.actions import export_files
from crm.actions.export_files import path_of, write_exports
from crm.actions.exports import drop_exports, end_export, take_export
from crm.models import Export
from crm.queries.exports import asked_today, columns_for
from crm.rules.exports import writing_problem
from staff.models import AuditEvent, User
from tests import factories, handovers
from tests.crm.exports import WORDS, ask, has_formula, more_clients, own_files, rows_in, sheet_of, written
from tests.crm.requests import NOW, decide, morning
from words.problems import Moved, Refused

__all__ = ["morning", "own_files"]
TYPED = {"columns": ["manager", "due"], "audience": "unit", "until": "2026-11-25", "words": WORDS, "agreed": "on"}
NEW = "/exports/new/?tier=vip"


def events(verb):
    return list(AuditEvent.objects.filter(verb=verb).order_by("pk").values_list("actor_no", "changes"))


def test_a_head_takes_his_list_as_a_file_once_and_nobody_else_does(bank, login):
    browser = login(bank.head)
    assert "/exports/new/?tier=vip&amp;sort=due" in browser.get("/clients/?tier=vip").content.decode()
    page = browser.get(NEW).content.decode()
    assert "1 行" in page and "筛选：层级：贵宾" in page and "陈*强" in page and "陈国强" not in page
    assert "只下一次" in page and "第二人同意；" not in page and "77000001" not in page
    seen = browser.post(NEW, TYPED | {"columns": "due", "words": "先看看", "preview": "1", "count": 1})
    assert seen.status_code == 200 and "下次应联系</th>" in seen.content.decode() and "先看看" in seen.content.decode()
    short = browser.post(NEW, TYPED | {"words": "太短", "count": 1})
    assert short.status_code == 422 and "还差 18 个" in short.content.decode() and "太短" in short.content.decode()
    moved = browser.post(NEW, TYPED | {"count": 3})
    assert moved.status_code == 422 and "刚才是 3 行，现在是 1 行" in moved.content.decode()
    assert WORDS in moved.content.decode() and 'name="count" value="1"' in moved.content.decode()
    path = browser.post(NEW, TYPED | {"count": 1}).url
    assert "20 秒内开始" in browser.get(path).content.decode()
    export = written(Export.objects.get())
    assert rows_in(export)[0] == ["姓名（脱敏）", "网点", "客户经理", "下次应联系", "水印"]
    mark = f"990100 孙行长 2026-11-18 10:00 D-{export.pk}"
    assert [row[0] for row in rows_in(export)[1:]] == ["陈*强"] and rows_in(export)[1][-1] == mark
    assert f"&amp;C{mark}</oddHeader>" in sheet_of(export) and mark in sheet_of(export).partition("<oddFooter>")[2]
    assert "可以下载了，到 11月19日 10:00 失效" in browser.get(path).content.decode()
    for other in (bank.other_head, bank.compliance):
        assert login(other).post(f"{path}take/").status_code == login(other).get(path).status_code == 404
    browser = login(bank.head)
    answer = browser.post(f"{path}take/")
    assert b"".join(answer.streaming_content)[:2] == b"PK" and "attachment" in answer["Content-Disposition"]
    again = browser.post(f"{path}take/")
    assert again.status_code == 409 and "11月18日 10:00 已下载" in again.content.decode()
    assert "已下载" in browser.get("/exports/").content.decode()
    said = [("990100", {"kind": "clients", "rows": 1}), ("990100", {"kind": "clients", "rows": 1, "taken": True})]
    assert events("export") == said
    assert ("990100", {"page": "export_new", "rows": 3, "method": "POST", "answer": 422}) in events("denied")
    audit = login(bank.compliance).get("/admin/staff/auditevent/").content.decode()
    assert "导出了" in audit and "「导出名单」" in audit and "按规矩没有办" in audit and "已下载" in audit
    assert drop_exports(NOW) == "清除导出文件 1 个" and not path_of(export).exists() and drop_exports(NOW) == ""


def test_a_relative_declared_since_is_in_no_file_and_compliance_knows_of_every_list(bank, login):
    export = written(ask(bank))
    with time_machine.travel(NOW + timedelta(minutes=5)):
        declare_kin(bank.head, relation="relative", client_no="77000001", by=bank.head, now=NOW)
        answer = login(bank.head).post(f"/exports/{export.pk}/take/")
    assert answer.status_code == 422 and "请重新提出，新的文件里没有要回避的客户" in answer.content.decode()
    assert Export.objects.get().taken_at is None
    looked = AuditEvent.objects.filter(target_type="crm.Export", verb="view").latest("pk").changes
    assert (looked["number"], looked["name"]) == (f"D-{export.pk}", "客户名单")
    for who in (bank.compliance, bank.auditor):
        page = login(who).get("/exports/?show=all").content.decode()
        assert "孙行长（990100，城关支行）：客户名单，1 行" in page and WORDS in page and "已生成" in page
    assert "孙行长（990100" not in login(bank.other_head).get("/exports/?show=all").content.decode()


def test_who_looks_after_clients_exports_nothing(bank, login):
    for person in (bank.manager, bank.head_office, bank.sysadmin):
        browser = login(person)
        assert browser.get(NEW).status_code == 403
        assert browser.post(NEW, TYPED).status_code == 403
        with pytest.raises(Refused):
            ask(bank, by=person)
    assert "导出</a>" not in login(bank.manager).get("/clients/").content.decode()
    assert login(bank.head).get(f"/exports/new/?unit={bank.west.pk}").status_code == 404
    assert "没有可导出的" in login(bank.head).get("/exports/new/?tier=top").content.decode()
    assert "average" in columns_for(bank.head) and "average" not in columns_for(bank.compliance)
    forged = login(bank.compliance).post(NEW, TYPED | {"columns": ["average"], "count": 2})
    assert forged.status_code == 422 and not Export.objects.exists()
    with pytest.raises(Refused, match="范围内"):
        ask(bank, asked={"unit": str(bank.west.pk)})


def test_no_cell_is_run_by_a_spreadsheet_and_figures_stay_figures(bank):
    for sign in ("=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "http://a.example/", "0012", '=HYPERLINK("http://a")'):
        factories.client(unit=bank.east, manager=bank.manager, name=sign, kind="corporate", tier="top")
    Client.objects.filter(pk=bank.mine.pk).update(average="235000.10", tier="top")
    User.objects.filter(pk=bank.head.pk).update(name="=孙&D")
    bank.head.refresh_from_db()
    export = written(ask(bank, asked={"tier": "top"}, columns=["average"], count=9))
    assert export.state == "done" and not has_formula(export)
    names = [row[0] for row in rows_in(export)[1:]]
    assert {"=1+1", "+86", "-2", "@SUM(A1)", "0012", "http://a.example/"} < set(names)
    assert 235000.1 in [row[2] for row in rows_in(export)] and "=孙&amp;&amp;D" in sheet_of(export)


def test_over_two_hundred_rows_a_second_person_has_to_agree(bank, login):
    more_clients(bank, 200)
    assert "超过 200 行，要总行或合规的第二人同意" in login(bank.head).get(NEW).content.decode()
    export = ask(bank, count=201)
    row = export.request
    assert export.state == "asked" and written(export).state == "asked" and str(export.number) == f"D-{export.pk}"
    page = login(bank.compliance).get("/requests/").content.decode()
    assert (
        "导出 201 行：姓名（脱敏）、网点、客户经理、下次应联系。筛选：层级：贵宾。给谁用：本机构，行内；用到 11月25日"
        in page
    )
    assert login(bank.head).post(f"/requests/{row.pk}/decide/", {"state": "approved"}).status_code == 422
    assert login(bank.auditor).post(f"/requests/{row.pk}/decide/", {"state": "approved"}).status_code == 403
    back = {"state": "back", "decision": "请写清周会以后谁来销毁这些名单"}
    assert login(bank.compliance).post(f"/requests/{row.pk}/decide/", back).status_code == 302
    browser = login(bank.head)
    assert "没有生成文件" in browser.get(f"/exports/{export.pk}/").content.decode()
    page = browser.get("/exports/new/").content.decode()
    assert "请写清周会以后谁来销毁" in page and WORDS in page and "补充后再提" in page
    again = ask(bank, count=201, words=f"{WORDS}，会后由内勤粉碎")
    assert again.request_id == row.pk and Request.objects.get().state == "asked"
    decide(row, bank.head_office)
    factories.kin(bank.head, bank.mine)  # who has become a relative's is left out
    export.refresh_from_db()
    assert export.state == "stopped" and written(again).state == "done" and len(rows_in(again)) == 201
    end_export(row, None, NOW)
    again.refresh_from_db()
    assert again.state == "stopped" and not path_of(again).exists()
    with pytest.raises(Moved):
        take_export(again, by=bank.head, now=NOW)


def test_the_rows_of_a_day_are_counted_together(bank, login):
    more_clients(bank, 119)
    first = ask(bank, count=120)
    page = login(bank.head).get(NEW).content.decode()
    assert "一天合计超过 200 行" in page and "提交给第二人" in page
    second = ask(bank, count=120)
    assert (first.state, second.state) == ("queued", "asked")
    Request.objects.update(state="refused", decided_by=bank.compliance.pk, decided_at=NOW, decision="已经有一份")
    assert asked_today(bank.head, NOW) == (1, 120)  # what came to nothing does not count
    assert "现在超过 200 行" in writing_problem(200, 205) and writing_problem(200, 205, is_agreed=True) == ""


def test_what_stops_an_export_before_it_is_a_file(bank, monkeypatch):
    with pytest.raises(Refused, match="不能早于今天"):
        ask(bank, until=NOW.date() - timedelta(days=1))
    monkeypatch.setattr("crm.rules.exports.MOST", 0)
    monkeypatch.setattr("crm.queries.exports.rows.MOST", 0)
    with pytest.raises(Refused, match="请先在客户名单里筛选"):
        ask(bank)
    monkeypatch.undo()
    handovers.planned(bank, giver=bank.head)
    with pytest.raises(Refused, match="正在移交"):
        ask(bank)
    Assignment.objects.update(state="given")
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip")
    exports = [ask(bank) for _number in range(3)]
    with pytest.raises(Refused, match="一天最多 3 份"):
        ask(bank)
    Client.objects.filter(pk=bank.mine.pk).update(tier="top")
    assert "5%" in written(exports[0]).message
    User.objects.filter(pk=bank.head.pk).update(unit=bank.west)
    bank.head.refresh_from_db()
    factories.kin(bank.head)
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip")
    late = ask(bank)  # of the other branch: the stopped one does not count
    assert [written(one).state for one in exports[1:]] == ["stopped", "stopped"] and written(late).state == "done"
    User.objects.filter(pk=bank.head.pk).update(is_active=False)
    bank.head.refresh_from_db()
    with pytest.raises(Moved):
        take_export(late, by=bank.head, now=NOW)
    assert events("export")[0][1] == {"state": "stopped"}


def test_a_writer_that_died_is_followed_by_another_and_leaves_no_file(bank, monkeypatch, settings, tmp_path):
    export = ask(bank)

    def broken(*_about):
        raise OSError("disk full")

    monkeypatch.setattr(export_files.Workbook, "add", broken)
    assert write_exports(now=NOW).count("出错") == 3
    export.refresh_from_db()
    assert (export.state, export.message[:5]) == ("stopped", "生成时出错") and not list(
        path_of(export).parent.iterdir()
    )
    monkeypatch.undo()
    folder, settings.MEDIA_ROOT = settings.MEDIA_ROOT, tmp_path / "full"
    settings.MEDIA_ROOT.write_text("no folder can be made here")
    lost = ask(bank)
    assert write_exports(now=NOW).count("出错") == 3
    lost.refresh_from_db()
    assert lost.state == "stopped"
    settings.MEDIA_ROOT = folder
    other = ask(bank)
    Export.objects.filter(pk=other.pk).update(state="running", attempts=3, token="x", lease_until=NOW - timedelta(1))
    write_exports(now=NOW)
    other.refresh_from_db()
    assert other.state == "stopped" and "中断" in other.message


def test_a_page_costs_little(bank, login, django_assert_max_num_queries):
    more_clients(bank, 40)
    browser = login(bank.head)
    browser.get(reverse("export_new"), {"tier": "vip"})
    with django_assert_max_num_queries(24):
        browser.get(reverse("export_new"), {"tier": "vip"})
