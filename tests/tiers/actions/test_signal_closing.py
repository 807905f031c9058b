"""A person closes a signal with a result from the short list, the talk that proves it, and takes that back for ten minutes."""

from datetime import timedelta

import pytest

from clients.actions.contacts import strike_contact
from clients.models import Client
from staff.models import AuditEvent
from tests import factories
from tests.tiers.falls import TODAY, at, fallen, night, talk
from tiers.actions.signals import close_signal, reopen_signal
from tiers.models import Signal
from words.problems import Moved, Refused

__all__ = ["fallen"]


def test_a_person_closes_it_with_a_result_and_the_talk_that_proves_it(bank, fallen):
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="normal", by=bank.manager, now=at(TODAY, 9))
    missed = talk(bank, reached="nobody", seconds=0, note="没有人接")
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="normal", by=bank.manager, now=at(TODAY, 11))
    row = talk(bank, day=TODAY + timedelta(days=1))
    closed = close_signal(
        fallen, result="normal", words="孩子买房", by=bank.manager, now=at(TODAY + timedelta(days=1), 11)
    )
    assert (closed.log, closed.result, closed.closed_by) == (row, "normal", bank.manager)
    event = AuditEvent.objects.latest("pk")
    assert (event.changes, event.client_id) == ({"state": ["open", "closed"], "result": "normal"}, bank.mine.pk)
    with pytest.raises(Moved, match="周敏刚才已经记为「正常用款」"):
        close_signal(fallen, result="false", words="x", by=bank.head, now=at(TODAY, 12))
    assert night(TODAY + timedelta(days=2)) == ""  # the same fall is not told again at once
    assert missed.pk != row.pk


def test_closing_is_taken_back_for_ten_minutes_by_who_closed_it(bank, fallen):
    close_signal(fallen, result="false", words="他名下另有公司户", by=bank.manager, now=at(TODAY, 9))
    with pytest.raises(Refused, match="只有刚才了结的人"):
        reopen_signal(fallen, by=bank.head, now=at(TODAY, 9))
    with pytest.raises(Refused, match="只有刚才了结的人"):
        reopen_signal(fallen, by=bank.manager, now=at(TODAY, 10))
    assert reopen_signal(fallen, by=bank.manager, now=at(TODAY, 9)).state == "open"
    with pytest.raises(Moved, match="还没有了结"):
        reopen_signal(fallen, by=bank.manager, now=at(TODAY, 9))


@pytest.mark.parametrize(
    ("words", "refused"),
    [("证件 110101199003070011", "身份证号码"), ("字" * 201, "最多 200 个字"), ("请他月底存一下", "不为时点拉存款")],
)
def test_what_no_record_may_hold_is_refused_at_its_field(bank, fallen, words, refused):
    with pytest.raises(Refused, match=refused) as refusal:
        close_signal(fallen, result="false", words=words, by=bank.manager, now=at(TODAY))
    assert [problem.field for problem in refusal.value.problems] == ["words"]


def test_of_the_highest_only_the_head_says_that_they_are_lost(bank, fallen):
    Client.objects.filter(pk=bank.mine.pk).update(tier="select")
    talk(bank)
    about = {"result": "lost", "reason": "bank", "now": at(TODAY, 11)}
    with pytest.raises(Refused, match="由网点负责人了结"):
        close_signal(fallen, by=bank.manager, **about)
    assert close_signal(fallen, by=bank.head, **about).reason == "bank"


def test_a_struck_talk_proves_nothing(bank, fallen):
    strike_contact(talk(bank), by=bank.manager, reason="记错客户", now=at(TODAY, 10))
    with pytest.raises(Refused, match="请先记一笔"):
        close_signal(fallen, result="kept", by=bank.manager, now=at(TODAY, 11))


def test_a_maturity_that_a_person_closed_is_not_told_again_but_the_next_one_is(bank):
    factories.holding(bank.mine, 300_000, matured_on=TODAY + timedelta(days=10))
    night()
    close_signal(Signal.objects.get(), result="false", words="这笔是质押的", by=bank.manager, now=at(TODAY))
    assert night(TODAY + timedelta(days=1)) == ""
    factories.holding(bank.mine, 300_000, matured_on=TODAY + timedelta(days=9))
    assert night(TODAY + timedelta(days=1)) == "新信号 1 条"
