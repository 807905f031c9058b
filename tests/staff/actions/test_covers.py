"""Stand-ins: two who write at the same time do not slip past a rule, and what is written down is fit to be read."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from clients.models import Assignment, Request
from staff.actions.covers import end_cover, save_cover
from staff.models import AuditEvent, CoverPeriod
from staff.queries.covers import avoided_of
from staff.scope import covered_ids
from tests import factories
from tests.numbers import IDENTITY
from words.problems import Moved, Refused

TODAY = date(2026, 11, 2)


def period(absent, cover, reason="年休假"):
    return CoverPeriod(
        absent=absent, cover=cover, starts_on=date(2026, 11, 2), ends_on=date(2026, 11, 6), reason=reason
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_arrange_cover_at_once_make_no_chain(bank):
    """The second arrangement shares a person with the first, but not the one with the smallest number."""
    first, middle, last = sorted((bank.manager, bank.backup, bank.stranger), key=lambda person: person.pk)
    answers = []

    def arrange():
        try:
            save_cover(period(middle, last), by=bank.head_office, today=TODAY)
            answers.append("stands")
        except Refused:
            answers.append("refused")
        finally:
            connection.close()

    with transaction.atomic():
        save_cover(period(first, middle), by=bank.head_office, today=TODAY)
        other = threading.Thread(target=arrange)
        other.start()
        other.join(1)  # it waits for this transaction
    other.join(30)
    assert answers == ["refused"]
    assert CoverPeriod.objects.count() == 1


def test_a_reason_that_may_stand_nowhere_is_refused_and_a_phone_is_masked_in_the_audit(bank):
    with pytest.raises(Refused) as refused:
        save_cover(period(bank.manager, bank.backup, f"他的身份证 {IDENTITY}"), by=bank.head, today=TODAY)
    assert refused.value.problems[0].field == "reason"
    assert "身份证号码" in str(refused.value) and IDENTITY not in str(refused.value)
    assert not CoverPeriod.objects.exists() and not AuditEvent.objects.exists()
    save_cover(period(bank.manager, bank.backup, "休假，急事打 13812345678"), by=bank.head, today=TODAY)
    assert AuditEvent.objects.get().reason == "休假，急事打 138****5678"


@pytest.mark.parametrize(
    ("first", "last", "field", "words"),
    [
        (-1, 3, "starts_on", "不能早于今天"),
        (366, 370, "starts_on", "一年以内"),
        (0, 366, "ends_on", "最长 366 天"),
        (3, 2, "ends_on", "不能早于开始日期"),
    ],
)
def test_dates_without_sense_are_refused_at_their_field(bank, first, last, field, words):
    leave = period(bank.manager, bank.backup)
    leave.starts_on, leave.ends_on = TODAY + timedelta(first), TODAY + timedelta(last)
    with pytest.raises(Refused) as refused:
        save_cover(leave, by=bank.head, today=TODAY)
    assert refused.value.problems[0].field == field and words in str(refused.value)
    assert not CoverPeriod.objects.exists()


def test_who_is_away_inactive_out_of_reach_or_no_manager_stands_in_for_nobody(bank):
    gone = factories.user(unit=bank.east, is_active=False)
    for person in (gone, bank.stranger, bank.head):
        with pytest.raises(Refused, match="在岗的客户经理"):
            save_cover(period(bank.manager, person), by=bank.head, today=TODAY)
    third = factories.user(unit=bank.east, name="赵三")
    save_cover(period(bank.backup, third), by=bank.head, today=TODAY)
    with pytest.raises(Refused, match="代管人这段时间也离岗"):
        save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)
    with pytest.raises(Refused, match="正替李航代管"):
        save_cover(period(third, None), by=bank.head, today=TODAY)


def test_one_that_has_begun_only_changes_its_end_and_is_ended_at_once(bank, monkeypatch):
    monkeypatch.setattr("staff.scope.timezone.localdate", lambda: TODAY)
    leave = save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)
    assert covered_ids(bank.backup) == [bank.manager.pk]
    leave.ends_on = TODAY + timedelta(9)
    save_cover(leave, by=bank.head, today=TODAY + timedelta(2))
    leave.ends_on = TODAY
    with pytest.raises(Refused, match="不能早于今天"):
        save_cover(leave, by=bank.head, today=TODAY + timedelta(2))
    leave.refresh_from_db()
    leave.cover = factories.user(unit=bank.east)
    with pytest.raises(Refused, match="只能改结束日期"):
        save_cover(leave, by=bank.head, today=TODAY)
    with pytest.raises(Moved, match="进行中"):  # the page was opened before it began
        end_cover(leave, seen="planned", by=bank.head, today=TODAY)
    end_cover(leave, seen="active", by=bank.head, today=TODAY)
    bank.backup.__dict__.pop("_covers_at_hand")
    assert covered_ids(bank.backup) == []
    for try_again in (save_cover, lambda row, **about: end_cover(row, seen="active", **about)):
        with pytest.raises(Refused, match="已结束"):
            try_again(leave, by=bank.head, today=TODAY)
    assert AuditEvent.objects.filter(verb="cover").count() == 3
    save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)  # the same days are free again


def test_one_that_has_not_begun_is_cancelled_and_holds_on_no_day(bank):
    leave = save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY - timedelta(3))
    end_cover(leave, seen="planned", by=bank.head, today=TODAY - timedelta(1))
    assert not CoverPeriod.objects.on(TODAY).exists()
    assert CoverPeriod.objects.with_state(TODAY).get().state == "cancelled"


def test_a_gap_is_a_day_on_which_nobody_who_works_looks_after_the_clients(bank):
    leave = save_cover(period(bank.manager, None), by=bank.head, today=TODAY)
    rows = CoverPeriod.objects.on(TODAY).alone()
    assert (str(leave), list(rows.visible_to(bank.head)), list(rows.visible_to(bank.other_head))) == (
        "周敏离岗",
        [leave],
        [],
    )
    end_cover(leave, seen="active", by=bank.head, today=TODAY)
    assert not rows.all()
    leave = save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)
    assert not rows.all()
    bank.backup.is_active = False
    bank.backup.save()
    assert list(rows.all()) == [leave]
    bank.backup.is_active, bank.backup.role = True, "branch_head"  # he sees his branch, and stands in for nobody
    bank.backup.save()
    assert list(rows.all()) == [leave] and rows.all()[0].is_alone
    assert not CoverPeriod.objects.on(TODAY).covered()  # so the overview counts him once


def test_clients_whom_the_cover_must_avoid_are_counted_for_the_head(bank):
    leave = period(bank.manager, bank.backup)
    factories.kin(bank.backup, bank.mine)
    assert avoided_of(leave) == 1 and avoided_of(period(bank.manager, None)) == 0


def test_who_gives_his_own_clients_to_others_stands_in_for_nobody(bank):
    row = factories.handover(bank.theirs, bank.backup, day=date(2026, 11, 20))
    Assignment.objects.filter(pk=row.pk).update(giver=bank.backup, manager=bank.stranger)
    with pytest.raises(Refused, match="李航自己的客户从 2026年11月20日 起移交给别人，不能代管"):
        save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)
    Assignment.objects.update(state="given")
    leave = save_cover(period(bank.manager, bank.backup), by=bank.head, today=TODAY)  # a rotation that is done
    Request.objects.update(reason="leaves")
    leave.ends_on = date(2026, 11, 19)
    save_cover(leave, by=bank.head, today=TODAY)
    leave.ends_on = date(2026, 11, 25)
    with pytest.raises(Refused, match="李航自己的客户"):  # he is not here any more by then
        save_cover(leave, by=bank.head, today=TODAY)
