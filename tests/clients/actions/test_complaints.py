"""A complaint is the head's: two promises with their clocks, 勿扰 until thirty days after it is closed, closed with the client's words."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.complaints import responsible_for
from clients.actions.contacts import log_contact, strike_contact
from clients.actions.promises import close_promise, move_promise, reopen_promise
from clients.actions.quiet import lift_quiet
from clients.models import Client, DoNotDisturb, Promise
from clients.queries.complaints import NOBODY, after_complaint, complaint_words
from crm.queries.promises import promise_mails
from staff.calendar import midnight
from staff.models import CalendarDay, User
from tiers.models import RatingRun, TierChange
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
TODAY = NOW.date()
SAID = "客户说上周少算了利息，等了三天没有人答复。"
CLOSED = "客户说算清楚了，接受道歉。"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def complain(bank, *, at=NOW, by=None, note=SAID):
    talk = {"kind": "call", "direction": "in", "seconds": 240, "note": note, "outcome": "complaint"}
    return log_contact(bank.mine, by=by or bank.manager, at=at, now=NOW, **talk)


def owed(row, origin):
    return row.promises.get(origin=origin)


def quiet(bank):
    return DoNotDisturb.objects.get(client=bank.mine)


def test_the_head_owes_an_answer_in_one_working_day_and_a_decision_in_fifteen(bank):
    CalendarDay.objects.create(date=date(2026, 11, 19), is_workday=False, name="停业")
    row = complain(bank)
    answer, decision = owed(row, "answer"), owed(row, "decision")
    assert (answer.owed_by, decision.owed_by) == (bank.head, bank.head)
    assert answer.due_at == timezone.make_aware(datetime(2026, 11, 20, 10, 0)) and answer.due_on == date(2026, 11, 20)
    assert (decision.due_on, decision.due_at) == (date(2026, 12, 3), None)
    assert complaint_words(row) == "投诉已交孙行长处理，11月20日 10:00 前首次答复；处理期间暂停关怀和营销。"
    assert complain(bank) == row and Promise.objects.count() == 2


def test_one_that_was_entered_late_counts_from_the_day_on_which_it_came(bank):
    row = complain(bank, at=NOW - timedelta(days=20))
    assert [each.due_on for each in row.promises.order_by("due_on")] == [date(2026, 10, 30), date(2026, 11, 13)]


def test_the_nearest_unit_with_a_head_has_it_else_the_head_office_else_nobody(bank):
    Client.objects.filter(pk=bank.mine.pk).update(unit=bank.outlet)
    bank.mine.refresh_from_db()
    assert responsible_for(bank.mine) == bank.head
    User.objects.filter(pk=bank.head.pk).update(is_active=False)
    row = complain(bank)
    assert owed(row, "answer").owed_by == bank.head_office and complaint_words(row).startswith("本机构没有在岗的行长")
    User.objects.filter(pk=bank.head_office.pk).update(is_active=False)
    row = complain(bank, note=f"{SAID}（再次）")
    assert complaint_words(row) == NOBODY and not row.promises.exists() and quiet(bank).ends_on is None


def test_the_client_is_left_in_peace_until_thirty_days_after_it_is_closed(bank):
    row = complain(bank)
    assert (quiet(bank).reason, quiet(bank).ends_on, quiet(bank).scope) == ("投诉处理中", None, "all")
    assert not Client.objects.approachable(TODAY).filter(pk=bank.mine.pk).exists()
    with pytest.raises(Refused, match="还没有处理完"):
        lift_quiet(quiet(bank), by=bank.manager, now=NOW)
    close_promise(owed(row, "answer"), state="kept", words=CLOSED, by=bank.head, now=NOW)
    assert quiet(bank).ends_on is None
    with pytest.raises(Refused, match="客户对处理结果怎么说"):
        close_promise(owed(row, "decision"), state="kept", by=bank.head, now=NOW)
    close_promise(owed(row, "decision"), state="kept", words=CLOSED, by=bank.head, now=NOW)
    assert quiet(bank).ends_on == TODAY + timedelta(days=30)
    reopen_promise(owed(row, "decision"), by=bank.head, now=NOW)
    assert quiet(bank).ends_on is None


def test_a_second_complaint_keeps_the_peace_and_another_quiet_time_stays_its_own(bank):
    other = DoNotDisturb.objects.create(client=bank.mine, starts_on=TODAY, ends_on=TODAY, reason="丧亲")
    first, second = complain(bank), complain(bank, note=f"{SAID}（再次）")
    close_promise(owed(first, "decision"), state="kept", words=CLOSED, by=bank.head, now=NOW)
    period = DoNotDisturb.objects.exclude(pk=other.pk).get()
    assert period.ends_on is None
    close_promise(owed(second, "decision"), state="kept", words=CLOSED, by=bank.head, now=NOW)
    period.refresh_from_db()
    other.refresh_from_db()
    assert (period.ends_on, other.ends_on) == (TODAY + timedelta(days=30), TODAY)


def test_whoever_was_complained_about_closes_moves_and_strikes_nothing(bank, login):
    row = complain(bank)
    for promise in row.promises.all():
        with pytest.raises(Refused, match="由孙行长处理"):
            close_promise(promise, state="kept", words=CLOSED, by=bank.manager, now=NOW)
        with pytest.raises(Refused, match="不能改期"):
            move_promise(promise, due_on=TODAY, why="忙", seen=promise.due_on, by=bank.head, now=NOW)
        answer = login(bank.manager).post(f"/promises/{promise.pk}/close/", {"state": "kept", "words": CLOSED})
        assert answer.status_code == 403
    with pytest.raises(Refused, match="由孙行长处理"):
        talk = {
            "kind": "call",
            "seconds": 240,
            "note": f"{SAID}（已答复）",
            "closes": [(owed(row, "answer"), "kept", "")],
        }
        log_contact(bank.mine, by=bank.manager, at=NOW, now=NOW, **talk)
    with pytest.raises(Refused, match="只能由网点负责人作废"):
        strike_contact(row, by=bank.manager, reason="记错了", now=NOW)
    strike_contact(row, by=bank.head, reason="记错了客户", now=NOW)
    assert not Promise.objects.open().exists() and quiet(bank).ends_on == TODAY  # it began today
    assert login(bank.manager).get(f"/clients/{bank.mine.pk}/").status_code == 200


def test_the_head_is_told_by_one_mail_without_the_clients_name(bank):
    row = complain(bank)
    [mail] = promise_mails(NOW)
    assert (mail.user, mail.dedupe_key) == (bank.head, f"promise:{owed(row, 'answer').pk}:{bank.head.pk}")
    assert mail.subject == "【等您处理】城关支行客户投诉，11月19日 10:00 前首次答复"
    for words in ("陈*强（城关支行）", "11月18日", "12月3日", f"/promises/{owed(row, 'answer').pk}/"):
        assert words in mail.text
    assert "陈国强" not in mail.text and SAID not in mail.text
    close_promise(owed(row, "answer"), state="kept", words=CLOSED, by=bank.head, now=NOW)
    assert not list(promise_mails(NOW))


def test_changes_of_ninety_days_after_a_complaint_are_marked_for_compliance(bank, login):
    complain(bank)
    changes = {"old": "vip", "new": "basic", "value": 1, "sentence": "年日均 0.00 万元"}
    days = {-1: bank.mine, 1: bank.mine, 89: bank.mine, 91: bank.mine, 2: bank.theirs}
    for days_after, client in days.items():
        run = RatingRun.objects.create()
        TierChange.objects.create(run=run, client=client, at=NOW + timedelta(days=days_after), **changes)
    found = after_complaint(TierChange.objects.all()).order_by("at").values_list("at", flat=True)
    assert [(each - NOW).days for each in found] == [1, 89]
    assign_client(bank.mine, manager=bank.backup, backup=None, by=bank.head, now=midnight(TODAY))
    browser = login(bank.compliance)
    page = browser.get("/admin/staff/auditevent/?after_complaint=90").content.decode()
    assert "周敏 → 李航" in page and page.count('class="action-checkbox"') == 0
    page = browser.get("/admin/tiers/tierchange/?after_complaint=90").content.decode()
    assert page.count("77000001") == 2


def test_no_next_step_is_asked_for_and_the_form_says_who_has_it(bank, login):
    data = {
        "kind": "call",
        "reached": "client",
        "direction": "in",
        "outcome": "complaint",
        "minutes": "5",
        "note": SAID,
    }
    data |= {"occurred_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}"}
    answer = login(bank.manager).post(f"/clients/{bank.mine.pk}/contacts/", data, follow=True)
    assert "投诉已交孙行长处理" in answer.content.decode()


def test_the_head_closes_it_with_words_in_one_form_and_is_offered_no_other_day(bank, login):
    decision, browser = owed(complain(bank), "decision"), login(bank.head)
    page = browser.get(f"/promises/{decision.pk}/").content.decode()
    assert "写结果了结…" in page and 'name="due_on"' not in page and page.count('value="kept"') == 1
    path = f"/promises/{decision.pk}/close/"
    answer = browser.post(path, {"state": "kept", "words": " "}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "客户对处理结果怎么说" in answer.content.decode()
    assert browser.post(path, {"state": "kept", "words": CLOSED}).status_code == 302
    decision.refresh_from_db()
    assert (decision.state, decision.words) == ("kept", CLOSED)
