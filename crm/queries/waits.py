"""今天要您办: what waits for a head or head office at a place, asked anew each time; whoever only looks reads the unit's part."""

from collections import Counter
from datetime import timedelta

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import timezone

from campaigns.queries.greetings.team import COSIGN
from clients.kinds import kind_of
from clients.models import Client, Promise
from clients.rules.ranks import TIER_LABELS, TIER_ORDER
from crm.queries.figures.links import url_of
from crm.queries.handover_runs import WAITS
from crm.queries.looks import ASKED, HANDED, LATE
from crm.queries.looks import OWN as MINE
from crm.queries.orders import promise_words
from crm.queries.places import LONELY, STUCK
from crm.queries.shell import grants_count, handovers_count
from crm.queries.unusual import unusual_count
from crm.rules.waits import Wait, most_of, urgent_first
from crm.templatetags.ui import name_for
from imports.models import ImportJob
from planner.queries.sponsors import meetings_of
from staff.queries.logins import locks
from staff.roles import Permission, Role
from tiers.models import Signal
from tiers.models.signals import late_on
from words.dates import day_text, moment_text, month_day

READ = 200  # rows that a sentence is made of
HEAD_WORD = {Role.BRANCH_HEAD: "（行长）"}
FAILED_WITHIN = timedelta(days=7)  # so long a refused file is told, unless another of its kind came in since


def waits_of(look):
    """The Waits of the place, the most urgent first; a kind without rows gives none."""
    makers = (*(OWN if look.place.is_top else ()), *OF_UNIT)
    return urgent_first(wait for make in makers for wait in make(look))


def _requests(look):
    place, today = look.place, look.today
    rows = look.requests
    if rows:
        first, due_at = rows[0], timezone.localtime(rows[0].due_at)
        late = sum(timezone.localdate(row.due_at) <= today for row in rows)
        whose = f"{_client_of(first, place.user)} " if first.client_id else ""
        why = f"最急：{whose}{kind_of(first).label}，{first.asker} {moment_text(timezone.localtime(first.asked_at))} 提"
        at = f"今天 {due_at:%H:%M}" if due_at.date() == today else ""
        what = f"审批 {len(rows)} 件" + (f"，到时限 {late} 件" if late else "")
        yield Wait(what, why, place.url("request_list"), "去审", due_at.date(), at)


def _client_of(request, user):
    """The name of whom it is about, as this person may read it."""
    return name_for(Client(name=request.client_name, kind=request.client_kind), user)


def _own(look):
    """What he owes himself, a complaint first of all; and what he asked managers for, when the day is over."""
    place, today = look.place, look.today
    user = place.user
    owed = look.promises[MINE]
    ordered = [row for row in look.promises[ASKED] if row.state == Promise.State.OPEN and row.due_on < today]
    url = place.url("promise_list")
    if owed:
        why = f"最急：{promise_words(owed[0], user)}，说好 {day_text(owed[0].due_on, today)}"
        yield Wait(f"您自己要办的 {len(owed)} 件", why, f"{url}?show=due", f"看 {len(owed)} 件", owed[0].due_on)
    if ordered:
        first = ordered[0]
        why = f"最久：{first.owed_by.name}，{promise_words(first, user)}，说好 {day_text(first.due_on, today)}"
        yield Wait(f"督办过期 {len(ordered)} 件", why, f"{url}?late=orders", f"看 {len(ordered)} 件", first.due_on)


def _back(look):
    """What happened while he was away himself, until he has read it."""
    for row in look.back:
        days = (row.last_day - row.starts_on).days + 1
        why = f"{month_day(row.starts_on)}到{month_day(row.last_day)}的审批、投诉、督办和红色信号；看过以后点「看过了」"
        yield Wait(f"您不在的 {days} 天", why, reverse("cover_back", args=[row.pk]), "去看", look.today)


def _information(look):
    """What colleagues, or the counter, handed to him."""
    rows = look.promises[HANDED]
    if rows and look.place.user.can(Permission.ANSWER_INFORMATION):
        why, url = "同事转来的，或柜面问到、客户还没有管户经理的，等您答复", look.place.url("information_list")
        yield Wait(f"转来的信息 {len(rows)} 件", why, url, "去答复", rows[0].due_on)


