"""Everything that can speak against a greeting, at every stage where somebody or the machine would go on with it.

The table says what becomes of it there; '' means that it goes on. Each cell is walked through the real action.
"""

from datetime import date, timedelta

import pytest
from django.db import transaction

from campaigns.actions.greetings import draft_greetings, expire_greetings, finish_by_hand, greet_anyway
from campaigns.actions.greetings.drafting import draft_for, run_for
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Occasion
from clients.models import Client, Consent, DoNotDisturb
from outbox.actions import deliver_messages
from outbox.models import Message
from outbox.rules.messages import content_hash
from tests import mail
from tests.greetings import MORNING, approve, at, guest, left_out, plant
from words.problems import Refused

State = Greeting.State
NOW, NEXT_DAY = at("2026-12-29T05:00"), at("2026-12-30T05:00")
TOO_LATE = at("2027-01-02T09:00")


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def festival(bank):
    return guest(bank, 1)


def birthday(bank):
    """1 January is his birthday, too, and head office greets on nothing else."""
    Occasion.objects.exclude(code="birthday").update(is_active=False)
    return guest(bank, 1, birth_date=date(1980, 1, 1), celebrates="solar", birthday=101)


def client_is(**values):
    return lambda client, bank: Client.objects.filter(pk=client.pk).update(**values)


def withdrawn(client, bank):
    Consent.objects.filter(client=client).update(status="withdrawn")


def quiet(client, bank):
    DoNotDisturb.objects.create(client=client, starts_on="2026-12-30", ends_on="2027-01-01", reason="丧亲")


def handed_over(client, bank):
    client_is(manager=bank.backup)(client, bank)


def switched_off(client, bank):
    switch_occasion(Occasion.objects.get(code="new_year", year=2027), is_active=False, by=bank.head_office)


def made_silent(client, bank):
    Occasion.objects.filter(code="new_year", year=2027).update(tone="solemn", is_active=False)


def greeted_lately(client, bank):
    """On 28 December, by mail."""
    sent = mail.greeting(client, key="earlier")
    mail.put(sent, state="sent", sent_at=at("2026-12-28T08:31"), tried_at=at("2026-12-28T08:31"))
    other = Occasion.objects.get(code="birthday", year=2026)
    Greeting.objects.create(
        client=client,
        occasion=other,
        code="birthday",
        year=2026,
        on=date(2026, 12, 28),
        tone="joy",
        manager=bank.manager,
        state=State.SENT,
        text="生日快乐",
        message=sent,
    )


def family_greeted(client, bank):
    """His wife has the same telephone, and her letter has left."""
    wife = left_out(bank, 2, manager=bank.backup, phone=client.phone)
    Greeting.objects.filter(pk=wife.pk).update(state=State.SENT, reason="")


def rewritten(client, bank):
    """Another letter under the same mail, in itself intact."""
    for message in Message.objects.filter(client=client):
        mail.put(message, text="别的内容", body_hash=content_hash(message.subject, "别的内容"))


def nothing(client, bank):
    pass


COLUMNS = ("draft", "tidy", "approve", "anyway", "claim", "by_hand")
NOT_DRAFTED, GONE = "没有起草", "由新经理另写"
TABLE = {
    # what changed: (how, draft, tidy, approve, anyway, claim, by_hand)
    "nothing": (nothing, "", "", "", "", "", ""),
    "not active": (client_is(status="dormant"), NOT_DRAFTED, "状态不是", "状态不是", "状态不是", "状态不是", "状态不是"),
    "no address": (client_is(email=""), NOT_DRAFTED, "没有邮箱", "企业微信或贺卡", "没有邮箱", "邮箱", ""),
    "no consent": (withdrawn, NOT_DRAFTED, "没有同意", "没有同意", "没有同意", "已退订", ""),
    "quiet": (quiet, NOT_DRAFTED, "勿扰", "勿扰", "勿扰", "勿扰", "勿扰"),
    "handed over": (handed_over, "", GONE, "已换管户经理", "已换管户经理", "已换管户经理", ""),
    "no manager": (client_is(manager=None), NOT_DRAFTED, "没有管户经理", "没有管户经理", "没有管户经理", "没有管户经理", ""),
    # These two may be taken back again, so that a draft waits for it.
    "switched off": (switched_off, NOT_DRAFTED, "", "总行已停用「元旦」", "总行已停用「元旦」", "总行已停用「元旦」", ""),
    "silent day": (made_silent, NOT_DRAFTED, "", "庄重或静默的日子", "停用", "停用", ""),
    "greeted lately": (greeted_lately, "7 天内已有生日", "", "7 天内已有生日", "7 天内已有生日", "7 天内", ""),
    "family": (family_greeted, "同一家庭", "", "同一家庭", "同一家庭", "同一家庭", ""),
    "顶级": (client_is(tier="top"), "", "", "顶级客户不发邮件", "", "顶级客户不发邮件", ""),
    "other birthday": (client_is(birthday=104, celebrates="lunar"), NOT_DRAFTED, *["纪念日已更正"] * 5),
    "over": (nothing, NOT_DRAFTED, "到期没有定稿", "节日已过", "节日已过", "已过发送期限", "节日已过"),
    "rewritten": (rewritten, "", "", "", "", "不一致", ""),
}  # fmt: skip


