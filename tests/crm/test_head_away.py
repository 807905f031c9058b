"""A head is away (domain 1.5): who sees all that he sees stands in, decides and answers for him, and gets his mails."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.enums import PromiseOrigin
from clients.queries.promises import may_close
from clients.queries.requests import may_decide, waiting_for
from crm.queries.looks import Look
from crm.queries.overview import place_of
from crm.queries.promises import promise_mails
from crm.queries.request_mails import request_mails
from crm.queries.waits import waits_of
from staff.actions.covers import end_cover, save_cover
from staff.models import CoverPeriod, User
from staff.rules.covers import stands_in
from tests import factories
from words.problems import Refused

NOW = timezone.make_aware(datetime(2026, 11, 30, 10, 0))
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(
    ("absent", "cover", "path", "can"),
    [
        ("manager", "manager", "/2/", True),
        ("manager", "branch_head", "/1/", False),
        ("branch_head", "branch_head", "/1/2/", True),  # another of the same unit
        ("branch_head", "branch_head", "/1/", True),
        ("branch_head", "branch_head", "/1/3/", False),
        ("branch_head", "branch_head", "/1/2/4/", False),
        ("branch_head", "head_office", "/9/", True),
        ("branch_head", "manager", "/1/2/", False),
        ("branch_head", "compliance", "/1/", False),
    ],
)
def test_for_a_head_stands_in_who_sees_all_that_he_sees(absent, cover, path, can):
    assert stands_in(absent, "/1/2/", cover, path) == can


def away(bank, cover):
    return CoverPeriod(absent=bank.head, cover=cover, starts_on=TODAY, ends_on=TODAY + timedelta(4), reason="年假")


def asked_of(user):
    return {mail.user for mail in request_mails(NOW)}, waiting_for(again(user), NOW)


def again(user):
    """As the next page reads him."""
    return User.objects.get(pk=user.pk)


def test_requests_and_complaints_of_a_head_go_to_who_stands_in_and_come_back_when_it_ends(bank):
    at = NOW - timedelta(hours=1)
    row = factories.override(bank.mine, bank.manager, asked_at=at, due_at=NOW + timedelta(days=2))
    about = {"owed_by": bank.head, "made_at": at, "due_on": TODAY, "due_at": NOW + timedelta(hours=5)}
    answer = factories.promise(bank.mine, "首次答复", origin=PromiseOrigin.COMPLAINT_ANSWER, **about)
    office = bank.head_office
    assert asked_of(office) == ({bank.head}, []) and not may_close(answer, again(office))
    for nobody in (bank.other_head, bank.manager, bank.compliance):
        with pytest.raises(Refused, match="另一位行长，或总行管理"):
            save_cover(away(bank, nobody), by=bank.head, today=TODAY)
    with pytest.raises(Refused, match="您范围内"):
        save_cover(away(bank, office), by=bank.other_head, today=TODAY)
    leave = save_cover(away(bank, office), by=bank.head, today=TODAY)
    assert asked_of(office) == ({office}, [row]) and may_decide(again(bank.head), row, NOW)
    (mail,) = promise_mails(NOW)
    assert mail.user == office and "您代孙行长" in mail.text and may_close(answer, again(office))
    factories.kin(office, bank.mine)  # who must avoid the client decides nothing about him: the head is asked himself
    assert asked_of(office) == ({bank.head}, []) and [mail.user for mail in promise_mails(NOW)] == [bank.head]
    end_cover(leave, seen="active", by=bank.head, today=TODAY)
    assert asked_of(bank.head) == ({bank.head}, [row])


def test_a_head_for_whom_nobody_stands_in_is_a_gap_that_head_office_sees(bank):
    save_cover(away(bank, None), by=bank.head_office, today=TODAY)
    (gap,) = [wait for wait in waits_of(Look(place_of(bank.head_office, {}), NOW)) if "没人代" in wait.what]
    assert gap.what == "不在岗没人代 1 位" and "孙行长（行长）到" in gap.why and "提醒信仍发给本人" in gap.why
    CoverPeriod.objects.update(cover=bank.other_head)  # he has moved to another branch since
    assert CoverPeriod.objects.on(TODAY).alone().get().is_alone
    User.objects.filter(pk=bank.other_head.pk).update(unit=bank.hq)
    assert not CoverPeriod.objects.on(TODAY).covered().get().is_alone


def test_the_form_offers_a_head_those_who_see_as_much(bank, login):
    deputy = factories.user("branch_head", unit=bank.east, employee_no="990109", name="赵副行长")
    page = login(bank.head).get("/admin/staff/coverperiod/add/").content.decode()
    absent, cover = page.split('name="cover"')
    assert "孙行长（990100，支行行长）" in absent and "总行管理（990001，总行管理）" in cover and "钱行长" not in page
    days = {"starts_on": TODAY.isoformat(), "ends_on": TODAY.isoformat(), "reason": "年假"}
    asked = {"absent": bank.head.pk, "cover": deputy.pk, **days}
    page = login(bank.head).post("/admin/staff/coverperiod/add/", asked, follow=True).content.decode()
    assert CoverPeriod.objects.get().cover == deputy and "赵副行长代孙行长" in page
