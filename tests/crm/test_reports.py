"""Reports: each figure is that of its page, counted a second way; who reads which; what is asked wrongly says so."""

from datetime import date, timedelta

from campaigns.models import Greeting, Occasion
from clients.models import Client
from crm.actions.figures import keep_figures
from crm.models import Export
from crm.queries.reports import table_of
from staff.models import AuditEvent
from tests import factories
from tests.crm.exports import own_files, rows_in, written
from tests.crm.test_tier_board import NOW, morning, rated
from tiers.queries.boards import board

__all__ = ["morning", "own_files", "rated"]
TODAY = NOW.date()
WRONG = {
    "since=2026-12&to=2026-12": "还没有到这个月",
    "since=2023-01&to=2026-10": "一次最多看 24 个月",
    "since=x": "请写成年和月",
    "kind=all": "没有这种报表，请重新选择。",
    "kind=kept&by=x": "不能这样分开看",
}


def rows_of(user, kind, since="2026-10", to="2026-11", unit=None, by=""):
    asked = {"kind": kind, "unit": str((unit or user.unit).pk), "by": by, "since": since, "to": to}
    table = table_of(user, asked, TODAY)
    return table.rows or table.nothing


def test_the_moves_are_those_of_the_board_and_of_any_two_months(bank, rated):
    moves = board(bank.head, None, TODAY)["moves"]
    [*lines, foot] = rows_of(bank.head, "moves", "2026-09", "2026-10")
    assert [line[1:-1] for line in lines] == [[cell.number for cell in cells] for _old, cells, _sum in moves.rows]
    assert foot[-1] == moves.total == Client.objects.visible_to(bank.head).active().count()
    assert rows_of(bank.head, "moves", "2026-10", "2026-11")[-1][:6] == ["现在", *foot[1:6]]
    assert rows_of(bank.head, "moves", "2026-08", "2026-10") == "那时还没有数据"


def test_each_figure_is_the_ledgers_own(bank, rated):
    closed = {"closed_at": NOW - timedelta(days=9), "due_on": date(2026, 11, 1)}
    for client, fields in ((rated["stays"], {"state": "kept"}), (rated["near"], {"state": "broken"})):
        factories.promise(client, **closed | fields)
    factories.promise(rated["near"], due_on=date(2026, 11, 3))
    assert rows_of(bank.head, "kept", by="tier") == [
        ["普通", 2, 0, 0, 1, 1, 0, 0],
        ["贵宾", 1, 1, 1, 0, 0, 0, 100],
    ]
    assert rows_of(bank.head, "near") == [
        ["2026年10月", 1, "0%（0/1）", "0%（0/1）"],
        ["2026年11月", 4, "25%（1/4）", "25%（1/4）"],
    ]
    assert rows_of(bank.head, "near", "2026-01", "2026-02") == "那时还没有数据"
    occasion = Occasion.objects.get(code="new_year", year=2027)
    about = {"occasion": occasion, "code": "new_year", "year": 2027, "on": date(2026, 11, 12), "tone": "joy"}
    about |= {"manager": bank.manager, "review_on": date(2026, 11, 1)}
    for name, state, reason in (
        ("stays", "skipped", "马晓燕刚出院"),
        ("near", "omitted", "没有同意"),
        ("new", "sent", ""),
    ):
        Greeting.objects.create(client=rated[name], state=state, reason=reason, text="元旦好", **about)
    found = {tuple(row[1:]) for row in rows_of(bank.head, "greetings")}
    assert found == {("跳过", "客户经理跳过，原因在问候名单里", 1), ("本节不问候", "没有同意", 1), ("已送出", "", 1)}


def test_coverage_is_what_the_night_kept(bank, rated):
    assert rows_of(bank.head, "coverage", "2026-01", "2026-02") == "那时还没有数据"
    Client.objects.filter(pk=rated["stays"].pk).update(last_effective_on=TODAY, next_due_on=TODAY + timedelta(days=30))
    Client.objects.filter(pk=rated["watched"].pk).update(
        last_effective_on=date(2026, 1, 2), next_due_on=date(2026, 3, 2)
    )
    [branch, manager] = rows_of(bank.head, "coverage")
    assert branch[0] == "城关支行" and manager[0] == "周敏" and branch[4] == manager[4] == "50%（1/2）"
    keep_figures(now=NOW)
    assert ["城关支行", "50%（1/2）", "", "", "50%（1/2）", ""] in rows_of(bank.head_office, "coverage")


def test_the_page_says_what_is_wrong_and_gives_the_same_table_as_a_file(bank, login):
    browser = login(bank.head)
    page = browser.get("/reports/?kind=kept&since=2026-11&to=2026-10")
    assert page.status_code == 422 and "「到」早于「从」，请对调两个月份。" in page.content.decode()
    for asked, words in WRONG.items():
        answer = browser.get(f"/reports/?{asked}")
        assert answer.status_code == 422 and words in answer.content.decode(), asked
    early = browser.get("/reports/?kind=coverage&since=0001-01&to=0001-01").content.decode()
    assert "那时还没有数据，请选 2000 年以后的月份。" in early
    assert browser.get(f"/reports/?unit={bank.west.pk}").status_code == 404
    assert browser.post(f"/reports/export/?kind=audit&unit={bank.west.pk}").status_code == 404
    assert "那时还没有数据" in browser.get("/reports/?kind=audit&since=2026-01&to=2026-02").content.decode()
    login(bank.compliance).get(f"/clients/{bank.mine.pk}/")
    seen = AuditEvent.objects.visible_to(bank.head).filter(verb__in=["view", "search"]).count()
    refused = AuditEvent.objects.visible_to(bank.head).filter(verb="denied").count()
    browser = login(bank.head)
    page = browser.get("/reports/?kind=audit").content.decode()
    assert "城关支行" in page and "导出 XLSX" in page
    path = browser.post("/reports/export/?kind=audit", follow=True).redirect_chain[0][0]
    export = written(Export.objects.get(), NOW)
    [heads, line, *_more] = rows_in(export)
    assert heads == ["机构", "查看与查找", "看完整号码", "下载导出", "没查到和被拒", "水印"]
    assert line[:5] == ["城关支行", seen, 0, 0, refused]
    page = browser.get(path).content.decode()
    assert "查看与导出 2026年10月至2026年11月" in page and "查看与导出_20261116" in page
    assert browser.post(f"{path}take/").status_code == 200
    office = login(bank.head_office).get("/reports/").content.decode()
    assert "维护达成率" in office and login(bank.manager).get("/reports/").status_code == 403
    page = login(bank.compliance).get("/reports/").content.decode()
    assert "承诺办到率" in page and "层级迁移" not in page
    assert login(bank.compliance).get("/reports/?kind=moves").status_code == 422