def _meetings(look):
    place, today = look.place, look.today
    meetings = meetings_of(place.user, today)
    if meetings:
        meeting, client = meetings[0]
        why = f"{name_for(client, place.user)}（{client.get_tier_display()}）：{meeting.why(today)}"
        url = place.url("client_list", meets=place.user.pk)
        yield Wait(f"该您见的 {len(meetings)} 位", why, url, "去约", meeting.due_on)


def _handovers(look):
    """First whom no day of a handover moves any more before the head has said to whom; then what else waits for him."""
    place = look.place
    if not place.user.can(Permission.ASSIGN_CLIENT):
        return
    _runs, number, counts = handovers_count(place.user)
    stuck = sum(counts.values())
    if stuck:
        [pk, *others] = counts
        url = place.url("handover_list") if others else f"{reverse('handover_run', args=[pk])}?show={WAITS}#items"
        why = "接手人接不了，或客户不愿、暂缓；请逐户另选接手人，或恢复移交。没定以前还由现在的经理管"
        yield Wait(f"移交没办成 {stuck} 户", why, url, f"看 {stuck} 户", when="尽快")
    if number := number - stuck:
        why = "交接信、介绍或通知要您看过"
        yield Wait(f"移交里等您的 {number} 户", why, place.url("handover_list"), "去看", when="今天")


def _concessions(look):
    """What was conceded, and runs out: to be renewed, or ended with a word to the client."""
    place, today = look.place, look.today
    found = look.ending if place.acts else []
    if found:
        first = found[0]
        why = f"最早：{_client_of(first, place.user)}，到 {day_text(first.valid_until, today)}；续不续，先和客户说"
        url = place.url("concession_list", show="ending")
        yield Wait(f"让利一个月内到期 {len(found)} 件", why, url, "去看", first.valid_until)


def _cosign(look):
    place = look.place
    if number := look.number(COSIGN):
        why = "经理为顶级客户打过电话、登过门或写过贺卡，等您会签"
        yield Wait(f"问候待会签 {number} 件", why, f"{place.url('greeting_team')}?show={COSIGN}", "去会签")


def _grants(look):
    place = look.place
    number = grants_count(place.user)
    if number:
        yield Wait(f"授权待您定 {number} 件", "岗位、机构或密码，要第二个人点头", place.url("grant_list"), "去看")


def _unusual(look):
    place, now = look.place, look.now
    number = unusual_count(place.user, now) if place.user.can(Permission.VIEW_AUDIT) else 0
    if number:
        why = "看得比平时多三倍、深夜看、看亲属或老是查不到，要有人看过"
        yield Wait(f"异常查看 {number} 条", why, reverse("unusual_list"), "去看")


def _places(look):
    """Villages, markets and schools without anybody who answers for them, and partners with whom nothing moves."""
    if lonely := look.number(LONELY):
        why = "村、市场、学校各要一位责任经理"
        yield Wait(f"区域没有人负责 {lonely} 处", why, f"{reverse('place_list')}?alone=1#tree", "去指定")
    if stuck := look.number(STUCK):
        why = "已建联到有信任之间 60 天没有进展，问问责任经理要帮什么"
        yield Wait(f"渠道伙伴停住 {stuck} 位", why, f"{reverse('partner_list')}?show=stuck", f"看 {stuck} 位")


def _locked(look):
    """Whom he can let in again."""
    place, now = look.place, look.now
    if not place.user.can(Permission.ARRANGE_CARE_DAY):
        return
    closed = locks(now)
    names = [person.name for person in look.people if person.role == Role.MANAGER and person.employee_no in closed]
    if names:
        url = f"{reverse('admin:staff_user_changelist')}?door=locked"
        yield Wait(f"登录锁定的经理 {len(names)} 位", f"{'、'.join(names[:3])}连续输错密码", url, "去解除", when="现在")


def _imports(look):
    place, now, today = look.place, look.now, look.today
    if not place.user.can(Permission.IMPORT_FILES):
        return
    failed = failed_imports(now)
    if failed:
        first = failed[0]
        why = f"最近：{first.get_kind_display()}，{day_text(timezone.localdate(first.created_at), today)}：{first.message}"
        yield Wait(f"没导进来的文件 {len(failed)} 个", why, place.url("import_list"), "去看")


