"""Pages and searches as a manager, a branch head and head office get them, over HTTP from the running server."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median

from django.core.cache import cache
from django.utils import timezone

from benchmarks.report import Check, Row
from benchmarks.steps.meter import TOKEN, Browser, kilobytes, milliseconds, queries_of, timed
from clients.enums.facts import FactKind
from clients.models import Client, Consent, Fact, KeyDate, Promise
from planner.models import CarePlan, PlanItem
from staff.models import User
from staff.roles import Role
from words.dates import working_week

# A part of what the fastest peer needs for the same at a tenth of the data.
LIST, BANK, SEARCH, CLIENT, WORKBENCH = 41, 714 / 12, 630 / 10, 215 / 4, 580 / 8  # ms
TIMES_ONE_QUERY = 15
SEARCHES = {
    "常见两字 王建": "王建", "单字 王": "王", "罕见 尉迟": "尉迟", "无人 龘": "王龘", "无人 两个常见名": "王 司马",
    "拼音开头 wangji": "wangji", "拼音一个字母 w": "w", "首字母 wjg": "wjg",
}  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """Something else asked in turns with the page, and how many times its time the page may take."""

    name: str
    ask: object
    times: float


class Asked:
    """Who asks: over HTTP and, for the SQL, in this process."""

    def __init__(self, client):
        self.client = client
        self.manager = Browser(client.manager)
        self.head = Browser(User.objects.get(role=Role.BRANCH_HEAD, unit=client.unit))
        self.office = Browser(User.objects.get(role=Role.HEAD_OFFICE))
        self.limits = Browser(port="BENCH_LIMITS")

    def one_query(self, _n=0):
        self.limits.get(f"/rows/{self.client.manager_id}")

    def own_list(self, _n=0):
        self.manager.get("/clients/")


def measure(size):
    people = Asked(Client.objects.select_related("manager", "unit").get(pk=1))
    bare, one = milliseconds(lambda _n: people.limits.get("/bare"), people.one_query, requests=200)
    limits = [Row("极限：空的 Django 视图", [Check(bare, "ms")]), Row("极限：一条 SQL 取 25 行", [Check(one, "ms")])]
    yield from limits
    for part in (lists, searches, client_pages, workbenches, admin_pages):
        yield from part(people)


def page(name, who, path, bound, *, beside=None, queries=None, sql=None, kilobyte=None):
    """One GET: median ms, statements, ms of SQL, weight of the HTML plain and gzipped."""
    spent, allowed, limit = timed_beside(lambda _n: who.get(path), beside)
    count, database = queries_of(partial(who.inside.get, path))
    plain, zipped = kilobytes(who.get(path))
    checks = [Check(spent, "ms", min(filter(None, (bound, allowed)), default=None)), Check(count, "条 SQL", queries)]
    checks += [Check(database, "ms SQL", sql), Check(plain, "kB", kilobyte), Check(zipped, "kB gzip")]
    return Row(name, checks, limit)


def timed_beside(ask, beside):
    """(median ms, what it may be beside the other, the other in words)."""
    if beside is None:
        return milliseconds(ask), None, ""
    spent, other = milliseconds(ask, beside.ask)
    return spent, beside.times * other, f"{beside.name} {other:.1f} ms × {beside.times}"


def lists(people):
    """The manager's list, and head office's: first page, a page far down, sorted and narrowed."""
    one = Beside("一条 SQL 的视图", people.one_query, TIMES_ONE_QUERY)
    first = Beside("第 1 页", lambda _n: people.office.get("/clients/"), 1.2)
    unit = people.client.unit_id
    return [
        page("客户列表第 1 页（经理）", people.manager, "/clients/", LIST, beside=one, queries=8, sql=5, kilobyte=60),
        page("列表按层级筛选（经理）", people.manager, "/clients/?tier=vip", LIST, queries=8, sql=5),
        page("列表按年日均排序（经理）", people.manager, "/clients/?sort=average", LIST, queries=8, sql=5),
        page("列表第 1 页（行长）", people.head, "/clients/", BANK),
        page("全行列表第 1 页（总行）", people.office, "/clients/", BANK),
        page("全行列表很深的一页", people.office, f"/clients/?after={far_down()}", BANK, beside=first),
        page("全行列表按姓名排序", people.office, "/clients/?sort=name", BANK),
        page("全行列表筛选支行与贵宾", people.office, f"/clients/?unit={unit}&tier=vip", BANK),
        page("全行列表筛选逾期的顶级", people.office, "/clients/?due=overdue&tier=top", BANK),
    ]


def far_down():
    """The id of a client nine tenths down the list that is sorted by due date."""
    rows = Client.objects.filter(next_due_on__isnull=False).order_by("next_due_on", "pk")
    return rows.values_list("pk", flat=True)[rows.count() * 9 // 10]


def searches(people):
    """Every way to search, as manager and head; none may take twice the own list, even when nobody or everybody is found.

    Head office finds by the whole name or number only, along one index, and not as often in an hour as is measured here.
    """
    client = people.client
    words = {**SEARCHES, "三字姓名": client.name, "手机尾号": client.phone[-4:], "客户号": client.client_no}
    own = Beside("自己的列表", people.own_list, 2)
    return [
        searched(f"搜索（{whose}）{name}", who, text, own)
        for who, whose in ((people.manager, "经理"), (people.head, "行长"))
        for name, text in words.items()
    ]


def searched(name, who, text, own):
    spent, allowed, limit = timed_beside(lambda _n: who.post("/search/", {"q": text}), own)
    count, database = queries_of(lambda: who.inside.post("/search/", {"q": text}, headers={"X-CSRFToken": TOKEN}))
    return Row(
        name, [Check(spent, "ms", min(SEARCH, allowed)), Check(count, "条 SQL"), Check(database, "ms SQL")], limit
    )


def client_pages(people):
    """With 500 rows in the ledger and with 5, and 见面提示 beside them."""
    known = ((1, "500 条记录"), (2, "5 条记录"))
    rows = [page(f"客户页（{words}）", people.manager, f"/clients/{pk}/", CLIENT, queries=15) for pk, words in known]
    rows += [
        page(f"见面提示（{words}）", people.manager, f"/clients/{pk}/sheet/", CLIENT, queries=12) for pk, words in known
    ]
    know(people.client)
    return [
        *rows,
        page(
            "客户页（500 条记录、200 条人脉、100 件承诺、20 个日子）",
            people.manager,
            "/clients/1/",
            None,
            queries=15,
        ),
        booklet(people),
    ]


def know(client):
    """What a long acquaintance leaves."""
    today = timezone.localdate()
    Consent.objects.get_or_create(
        client=client, purpose="dossier", via="any", defaults={"status": "granted", "obtained_on": today}
    )
    about = {"client": client, "learned_on": today, "good_until": today + timedelta(days=300), "by": client.manager}
    Fact.objects.bulk_create(Fact(kind=FactKind.values[n % 4], text=f"聊到的第 {n} 件事", **about) for n in range(200))
    owed = {"client": client, "owes": "staff", "owed_by": client.manager, "due_on": today, "origin": "hand"}
    Promise.objects.bulk_create(Promise(what=f"要办的第 {n} 件事", **owed) for n in range(100))
    kept = {"client": client, "kind": "other", "celebrates": "solar"}
    KeyDate.objects.bulk_create(KeyDate(number=101 + n, note=f"第 {n} 个日子", **kept) for n in range(20))


def booklet(people):
    """The sheets of 50 clients of one day, and as many statements as one takes."""
    now, monday = timezone.now(), working_week(timezone.localdate())
    plan = CarePlan.objects.create(manager=people.client.manager, week=monday, day=monday, capacity=300, built_at=now)
    clients = Client.objects.filter(manager=people.client.manager).order_by("pk")[:50]
    about = {"plan": plan, "what": "due", "why": "到期", "via": "call", "score": 1, "minutes": 5}
    items = [
        PlanItem(client=client, position=n, last_on=client.last_effective_on, **about)
        for n, client in enumerate(clients)
    ]
    PlanItem.objects.bulk_create(items)
    return page("见面提示，50 张一册", people.manager, f"/care-days/{plan.pk}/sheets/", 1000, queries=14)


def workbenches(people):
    """Also with an empty cache, as the first overseer of five minutes meets it."""
    own = Beside("经理的工作台", lambda _n: people.manager.get("/"), 2)
    rows = [page("工作台（经理）", people.manager, "/", WORKBENCH, queries=12)]
    for who, whose in ((people.head, "行长"), (people.office, "总行")):
        rows.append(page(f"工作台（{whose}）", who, "/", None, beside=own, queries=25))
        cold = []
        for _ in range(5):
            cache.clear()
            cold.append(timed(lambda who=who: who.get("/"))[0])
        rows.append(Row(f"工作台（{whose}）缓存为空", [Check(median(cold), "ms")], "五分钟一次"))
    return rows


def admin_pages(people):
    return [
        page("后台客户列表（行长）", people.head, "/admin/clients/client/", None),
        page("后台客户列表（总行）", people.office, "/admin/clients/client/", None),
        page("后台操作留痕（总行）", people.office, "/admin/staff/auditevent/", None),
    ]
