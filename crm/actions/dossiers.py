"""What no file of the demo bank says of its people: facts, days, promises kept and broken, a complaint, an information handed on."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.actions.consents import record_consent
from clients.actions.contacts import log_contact
from clients.actions.facts import add_fact
from clients.actions.information import answer_information, distil_fact, hand_on, judge_fact
from clients.actions.key_dates import add_key_date
from clients.actions.promises import close_promise, make_promise
from clients.enums import ConsentStatus, Purpose, Via
from clients.models import Client

# Each line (kind, topic, text, source) belongs to one life; who has it is told by his place among the manager's clients.
LIVES = (
    (
        ("hobby", "钓鱼", "周末常去水库钓鱼，爱说哪里的鱼口好", "told"),
        ("family", "子女教育", "儿子今年高三，想考外地", "told"),
        ("manner", "", "电话里喜欢先听结论，三分钟说完就好", "seen"),
        ("need", "养老", "想了解个人养老金怎么开", "told"),
    ),
    (
        ("expertise", "茶", "种茶二十多年，看得准春茶行情", "told"),
        ("work", "茶叶", "今年茶园收成好，新修了一间烘房", "seen"),
        ("taboo", "", "不与家人谈存款", "told"),
        ("preference", "", "上午下地，下午三点以后接电话", "told"),
    ),
    (
        ("hobby", "广场舞", "领着小区的舞队，每晚七点在江边", "told"),
        ("family", "孙辈", "孙女上大学了，假期常来看望", "told"),
        ("service", "", "说话请慢一些、大声一些", "seen"),
        ("intention", "旅游", "开春想跟老姐妹去一趟云南", "told"),
    ),
    (
        ("expertise", "装修", "做装修的，懂水电和防水", "told"),
        ("work", "装修", "手上三个工地，年底回款集中", "told"),
        ("info", "行业", "说附近新楼盘十二月交房，装修单子会多起来", "told"),
        ("hobby", "象棋", "中午休息时在门口下象棋", "seen"),
    ),
    (
        ("hobby", "书法", "练字多年，春节给邻居写对联", "told"),
        ("family", "子女", "女儿在外地工作，过年才回来", "told"),
        ("preference", "", "喜欢来柜台当面办，不爱用手机", "seen"),
        ("tag", "", "社区热心人", "public"),
    ),
)  # fmt: skip
# (kind, how it is kept, month, day, year, note)
DAYS = (
    ("wedding", "solar", 10, 1, 2003, ""),
    ("opening", "solar", 12, 8, 2018, "店里开业"),
    ("family", "lunar", 10, 20, None, "老伴"),
    ("shop", "solar", 5, 18, 2015, ""),
    ("memorial", "lunar", 12, 30, None, ""),
)  # fmt: skip
# (who owes, what, days from today until it was due, how it ended: '' is open, its words)
PROMISES = (
    ("staff", "把个人养老金的开户材料清单发过去", -12, "kept", "当天发了，客户说收到"),
    ("staff", "问清社保卡换卡要几天", 0, "", ""),
    ("client", "带户口本来网点补资料", -2, "", ""),
    ("staff", "约网点主任一起上门看烘房", 3, "", ""),
    ("staff", "上周五前回话大额存单额度", -8, "broken", "额度下来晚了一天，已当面道歉"),
    ("client", "把回款账户改到本行", 6, "", ""),
    ("staff", "送一本新年台历", -20, "released", "客户说已经领过了"),
)
COMPLAINT = "客户投诉：取号排队等了四十分钟没人解释，要网点给个说法。"
# (raw note or '', the line, verdict, dimension, why, what is wanted, the answer or ''); the last is asked of the first manager himself.
INFORMATION = (
    (
        "",
        "镇上两家合作社要合并，账户可能一起开",
        "chance",
        "market",
        "合并后结算账户要选一家银行，早去一步",
        "请看一看能不能一起上门",
        "",
    ),
    (
        "聊天时说起，下游三家厂都在扩车间，年后要招人，料也要备足，问我们有没有合适的结算办法",
        "下游三家厂年后都要扩产，要人要料",
        "chance",
        "chain",
        "三家都还没有在我们这里结算",
        "看看能不能给这三家报结算方案",
        "三家约在下周二下午，请您一起到厂里走一趟",
    ),
    (
        "",
        "隔壁县新开了一家同样的厂，价压得低",
        "risk",
        "market",
        "老客户的单子可能被分走",
        "核一核它在不在您那边开户",
        "",
    ),
)
IN_VAIN = (
    "响了很久，没有人接。",
    "这回还是没有人接。",
    "换了座机打，没有人接。",
    "通了又挂断，可能不方便。",
    "隔了一天再打，仍没有人接。",
    "发消息也没有回，先不打扰。",
)
NO_TALK = ("never", "quiet", "near")
KNOWN = 20  # clients of one manager who agreed to 人脉档案
AGO = timedelta(days=40)  # when it was learned


def plant_dossiers(everyone, managers, *, colleague, today):
    """Each of `managers` knows KNOWN of his clients; the first has a complaint and asks `colleague` about an information.

    `everyone` are the people of crm/demo, already imported; nobody has a tier yet.
    """
    for manager in managers:
        for place, client in enumerate(_clients(everyone, manager, ("top", "select", "vip"))[:KNOWN]):
            _know(client, place, manager, today)
            _promise(client, place, manager, today)
    (complaining, silent, *knowing), other = _clients(everyone, managers[0], ("standard",))[:4], managers[1]
    _complain(complaining, managers[0], today)
    _try_in_vain(silent, managers[0], today)
    _hand_on(knowing[0], managers[0], colleague, today, INFORMATION[0])
    _hand_on(knowing[1], managers[0], other, today, INFORMATION[1])
    _hand_on(_clients(everyone, other, ("standard",))[0], other, managers[0], today, INFORMATION[2])


def _clients(everyone, manager, levels):
    """Living persons of these levels; some stories are about somebody of whom nothing is known."""
    wanted = [
        person.number
        for person in everyone
        if (person.kind, person.manager, person.status) == ("个人", manager.employee_no, "")
        and person.level in levels
        and person.story not in NO_TALK
    ]
    return list(Client.objects.filter(client_no__in=wanted).select_related("unit", "manager").order_by("client_no"))


def _agree(client, by, now):
    about = {
        "purpose": Purpose.DOSSIER,
        "via": Via.ANY,
        "status": ConsentStatus.GRANTED,
        "evidence": "书面：开户时同意",
    }
    record_consent(client, by=by, now=now, **about)


def _know(client, place, by, today):
    now = _noon(today - AGO - timedelta(days=place))
    _agree(client, by, now)
    for kind, topic, text, source in LIVES[place % len(LIVES)]:
        add_fact(client, by=by, now=now, kind=kind, topic=topic, text=text, source=source)
    kind, celebrates, month, day, year, note = DAYS[place % len(DAYS)]
    about = {"kind": kind, "celebrates": celebrates, "month": month, "day": day, "year": year, "note": note}
    add_key_date(client, by=by, now=now, **about)


def _promise(client, place, by, today):
    owes, what, ahead, state, words = PROMISES[place % len(PROMISES)]
    due_on = today + timedelta(days=ahead)
    made = _noon(min(today, due_on) - timedelta(days=5))
    row = make_promise(client, by=by, now=made, owes=owes, what=what, due_on=due_on)
    if state:
        close_promise(row, state=state, by=by, now=_noon(due_on), words=words)


def _complain(client, by, today):
    at = _noon(today - timedelta(days=1))
    about = {"kind": "branch", "direction": "in", "seconds": 900, "outcome": "complaint", "aim": "complaint"}
    log_contact(client, by=by, at=at, now=at, note=COMPLAINT, **about)


def _try_in_vain(client, by, today):
    """Six tries, and the cadence rests."""
    for days, note in zip(range(len(IN_VAIN), 0, -1), IN_VAIN, strict=True):
        at = _noon(today - timedelta(days=days)) + timedelta(hours=1)
        log_contact(client, by=by, at=at, now=at, kind="call", reached="nobody", note=note)


def _hand_on(client, by, colleague, today, information):
    now, (raw, text, verdict, dimension, judgement, wanted, answer) = _noon(today - timedelta(days=1)), information
    _agree(client, by, now)
    fact = add_fact(client, by=by, now=now, kind="info", text=raw or text)
    fact = distil_fact(fact, by=by, now=now, text=text) if raw else fact
    judge_fact(fact, by=by, now=now, verdict=verdict, dimension=dimension, judgement=judgement)
    promise = hand_on(fact, by=by, now=now, to=colleague, wanted=wanted)
    if answer:
        answer_information(promise, by=colleague, now=now + timedelta(hours=3), words=answer)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(11, 0)))
