"""What the client agreed to is one present row; its past is the audit (domain 2.4)."""

from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone

from clients.actions.consents import record_consent, withdraw_consent
from clients.models import Consent
from staff.models import AuditEvent
from tests.numbers import KEPT_OUT
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 23, 10, 0))
CARE = {"purpose": "care", "via": "email", "now": NOW}


def agree(bank, **fields):
    return record_consent(bank.mine, by=bank.manager, **CARE | {"status": "granted", "evidence": "柜面勾选"} | fields)


def test_agreeing_and_taking_it_back_leaves_one_row_and_two_events(bank):
    agree(bank)
    withdraw_consent(bank.mine, source="邮件退订链接", **CARE)
    row = Consent.objects.get()
    assert (row.status, row.evidence, row.obtained_on, row.by) == (
        "withdrawn",
        "邮件退订链接",
        date(2026, 11, 23),
        None,
    )
    events = AuditEvent.objects.filter(verb="consent", client_id=bank.mine.pk).order_by("pk")
    assert [event.changes["status"] for event in events] == [["", "granted"], ["granted", "withdrawn"]]
    assert [event.actor_no for event in events] == ["990101", ""]


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_no_text_may_keep_is_refused(bank, written, word):
    with pytest.raises(Refused, match=word) as refused:
        agree(bank, evidence=f"电话：{written}")
    assert refused.value.problems[0].field == "note" and not Consent.objects.exists()


def test_taking_it_back_twice_changes_nothing_and_the_first_way_stands(bank):
    agree(bank)
    withdraw_consent(bank.mine, source="邮件退订链接", **CARE)
    withdraw_consent(bank.mine, source="电话", by=bank.manager, **CARE)
    assert Consent.objects.get().evidence == "邮件退订链接"
    assert AuditEvent.objects.filter(verb="consent").count() == 2


def test_taking_back_what_was_never_given_is_kept_too(bank):
    withdraw_consent(bank.mine, source="邮件退订链接", **CARE)
    assert Consent.objects.get().status == "withdrawn"


@pytest.mark.parametrize("evidence", ["", "  "])
def test_a_consent_nobody_can_show_is_refused(bank, evidence):
    with pytest.raises(Refused, match="依据"):
        agree(bank, evidence=evidence)
    assert not Consent.objects.exists()


def test_an_unknown_word_is_refused(bank):
    with pytest.raises(ValueError, match="perhaps"):
        agree(bank, status="perhaps")


def test_after_a_refusal_only_the_client_himself_brings_it_up_again(bank):
    agree(bank, status="refused")
    with pytest.raises(Refused, match="2027年5月22日起才能再次询问") as refusal:
        agree(bank, now=NOW + timedelta(days=179))
    assert refusal.value.problems[0].field == "own_request" and Consent.objects.get().status == "refused"
    agree(bank, now=NOW + timedelta(days=179), own_request=True)
    assert Consent.objects.get().status == "granted"


def test_after_180_days_he_may_be_asked(bank):
    withdraw_consent(bank.mine, source="邮件退订链接", **CARE)
    agree(bank, now=NOW + timedelta(days=180))
    assert Consent.objects.get().status == "granted"


def test_what_changed_meanwhile_is_not_overwritten(bank):
    agree(bank)
    withdraw_consent(bank.mine, source="邮件退订链接", **CARE)
    for status in ("granted", "refused"):
        with pytest.raises(Moved, match=r"已撤回.*邮件退订链接"):
            agree(bank, status=status, seen="granted", own_request=True)
    with pytest.raises(Moved):
        agree(bank, status="refused", seen="")
    assert Consent.objects.get().status == "withdrawn"


def test_it_counts_from_the_day_it_was_said_which_is_not_to_come(bank):
    agree(bank, on=date(2026, 11, 20))
    assert Consent.objects.get().obtained_on == date(2026, 11, 20)
    with pytest.raises(Refused, match="晚于今天"):
        agree(bank, on=date(2026, 11, 24))


def test_a_number_in_the_evidence_is_masked_in_the_audit(bank):
    agree(bank, evidence="电话：用 10012342207 打来")
    assert AuditEvent.objects.get(verb="consent").reason == "电话：用 100****2207 打来"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_record_the_first_word_at_once_the_second_sees_the_first(bank):
    """Both pages showed that nothing was recorded; whoever comes second is told."""
    start, outcomes = Barrier(2), []

    def say(status):
        try:
            start.wait(60)
            agree(bank, status=status, seen="")
            outcomes.append(status)
        except Moved:
            outcomes.append("told")
        finally:
            connection.close()

    threads = [Thread(target=say, args=[status]) for status in ("granted", "refused")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [saved] = [outcome for outcome in outcomes if outcome != "told"]
    assert outcomes.count("told") == 1 and Consent.objects.get().status == saved