def failed_imports(now):
    """The files refused lately, the newest first; not those of a kind of which a later one came in."""
    came, failed = set(), []
    for job in ImportJob.objects.filter(created_at__gte=now - FAILED_WITHIN).order_by("-created_at", "-pk")[:READ]:
        if job.state == ImportJob.State.DONE:
            came.add(job.kind)
        elif job.state == ImportJob.State.REFUSED and job.kind not in came:
            failed.append(job)
    return failed


def _gaps(look):
    """Who is away today, a head or a manager with clients, and nobody does his work."""
    place, today = look.place, look.today
    rows = [row for row in look.away if row.is_gap]
    if rows:
        names = "、".join(
            f"{row.absent.name}{HEAD_WORD.get(row.absent.role, '')}到 {day_text(row.last_day, today)}"
            for row in rows[:3]
        )
        url = place.url("admin:staff_coverperiod_changelist", state="gap")
        button = "定代管人" if place.acts else "看安排"
        yield Wait(f"不在岗没人代 {len(rows)} 位", f"{names}；今天的事没有人接，提醒信仍发给本人", url, button, today)


def _promises(look):
    place, today = look.place, look.today
    found = look.promises[LATE]
    if found:
        first, total = found[0], found[0].total
        whose, who = name_for(first.client, place.user), first.owed_by.name
        why = f"最久：{whose}的{promise_words(first, place.user)}，{who}，说好 {day_text(first.due_on, today)}"
        most = most_of(row.owed_by.name for row in found) if total == len(found) else ""
        why += f"；{most}" if most else ""
        yield Wait(f"答应客户没兑现 {total} 件", why, url_of("overdue", place.unit), f"看 {total} 件", first.due_on)


def _signals(look):
    place, today = look.place, look.today
    rows = place.narrowed(Signal.objects.visible_to(place.user).filter(late_on(today), severity="red"))
    rows = rows.select_related("client__manager").annotate(total=Window(Count("pk")))
    found = list(rows.order_by("due_on", "pk")[:1])
    if found:
        row, total = found[0], found[0].total
        who = row.client.manager.name if row.client.manager else "没有管户经理"
        facts = row.sentence if place.user.can(Permission.VIEW_BALANCES) else row.get_kind_display()
        whose = f"{name_for(row.client, place.user)}（{TIER_LABELS[row.client.tier]}，{who}）"
        why = f"{whose}：{facts}，{day_text(row.raised_on, today)} 发现"
        yield Wait(f"红色信号没人动 {total} 户", why, url_of("red", place.unit), "看信号", row.due_on)


def _alone(look):
    """Whom nobody looks after who works here, by tier, and who left them behind; and of the upper tiers who has no deputy."""
    place, today = look.place, look.today
    rows = look.alone
    if left := [row for row in rows if row["number"]]:
        yield _without_manager(place, left, today)
    if tiers := _sums(rows, "tier", "deputy"):
        what = f"贵宾以上没有B角 {sum(tiers.values())} 户"
        why = f"{_by_tier(tiers)}；管户经理不在时没有人接"
        yield Wait(what, why, url_of("alone", place.unit), "看名单", when="本月")


def _without_manager(place, rows, today):
    tiers, left = _sums(rows, "tier"), _sums(rows, "manager__name")
    words = [_by_tier(tiers), *(f"{name}离岗留下 {number} 户" for name, number in left.most_common() if name)]
    if left[None]:
        since = min(row["since"] for row in rows if row["manager__name"] is None)
        words.append(f"最早 {day_text(since, today)} 起没人管")
    what, button = f"没有管户经理 {sum(tiers.values())} 户", "去分配" if place.acts else "看名单"
    return Wait(what, "；".join(words), url_of("unmanaged", place.unit), button, when="尽快")


def _by_tier(tiers):
    return "、".join(f"{TIER_LABELS[tier]} {tiers[tier]}" for tier in sorted(tiers, key=TIER_ORDER.get))


def _sums(rows, name, number="number"):
    """{value of the column `name`: how many}, without what has none."""
    sums = Counter()
    for row in rows:
        sums[row[name]] += row[number]
    return +sums


OWN = (
    _requests,
    _own,
    _information,
    _back,
    _concessions,
    _handovers,
    _meetings,
    _cosign,
    _grants,
    _places,
    _locked,
    _unusual,
    _imports,
)
OF_UNIT = (_gaps, _promises, _signals, _alone)