def drafting(client, change, bank, is_over):
    change(client, bank)
    draft_greetings(now=at("2027-01-01T21:00") if is_over else NOW)
    row = Greeting.objects.filter(client=client, on="2027-01-01").first()
    if row is None:
        return NOT_DRAFTED
    return row.reason if row.state == State.OMITTED else ""


def drafted(client):
    draft_for(client.manager, run_for(NOW))
    return Greeting.objects.get(client=client, on="2027-01-01")


def tidying(client, change, bank, is_over):
    row = drafted(client)
    change(client, bank)
    if is_over:
        expire_greetings(now=TOO_LATE)
    draft_greetings(now=TOO_LATE if is_over else NEXT_DAY)
    if not Greeting.objects.filter(pk=row.pk).exists():
        return GONE
    row.refresh_from_db()
    return "" if row.state == State.DRAFT else row.reason


def refusal_of(act):
    try:
        act()
    except Refused as refusal:
        return str(refusal)
    return ""


def approving(client, change, bank, is_over):
    row = drafted(client)
    change(client, bank)
    return refusal_of(lambda: approve(row, now=TOO_LATE if is_over else NEXT_DAY))


def taking_up(client, change, bank, is_over):
    row = drafted(client)
    Greeting.objects.filter(pk=row.pk).update(state=State.OMITTED, reason="本节不问候：容量")
    change(client, bank)
    now = TOO_LATE if is_over else NEXT_DAY
    return refusal_of(lambda: greet_anyway(row, by=bank.manager, now=now, seen=row.version))


def claiming(client, change, bank, is_over):
    row = approve(drafted(client))
    change(client, bank)
    deliver_messages(now=TOO_LATE if is_over else MORNING)
    message = Message.objects.get(pk=row.message_id)
    assert (message.state == "sent") is (message.reason == "")
    return message.reason


def by_hand(client, change, bank, is_over):
    row = drafted(client)
    change(client, bank)
    now = TOO_LATE if is_over else MORNING
    return refusal_of(lambda: finish_by_hand(row, kind="call", by=bank.manager, now=now, seen=row.version))


WALKS = dict(zip(COLUMNS, (drafting, tidying, approving, taking_up, claiming, by_hand), strict=True))


@pytest.mark.parametrize("what", TABLE)
def test_each_objection_at_each_stage(bank, sink, what):
    change, *cells = TABLE[what]
    client, found = birthday(bank) if what == "other birthday" else festival(bank), {}
    for stage, walk in WALKS.items():
        before = transaction.savepoint()
        found[stage] = walk(client, change, bank, what == "over")
        transaction.savepoint_rollback(before)
    expected = dict(zip(COLUMNS, cells, strict=True))
    # In words where something is said, so that a failure shows the whole row.
    assert {stage: words if words and words in found[stage] else "" for stage, words in expected.items()} == expected
    assert {stage for stage in COLUMNS if found[stage]} == {stage for stage in COLUMNS if expected[stage]}
    assert len(sink.accepted) == (not expected["claim"])


HOURS = [("08:31", "08:30"), ("08:30", "08:31"), ("09:05", "08:30"), ("19:59", "08:30"), ("08:30", "19:59")]


@pytest.mark.parametrize(("earlier", "later"), HOURS)
@pytest.mark.parametrize(("day", "leaves"), [("2026-12-25", True), ("2026-12-26", False)])
def test_the_week_between_two_letters_is_one_of_days_and_not_of_minutes(bank, sink, day, leaves, earlier, later):
    """Where the drafting counts seven days, the outbox does not count seven times 24 hours."""
    row = approve(drafted(festival(bank)))
    mail.put(Message.objects.get(pk=row.message_id), not_before=at("2027-01-01T08:30"))
    sent, moment = mail.greeting(row.client, key="earlier"), at(f"{day}T{earlier}")
    mail.put(sent, state="sent", sent_at=moment, tried_at=moment)
    deliver_messages(now=at(f"2027-01-01T{later}"))
    assert (len(sink.accepted) == 1) is leaves


@pytest.mark.parametrize(("code", "name"), [("spring_festival", "春节"), ("lantern", "元宵")])
def test_a_birthday_seven_days_after_a_festival_is_drafted_approved_and_leaves(bank, sink, code, name):
    """At whatever minute the festival's letter left: 春节 opens half an hour later than a birthday."""
    festival = Occasion.objects.get(code=code, year=2027)
    day = festival.on + timedelta(days=7)
    client = guest(bank, 1, birth_date=day.replace(year=1980), celebrates="solar", birthday=day.month * 100 + day.day)
    earlier, moment = mail.greeting(client, key="earlier"), at(f"{festival.on}T19:59")
    mail.put(earlier, state="sent", sent_at=moment, tried_at=moment)
    Greeting.objects.create(
        client=client,
        occasion=festival,
        code=code,
        year=2027,
        on=festival.on,
        tone=festival.tone,
        manager=bank.manager,
        state=State.SENT,
        text=f"{name}好",
        message=earlier,
    )
    draft_greetings(now=at(f"{day - timedelta(days=1)}T05:00"))
    row = approve(Greeting.objects.get(client=client, code="birthday"), now=at(f"{day}T08:00"))
    deliver_messages(now=at(f"{day}T08:36"))
    assert Message.objects.get(pk=row.message_id).state == "sent" and len(sink.accepted) == 1
