"""What rests on a consent that was taken back is deleted within fifteen days; a sensitive sentence lasts a year (DOS-R4, O20)."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.actions.consents import record_consent
from clients.actions.retention import forget_facts
from clients.models import Consent, Fact, KeyDate, Promise
from crm.schedule import SCHEDULE
from staff.models import AuditEvent
from tests import factories
from tests.information import handed

SAID = timezone.make_aware(datetime(2026, 11, 2, 10, 0))
WORDS = "清早去水库钓鱼"


@pytest.fixture
def known(bank):
    factories.consent(bank.mine, purpose="dossier", via="any")
    factories.consent(bank.mine, purpose="sensitive", via="any", item="行动不便")
    factories.consent(bank.theirs, purpose="dossier", via="any")
    bank.plain = factories.fact(bank.mine, WORDS)
    bank.old = factories.fact(bank.mine, "爱下象棋", ended_at=SAID, end_reason="changed")
    bank.service = factories.fact(bank.mine, "请走侧门", kind="service")
    bank.secret = factories.fact(bank.mine, "腿脚不好", kind="service", item="行动不便")
    bank.other = factories.fact(bank.theirs, WORDS)
    bank.day = KeyDate.objects.create(client=bank.mine, kind="wedding", celebrates="solar", number=1124)
    return bank


def withdraw(bank, purpose="dossier", item="", status="withdrawn", now=SAID):
    about = {"purpose": purpose, "via": "any", "item": item, "evidence": "电话"}
    record_consent(bank.mine, status=status, by=bank.manager, now=now, **about)


def left():
    return set(Fact.objects.exclude(text="").values_list("text", flat=True)), KeyDate.objects.count()


def test_fourteen_days_after_a_withdrawal_the_dossier_is_deleted_and_the_withdrawal_stays(known):
    withdraw(known)
    assert forget_facts(now=SAID + timedelta(days=13)) == "" and Fact.objects.count() == 5
    assert forget_facts(now=SAID + timedelta(days=14)) == "人脉：敏感信息过期 0 条，撤回同意后删除 3 条"
    assert left() == ({"请走侧门", "腿脚不好", WORDS}, 0) and Fact.objects.filter(client=known.theirs).exists()
    assert Consent.objects.get(client=known.mine, purpose="dossier").status == "withdrawn"
    events = AuditEvent.objects.filter(verb="delete", client_id=known.mine.pk)
    assert sorted(event.target_id for event in events) == sorted(
        str(row.pk) for row in (known.plain, known.old, known.day)
    )
    assert {(event.reason, event.unit_id) for event in events} == {("客户撤回同意", known.east.pk)}
    assert "鱼" not in str(list(events.values()))
    assert forget_facts(now=SAID + timedelta(days=15)) == ""


def test_what_a_colleague_was_asked_about_it_goes_with_it(known):
    row = handed(known.mine, known.manager, known.stranger, now=SAID, learned_on=SAID.date())
    withdraw(known)
    forget_facts(now=SAID + timedelta(days=14))
    assert not Promise.objects.filter(pk=row.pk).exists() and not Fact.objects.filter(pk=row.fact_id).exists()
    assert (
        AuditEvent.objects.get(verb="delete", target_id=str(row.pk), target_type="clients.Promise").reason
        == "客户撤回同意"
    )


def test_one_item_taken_back_deletes_what_names_it_only(known):
    withdraw(known, "sensitive", "行动不便")
    forget_facts(now=SAID + timedelta(days=14))
    assert left() == ({"请走侧门", "爱下象棋", WORDS}, 1)


def test_who_agrees_anew_keeps_what_is_known_of_him(known):
    withdraw(known)
    about = {"purpose": "dossier", "via": "any", "evidence": "当面", "own_request": True}
    record_consent(known.mine, status="granted", by=known.manager, now=SAID + timedelta(days=3), **about)
    assert forget_facts(now=SAID + timedelta(days=30)) == ""


def test_the_words_of_a_sensitive_fact_go_after_its_time_and_its_row_stays(known):
    Fact.objects.filter(pk=known.secret.pk).update(good_until=date(2026, 11, 1), topic="出行")
    assert forget_facts(now=SAID) == "人脉：敏感信息过期 1 条，撤回同意后删除 0 条"
    row = Fact.objects.get(pk=known.secret.pk)
    assert (row.text, row.topic, row.end_reason, row.ended_at) == ("", "", "expired", SAID)
    event = AuditEvent.objects.get(verb="update", target_id=str(row.pk), client_id=known.mine.pk)
    assert event.changes == {"kind": "service", "end_reason": "expired"} and forget_facts(now=SAID) == ""


def test_a_sensitive_fact_that_was_ended_before_keeps_its_reason(known):
    values = {"good_until": date(2026, 11, 1), "ended_at": SAID - timedelta(days=9), "end_reason": "wrong"}
    Fact.objects.filter(pk=known.secret.pk).update(**values)
    forget_facts(now=SAID)
    row = Fact.objects.get(pk=known.secret.pk)
    assert (row.text, row.end_reason, row.ended_at) == ("", "wrong", values["ended_at"])


def test_the_clock_knows_the_job_and_waits_for_a_steady_hand():
    assert SCHEDULE["forget_facts"].job is forget_facts and SCHEDULE["forget_facts"].is_final
