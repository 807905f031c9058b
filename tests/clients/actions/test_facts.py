"""A fact is written with the client's consent, confirmed, changed and ended (O14, O20)."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.actions.facts import add_fact, change_fact, confirm_fact, end_fact
from clients.models import Fact
from staff.models import AuditEvent
from tests import factories
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 23, 10, 0))
TODAY = date(2026, 11, 23)


def agree(client, **fields):
    return factories.consent(client, **{"purpose": "dossier", "via": "any"} | fields)


def add(bank, text="清早去水库钓鱼", **fields):
    return add_fact(bank.mine, by=bank.manager, now=NOW, text=text, **{"kind": "hobby"} | fields)


def refusal(bank, *args, **fields):
    with pytest.raises(Refused) as refused:
        add(bank, *args, **fields)
    assert not Fact.objects.exists() and not AuditEvent.objects.exists()
    return str(refused.value)


def test_a_fact_is_good_for_a_year_and_its_words_stay_out_of_the_audit(bank):
    agree(bank.mine)
    row = add(bank, "  清早去水库钓鱼 ", topic="钓鱼")
    assert (row.text, row.by, row.learned_on, row.good_until) == (
        "清早去水库钓鱼",
        bank.manager,
        TODAY,
        date(2027, 11, 23),
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.client_id) == ("create", bank.mine.pk) and "鱼" not in str(event.changes) + event.reason
    assert list(Fact.objects.usable(TODAY)) == [row]


def test_without_consent_nothing_is_written_but_what_service_needs(bank):
    assert "还没有同意建立人脉档案" in refusal(bank)
    agree(bank.mine, status="withdrawn")
    assert "还没有同意建立人脉档案" in refusal(bank)
    assert add(bank, "请上门办理", kind="service").pk


def test_a_sensitive_fact_needs_the_consent_that_names_its_item(bank):
    agree(bank.mine)
    agree(bank.mine, purpose="sensitive", item="经济困难")
    assert "「行动不便」的单独同意" in refusal(bank, "腿脚不好", kind="service")
    agree(bank.mine, purpose="sensitive", item="行动不便")
    row = add(bank, "腿脚不好", kind="service")
    assert (row.is_sensitive, row.item) == (True, "行动不便")
    assert list(Fact.objects.agreed()) == [row] and not Fact.objects.usable(TODAY).exists()


def test_what_may_not_be_written_is_refused_at_its_field(bank):
    agree(bank.mine)
    assert "不记病情" in refusal(bank, "有糖尿病")
    assert "得知日期" in refusal(bank, learned_on=date(2026, 11, 24))


def test_the_same_sentence_stands_once(bank):
    agree(bank.mine)
    assert add(bank) == add(bank) and AuditEvent.objects.count() == 1


def test_a_stale_fact_that_is_confirmed_feeds_again(bank):
    agree(bank.mine)
    row = add(bank, learned_on=date(2025, 10, 1))
    assert not Fact.objects.usable(TODAY).exists()
    confirm_fact(row, by=bank.backup, now=NOW)
    assert Fact.objects.usable(TODAY).get().good_until == date(2027, 11, 23)


def test_what_changed_stays_as_the_old_sentence(bank):
    agree(bank.mine)
    old = add(bank, "女儿在杭州工作", kind="family", topic="子女")
    new = change_fact(old, by=bank.manager, now=NOW, text="女儿回县里工作")
    old.refresh_from_db()
    assert (old.end_reason, old.ended_at) == ("changed", NOW)
    assert (new.kind, new.topic) == ("family", "子女") and list(Fact.objects.standing()) == [new]
    assert change_fact(new, by=bank.manager, now=NOW, text=new.text) == new


def test_a_sensitive_fact_stays_one_however_it_is_reworded(bank):
    agree(bank.mine)
    agree(bank.mine, purpose="sensitive", item="未满十四岁的孩子")
    old = add(bank, "上二年级", kind="family", topic="小孙子")
    assert old.item == "未满十四岁的孩子"
    new = change_fact(old, by=bank.manager, now=NOW, text="升三年级了")
    assert (new.is_sensitive, new.item) == (True, old.item)


def test_what_another_keeps_for_himself_does_not_swallow_ones_own(bank):
    agree(bank.mine)
    add(bank, seen_by="head")
    own = add_fact(bank.mine, by=bank.backup, now=NOW, kind="hobby", text="清早去水库钓鱼")
    assert own.by == bank.backup and Fact.objects.count() == 2


def test_a_change_that_is_refused_leaves_the_old_sentence(bank):
    agree(bank.mine)
    old = add(bank)
    with pytest.raises(Refused, match="评价人"):
        change_fact(old, by=bank.manager, now=NOW, text="难缠")
    assert list(Fact.objects.standing()) == [old]


def test_of_two_who_end_it_the_second_is_told(bank):
    agree(bank.mine)
    row = add(bank)
    end_fact(row, by=bank.manager, now=NOW, reason="wrong")
    for press in (
        lambda: end_fact(row, by=bank.backup, now=NOW, reason="changed"),
        lambda: confirm_fact(row, by=bank.backup, now=NOW),
    ):
        with pytest.raises(Moved, match="已经记为「作废」"):
            press()


def test_only_a_person_s_reasons_end_it_by_hand(bank):
    agree(bank.mine)
    with pytest.raises(Refused, match="变了"):
        end_fact(add(bank), by=bank.manager, now=NOW, reason="expired")
