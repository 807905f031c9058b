"""From the calendar to drafts, and what a person decides about one (6.3, edge O1)."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from campaigns.actions.greetings import (
    GreetingMoved,
    GreetingRefused,
    draft_greetings,
    expire_greetings,
    finish_by_hand,
    reword_greeting,
    skip_greeting,
    withdraw_greeting,
)
from campaigns.actions.occasions import switch_occasion
from campaigns.models import Greeting, Message, Occasion
from campaigns.rules.greetings.timing import CAPACITY
from clients.models import Client, Consent, ContactLog, DoNotDisturb
from staff.models import AuditEvent
from tests import factories
from tests.greetings import NOW, approve, at, draft, guest, personal, plant

State = Greeting.State


@pytest.fixture(autouse=True)
def calendar(db):
    plant()


def states(**which):
    return Counter(Greeting.objects.filter(**which).values_list("state", flat=True))


def test_everyone_who_agreed_gets_one_draft_and_the_rest_none(bank):
    agreed = guest(bank, 1)
    for number, consent in ((2, "refused"), (3, "withdrawn"), (4, None)):
        guest(bank, number, agreed=consent)
    guest(bank, 5, email="")
    guest(bank, 6, status="deceased")
    quiet = guest(bank, 7)
    DoNotDisturb.objects.create(client=quiet, starts_on=date(2026, 12, 1), ends_on=date(2027, 1, 1), reason="丧亲")
    assert draft_greetings(now=NOW) == "起草 1 封，本节不问候 0 位"
    row = Greeting.objects.get()
    assert (row.client, row.code, row.year, row.on, row.manager) == (
        agreed,
        "new_year",
        2027,
        date(2027, 1, 1),
        bank.manager,
    )
    assert row.text.startswith("陈先生：") and row.text.endswith("城关支行 周敏")


def test_drafting_again_makes_nothing_twice(bank):
    for number in range(5):
        guest(bank, number)
    draft_greetings(now=NOW)
    before = list(Greeting.objects.order_by("pk").values())
    assert draft_greetings(now=NOW) == ""
    assert draft_greetings(now=NOW + timedelta(days=1)) == ""
    assert list(Greeting.objects.order_by("pk").values()) == before


def test_drafts_deleted_by_hand_come_again_the_same(bank):
    for number in range(30):
        guest(bank, number)
    draft_greetings(now=NOW)
    values = ("client", "state", "review_on", "text", "reason")
    before = list(Greeting.objects.order_by("client").values_list(*values))
    Greeting.objects.all().delete()
    draft_greetings(now=NOW)
    assert list(Greeting.objects.order_by("client").values_list(*values)) == before


def test_a_thousand_clients_for_the_spring_festival_are_spread_and_the_rest_is_listed(bank):
    """min(eligible, K × window) drafts, never more than K a day, everyone else with a reason, the opted-out nowhere."""
    people = Client.objects.bulk_create(
        Client(client_no=f"5{number:07d}", name=f"客户{number}", unit=bank.east, manager=bank.manager, tier="standard",
               email=f"p{number}@client.example", phone=f"1{number:010d}", assigned_on=date(2026, 1, 5))
        for number in range(1000)
    )  # fmt: skip
    Consent.objects.bulk_create(
        Consent(client=person, purpose="care", via="email", status="refused" if place % 10 == 0 else "granted",
                obtained_on=date(2026, 1, 5), evidence="柜面勾选")
        for place, person in enumerate(people)
    )  # fmt: skip
    draft_greetings(now=at("2027-01-18T05:00"))
    rows = Greeting.objects.filter(code="spring_festival")
    days = Counter(rows.filter(state=State.DRAFT).values_list("review_on", flat=True))
    working = 14  # 18 January to 4 February 2027: 除夕 is a holiday
    assert set(days.values()) == {CAPACITY} and len(days) == working
    assert max(days) < date(2027, 2, 6)
    assert states(code="spring_festival") == {State.DRAFT: CAPACITY * working, State.OMITTED: 900 - CAPACITY * working}
    assert all(reason.startswith("本节不问候：容量") for reason in
               rows.filter(state=State.OMITTED).values_list("reason", flat=True))  # fmt: skip
    assert not rows.filter(client__consents__status="refused").exists()


def test_the_dearer_the_more_recent_and_the_promised_come_first(bank):
    for number in range(CAPACITY * 9 + 2):
        guest(bank, number, tier="basic")
    promised, vip = guest(bank, 900, tier="basic"), guest(bank, 901, tier="vip")
    factories.contact(promised, at("2026-12-01T10:00"), next_step="送日历", next_on=date(2026, 12, 25))
    draft_greetings(now=NOW)
    chosen = set(Greeting.objects.drafts().values_list("client", flat=True))
    assert {promised.pk, vip.pk} <= chosen and len(chosen) == CAPACITY * 9
    assert states()[State.OMITTED] == 4


def test_a_birthday_near_a_festival_goes_first_and_keeps_its_place_in_a_full_week(bank):
    for number in range(CAPACITY * 9 + 5):
        guest(bank, number)
    born = guest(bank, 900, birth_date=date(1980, 12, 30), celebrates="solar", birthday=1230)
    draft_greetings(now=NOW)
    row = Greeting.objects.get(client=born)
    assert (row.code, row.state) == ("new_year", State.OMITTED) and "生日（12月30日）" in row.reason
    draft_greetings(now=at("2026-12-23T05:00"))
    row = Greeting.objects.get(client=born, code="birthday")
    assert row.state == State.DRAFT and row.review_on <= date(2026, 12, 30)
    assert max(Counter(Greeting.objects.drafts().values_list("review_on", flat=True)).values()) <= CAPACITY


def test_a_lunar_birthday_twice_in_one_solar_year_is_greeted_twice_under_its_own_years(bank):
    """冬月二十 falls on 2026-01-08 and on 2026-12-28 (edge O2)."""
    client = guest(bank, 1, birth_date=date(1950, 12, 28), celebrates="lunar", birthday=1120)
    draft_greetings(now=at("2026-01-05T05:00"))
    draft_greetings(now=at("2026-12-23T05:00"))
    found = Greeting.objects.filter(client=client, code="birthday").order_by("on").values_list("on", "year")
    assert list(found) == [(date(2026, 1, 8), 2025), (date(2026, 12, 28), 2026)]


def test_a_birthday_on_qingming_is_worded_quietly_and_on_the_memorial_day_not_sent(bank):
    guest(bank, 1, birth_date=date(1980, 4, 5), celebrates="solar", birthday=405)
    guest(bank, 2, birth_date=date(1980, 12, 13), celebrates="solar", birthday=1213)
    draft_greetings(now=at("2027-03-30T05:00"))
    row = Greeting.objects.get(code="birthday")
    assert row.tone == "warm" and not any(word in row.text for word in ("快乐", "喜", "贺"))
    draft_greetings(now=at("2027-12-07T05:00"))
    silent = Greeting.objects.get(code="birthday", on=date(2027, 12, 13))
    assert silent.state == State.OMITTED and "国家公祭日" in silent.reason


def test_a_household_gets_one_greeting(bank):
    guest(bank, 1, phone="10099990000", tier="basic")
    guest(bank, 2, phone="10099990000", tier="vip")
    draft_greetings(now=NOW)
    assert Greeting.objects.get(client__client_no="79000002").state == State.DRAFT
    assert "一家只问候一次" in Greeting.objects.get(client__client_no="79000001").reason


def test_who_loses_consent_or_leaves_loses_the_draft_too_and_a_successor_gets_his_own(bank):
    gone, moved = draft(bank, 1), draft(bank, 2)
    Consent.objects.filter(client=gone.client).update(status="withdrawn")
    Client.objects.filter(pk=moved.client_id).update(manager=bank.backup)
    draft_greetings(now=NOW)
    gone.refresh_from_db()
    assert gone.state == State.SKIPPED and gone.reason == "客户没有同意用邮件接收问候"
    row = Greeting.objects.get(client=moved.client_id)
    assert row.manager == bank.backup and row.text.endswith("李航")


def test_an_occasion_that_is_switched_off_is_not_drafted(bank):
    row = Occasion.objects.get(code="new_year", year=2027)
    switch_occasion(row, is_active=False, by=bank.head_office)
    guest(bank, 1)
    draft_greetings(now=NOW)
    assert not Greeting.objects.exists()


def test_what_is_known_stands_in_the_draft_and_amounts_do_not(bank):
    client = guest(bank, 1)
    factories.contact(client, at("2026-11-20T10:00"), note="孩子明年高考，存款200万元到期，想办手机银行。")
    draft_greetings(now=NOW)
    text = Greeting.objects.get().text
    assert "高考" in text and "200" not in text and "存款" not in text


def test_approving_queues_exactly_one_mail_for_the_morning_of_the_day(bank):
    row = draft(bank)
    approve(row)
    message = Message.objects.get()
    row.refresh_from_db()
    assert (row.state, row.message, row.approved_by, row.approved_hash) == (
        State.APPROVED,
        message,
        bank.manager,
        message.body_hash,
    )
    assert at("2027-01-01T08:30") <= message.send_at < at("2027-01-01T08:35")
    assert message.expires_at == at("2027-01-01T20:00")
    assert (message.subject, message.by, message.kind) == ("陈先生，元旦好", bank.manager, "greeting")
    event = AuditEvent.objects.filter(target_id=str(row.pk), target_type="campaigns.Greeting").get()
    assert event.changes["state"] == ["draft", "approved"]


def test_the_spring_festival_leaves_from_nine(bank):
    guest(bank, 1)
    draft_greetings(now=at("2027-01-20T05:00"))
    approve(Greeting.objects.get(), now=at("2027-01-20T10:00"))
    assert at("2027-02-06T09:00") <= Message.objects.get().send_at < at("2027-02-06T09:05")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"text": "陈先生：\n新的一年到了，给您问个好。\n愿您新的一年平安顺遂，日日有好心情。\n城关支行 周敏"}, "只对这位客户说的话"),
        ({"text": "😀"}, "只有表情"),
        ({"text": "陈" * 2001}, "最多 1,000 个字，现在 2,001 个"),
        ({"text": "陈先生：\n祝\x00您新年好，昨天路过您家门口看到腊梅开了。\n城关支行 周敏"}, "控制字符"),
        ({"text": "{称呼}：\n前天路过您家门口，院里的腊梅开得正好。\n城关支行 周敏"}, "没有填好"),
        ({"text": ""}, "太短"),
        ({"opened": timedelta(seconds=1)}, "3 秒"),
        ({"opened": None}, "重新打开"),
    ],
)  # fmt: skip
def test_what_may_not_be_approved_says_what_to_change_and_queues_nothing(bank, change, word):
    row = draft(bank)
    with pytest.raises(GreetingRefused) as refused:
        approve(row, **change)
    assert any(word in problem.message for problem in refused.value.problems)
    row.refresh_from_db()
    assert row.state == State.DRAFT and not Message.objects.exists()


def test_the_same_text_for_a_second_client_is_refused(bank):
    first, second = draft(bank, 1), draft(bank, 2, name="孙小梅", salutation="孙姐")
    approve(first)
    with pytest.raises(GreetingRefused, match="与写给 陈"):
        approve(second, text=personal(second))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"salutation": "陈先生\r\nBcc: x@evil.example"}, "主题中有换行"),
        ({"name": "陈\n国强", "salutation": ""}, "请在开头称呼"),
        ({"email": "nobody@@nowhere"}, "邮箱"),
        ({"email": "no address"}, "邮箱"),
    ],
)
def test_forged_headers_and_impossible_addresses_never_reach_the_outbox(bank, fields, word):
    row = draft(bank, 1)
    Client.objects.filter(pk=row.client_id).update(**fields)
    row = Greeting.objects.get()
    name = row.client.salutation or row.client.name
    with pytest.raises(GreetingRefused, match=word):
        approve(row, text=f"{name}：\n前天路过您家门口，看到院里的腊梅开得正好。\n城关支行 周敏")
    assert not Message.objects.exists()


def test_a_top_client_is_greeted_in_person_only(bank):
    row = draft(bank, tier="top")
    with pytest.raises(GreetingRefused, match="顶级客户不发邮件"):
        approve(row)
    finish_by_hand(
        row, kind="call", note="电话里给陈先生拜了年，聊了孩子的近况", seconds=240, by=bank.manager, now=NOW, version=0
    )
    log = ContactLog.objects.get(client=row.client)
    assert log.is_effective and log.kind == "call" and states() == {State.BY_HAND: 1}


@pytest.mark.parametrize("change", ["consent", "quiet", "status", "occasion", "near", "manager"])
def test_the_world_is_looked_at_again_at_approval(bank, change):
    row = draft(bank)
    if change == "consent":
        Consent.objects.update(status="withdrawn")
    elif change == "quiet":
        DoNotDisturb.objects.create(client=row.client, starts_on=date(2026, 12, 20), reason="丧亲")
    elif change == "status":
        Client.objects.filter(pk=row.client_id).update(status="closed")
    elif change == "occasion":
        switch_occasion(row.occasion, is_active=False, by=bank.head_office)
    elif change == "manager":
        Client.objects.filter(pk=row.client_id).update(manager=bank.backup)
    else:
        other = Occasion.objects.get(code="birthday", year=2026)
        Greeting.objects.create(client=row.client, occasion=other, code="birthday", year=2026, on=date(2026, 12, 28),
                                tone="joy", manager=bank.manager, state=State.SENT, text="生日快乐")  # fmt: skip
    with pytest.raises(GreetingRefused):
        approve(row)
    assert not Message.objects.exists()


def test_a_greeting_that_moved_on_is_refused(bank):
    row = draft(bank)
    approve(row)
    for act in (
        lambda: approve(row, version=0),
        lambda: skip_greeting(row, reason="已拜年", by=bank.manager, version=0),
        lambda: reword_greeting(row, by=bank.manager, now=NOW, version=0),
        lambda: finish_by_hand(row, kind="call", by=bank.manager, now=NOW, version=0),
    ):
        with pytest.raises(GreetingMoved, match="已定稿"):
            act()
    assert Message.objects.count() == 1


def test_nobody_approves_more_than_thirty_an_hour_or_eighty_a_day(bank):
    row, busy = draft(bank), guest(bank, 2)
    for number in range(80):
        Greeting.objects.create(
            client=busy, occasion=row.occasion, code="old", year=1000 + number, on=date(2020, 1, 1), tone="joy",
            manager=bank.manager, state=State.APPROVED, text="x", approved_by=bank.manager, approved_hash="x",
            approved_at=NOW.replace(hour=3) + timedelta(minutes=number),
        )  # fmt: skip
    with pytest.raises(GreetingRefused, match="一小时最多"):
        approve(row, now=NOW.replace(hour=4))
    with pytest.raises(GreetingRefused, match="一天最多"):
        approve(row, now=NOW.replace(hour=12))
    assert approve(row, now=NOW.replace(hour=12) + timedelta(days=1)).state == State.APPROVED


def test_an_approved_greeting_can_be_taken_back_rewritten_and_approved_once_more(bank):
    row = approve(draft(bank))
    first = Message.objects.get()
    withdraw_greeting(row, by=bank.manager, now=NOW, version=row.version)
    first.refresh_from_db()
    assert first.state == "cancelled"
    approve(row)
    assert Counter(Message.objects.values_list("state", flat=True)) == {"cancelled": 1, "queued": 1}
    Message.objects.filter(state="queued").update(state="sent", sent_at=NOW)
    row.refresh_from_db()
    with pytest.raises(GreetingRefused, match="不能撤回"):
        withdraw_greeting(row, by=bank.manager, now=NOW, version=row.version)


def test_drafts_nobody_confirmed_expire_and_are_listed(bank):
    row = draft(bank)
    expire_greetings(now=at("2027-01-01T19:59"))
    row.refresh_from_db()
    assert row.state == State.DRAFT
    assert expire_greetings(now=at("2027-01-01T20:30")) == "1 封没有定稿，已过期"
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.EXPIRED, "到期没有定稿，没有发送") and not Message.objects.exists()


def test_nothing_can_be_approved_after_the_hours_of_the_day(bank):
    row = draft(bank)
    with pytest.raises(GreetingRefused, match="问候时段"):
        approve(row, now=at("2027-01-01T20:01"))
    assert approve(row, now=at("2027-01-01T19:00")).message.send_at == at("2027-01-01T19:00")


def test_another_wording_is_another_text_and_always_the_same_one(bank):
    row = draft(bank)
    texts = [row.text]
    for version in range(4):
        row = reword_greeting(row, by=bank.manager, now=NOW, version=version)
        texts.append(row.text)
    assert all(one != other for one, other in pairwise(texts))
    assert len(set(texts)) >= 3


def test_skipping_needs_a_reason(bank):
    row = draft(bank)
    with pytest.raises(GreetingRefused, match="请写明原因"):
        skip_greeting(row, reason="  ", by=bank.manager, version=0)
    assert skip_greeting(row, reason="已当面拜年", by=bank.manager, version=0).state == State.SKIPPED
