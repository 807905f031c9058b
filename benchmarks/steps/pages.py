"""Pages and searches as a manager, a branch head and head office get them, over HTTP from the running server."""

from dataclasses import dataclass
from functools import partial

from django.core.cache import cache

from benchmarks.report import Check, Row
from benchmarks.steps.meter import Browser, kilobytes, milliseconds, queries_of, timed
from clients.models import Client
from staff.models import OrgUnit, User
from staff.roles import Role

# From performance.md: a part of what the fastest peer needs for the same at a tenth of the data.
LIST, BANK, SEARCH, CLIENT, WORKBENCH = 41, 714 / 12, 630 / 10, 215 / 4, 580 / 8  # ms
TIMES_ONE_QUERY = 15
DEEP_PAGES = 200
SEARCHES = {
    "常见两字 王建": "王建", "单字 王": "王", "罕见 尉迟": "尉迟", "无人 龘": "王龘", "无人 两个常见名": "王 司马", "三字": None,
    "拼音开头 wangji": "wangji", "拼音一个字母 w": "w", "首字母 wjg": "wjg", "手机尾号": "phone", "客户号": "number",
}  # fmt: skip


@dataclass
class People:
    """Who asks: over HTTP and, for the SQL, in this process."""

    manager: Browser
    head: Browser
    office: Browser
    manager_id: int


def measure(size):
    deep, plain = Client.objects.select_related("manager", "unit").get(pk=1), Client.objects.get(pk=2)
    head = User.objects.get(role=Role.BRANCH_HEAD, unit=deep.unit)
    office = User.objects.get(role=Role.HEAD_OFFICE)
    people = People(Browser(deep.manager), Browser(head), Browser(office), deep.manager_id)
    limits, one = limit_rows(people)
    own = page(
        "客户列表第 1 页（经理）",
        people.manager,
        "/clients/",
        LIST,
        queries=8,
        sql=5,
        kilobyte=60,
        times=TIMES_ONE_QUERY * one,
    )
    rows = [*limits, own, *lists(people, deep, one), *searches(people, deep, 2 * own.checks[0].value)]
    rows += [client_page(people, deep, "500 条记录"), client_page(people, plain, "5 条记录")]
    return rows + workbenches(people) + admin_pages(people)


def limit_rows(people):
    line = Browser(port="BENCH_LIMITS")
    bare, one = (
        milliseconds(lambda _n, path=path: line.get(path), 200) for path in ("/bare", f"/rows/{people.manager_id}")
    )
    return [Row("极限：空的 Django 视图", [Check(bare, "ms")]), Row("极限：一条 SQL 取 25 行", [Check(one, "ms")])], one


def page(name, who, path, bound, *, queries=None, sql=None, kilobyte=None, times=None, limit=""):
    """One GET: median ms, statements, ms of SQL, weight of the HTML plain and gzipped. `times` is a second bound, ms."""
    spent = milliseconds(lambda _n: who.get(path))
    count, database = queries_of(partial(who.inside.get, path))
    plain, zipped = kilobytes(who.get(path))
    checks = [Check(spent, "ms", min(filter(None, (bound, times)), default=None)), Check(count, "条 SQL", queries)]
    checks += [Check(database, "ms SQL", sql), Check(plain, "kB", kilobyte), Check(zipped, "kB gzip")]
    return Row(name, checks, limit)


def lists(people, client, one):
    """The manager's narrowed list, and head office's: first page, a page far down, narrowed to a branch."""
    unit = OrgUnit.objects.get(pk=client.unit_id)
    first = page("全行列表第 1 页（总行）", people.office, "/clients/", BANK, limit=f"一条 SQL {one:.1f} ms")
    deep = page("全行列表很深的一页", people.office, f"/clients/?after={far_down()}", 1.2 * first.checks[0].value)
    return [
        page("列表按层级筛选（经理）", people.manager, "/clients/?tier=vip", LIST, queries=8, sql=5),
        page("列表按年日均排序（经理）", people.manager, "/clients/?sort=average", LIST, queries=8, sql=5),
        page("列表第 1 页（行长）", people.head, "/clients/", BANK),
        first,
        deep,
        page("全行列表按年日均排序", people.office, "/clients/?sort=name", BANK),
        page("全行列表筛选支行与贵宾", people.office, f"/clients/?unit={unit.pk}&tier=vip", BANK),
        page("全行列表筛选逾期 500 万以上", people.office, "/clients/?due=overdue&tier=top", BANK),
    ]


def far_down():
    """The id of a client some way down the list that is sorted by due date."""
    rows = Client.objects.filter(next_due_on__isnull=False).order_by("next_due_on", "pk")
    return rows.values_list("pk", flat=True)[rows.count() * 9 // 10]


def searches(people, client, worst):
    """Every way to search, as the manager and over the whole bank; `worst` ms is the bound of all but the bank's."""
    words = {**SEARCHES, "三字": client.name, "手机尾号": client.phone[-4:], "客户号": client.client_no}
    found = []
    for who, whose in ((people.manager, "经理"), (people.head, "行长"), (people.office, "总行")):
        for name, text in words.items():
            data = {"q": text}
            spent = milliseconds(lambda _n, who=who, data=data: who.post("/search/", data))
            count, database = queries_of(
                lambda who=who, data=data: who.inside.post("/search/", data, headers={"X-CSRFToken": "a" * 32})
            )
            checks = [Check(spent, "ms", min(SEARCH, worst)), Check(count, "条 SQL"), Check(database, "ms SQL")]
            found.append(Row(f"搜索（{whose}）{name}", checks))
    return found


def client_page(people, client, words):
    return page(f"客户页（{words}）", people.manager, f"/clients/{client.pk}/", CLIENT, queries=15)


def workbenches(people):
    """Also with an empty cache, as the first overseer of five minutes meets it."""
    own = page("工作台（经理）", people.manager, "/", WORKBENCH, queries=12)
    double = 2 * own.checks[0].value
    rows = [
        own,
        page("工作台（行长）", people.head, "/", double, queries=25),
        page("工作台（总行）", people.office, "/", double, queries=25),
    ]
    for who, whose in ((people.head, "行长"), (people.office, "总行")):
        cache.clear()
        spent, _ = timed(lambda who=who: who.get("/"))
        rows.append(Row(f"工作台（{whose}）缓存为空", [Check(spent, "ms", 1000)], "五分钟一次"))
    return rows


def admin_pages(people):
    return [
        page("后台客户列表（行长）", people.head, "/admin/clients/client/", None),
        page("后台客户列表（总行）", people.office, "/admin/clients/client/", None),
        page("后台操作留痕（总行）", people.office, "/admin/staff/auditevent/", None),
    ]
