"""Both managers say that the new one was introduced; or the client does not want him."""

from datetime import date

import pytest

from clients.actions.handovers import undo_handover
from clients.actions.introductions import (
    agree_to_video,
    client_objects,
    confirm_introduced,
    hold_assignment,
    postpone_introduction,
    refuse_video,
    resume_assignment,
    say_introduced,
)
from clients.actions.promises import close_promise
from clients.models import Client, Promise
from tests.handovers import NOW, given, handover, planned
from words.problems import Moved, Refused

SAID = "他说换谁都行，只要电话号码别换"


def introduction(row):
    return Promise.objects.get(pk=row.introduction_id)


def test_one_says_so_and_the_other_confirms_which_is_one_row_of_the_ledger(bank):
    row = given(planned(bank))
    with pytest.raises(Refused, match="当面介绍"):
        say_introduced(row, by=bank.backup, kind="call", words=SAID, now=NOW)
    with pytest.raises(Refused, match="客户说了什么"):
        say_introduced(row, by=bank.backup, kind="visit", words="好", now=NOW)
    with pytest.raises(Refused, match="移出人和接手人"):
        say_introduced(row, by=bank.stranger, kind="visit", words=SAID, now=NOW)
    log = say_introduced(row, by=bank.backup, kind="visit", minutes=30, words=SAID, now=NOW)
    assert (log.aim, log.kind, log.seconds, log.by) == ("introduce", "visit", 1800, bank.backup)
    assert (introduction(row).state, introduction(row).proof) == ("open", log)
    with pytest.raises(Moved, match="李航刚才已经记下"):
        say_introduced(row, by=bank.manager, kind="visit", words=SAID, now=NOW)
    with pytest.raises(Refused, match="两位经理都确认"):
        confirm_introduced(row, by=bank.backup, now=NOW)
    with pytest.raises(Refused, match="移交」页"):
        close_promise(introduction(row), state="kept", by=bank.backup, now=NOW)
    confirm_introduced(row, by=bank.manager, now=NOW)
    assert (introduction(row).state, introduction(row).proof) == ("kept", log)
    with pytest.raises(Moved, match="已经了结"):
        client_objects(row, by=bank.backup, words="他说不愿意换", now=NOW)


def test_by_video_the_two_highest_tiers_need_the_heads_yes_and_vip_none(bank):
    row = given(planned(bank, tier="top"))
    say_introduced(row, by=bank.manager, kind="video", words=SAID, now=NOW)
    with pytest.raises(Refused, match="还没有确认"):
        agree_to_video(row, by=bank.head, now=NOW)
    confirm_introduced(row, by=bank.backup, now=NOW)
    assert introduction(row).state == "open"
    with pytest.raises(Refused, match="支行行长"):
        agree_to_video(row, by=bank.other_head, now=NOW)
    refuse_video(row, by=bank.head, words="他月底就回来，当面去", now=NOW)
    assert (introduction(row).proof, introduction(row).words) == (None, "他月底就回来，当面去")
    say_introduced(row, by=bank.manager, kind="video", words=SAID, now=NOW)
    confirm_introduced(row, by=bank.backup, now=NOW)
    agree_to_video(row, by=bank.head, now=NOW)
    assert introduction(row).state == "kept"

    vip = given(planned(bank, bank.theirs, tier="vip", request=row.request))
    say_introduced(vip, by=bank.backup, kind="call", words=SAID, now=NOW)
    confirm_introduced(vip, by=bank.manager, now=NOW)
    assert introduction(vip).state == "kept"


def test_who_has_left_need_not_confirm(bank):
    row = given(planned(bank, tier="vip"))
    bank.manager.is_active = False
    bank.manager.save()
    say_introduced(row, by=bank.backup, kind="call", words=SAID, now=NOW)
    assert introduction(row).state == "kept"


def test_a_client_who_does_not_want_him_goes_back_to_the_head_who_owes_another(bank):
    row = given(planned(bank))
    with pytest.raises(Refused, match="怎么说"):
        client_objects(row, by=bank.backup, words=" ", now=NOW)
    client_objects(row, by=bank.backup, words="他说只认周敏", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.words) == ("objected", "他说只认周敏")
    owed = Promise.objects.get(owed_by=bank.head)
    assert (owed.owed_to, owed.due_on, owed.request) == (bank.backup, date(2026, 11, 23), row.request)
    with pytest.raises(Moved, match="等行长另选"):
        say_introduced(row, by=bank.backup, kind="visit", words=SAID, now=NOW)


def test_held_and_resumed_and_put_off_each_with_a_reason(bank):
    row = planned(bank, request=handover(bank))
    with pytest.raises(Refused, match="为什么暂缓"):
        hold_assignment(row, by=bank.manager, words="")
    hold_assignment(row, by=bank.manager, words="投诉办完再移")
    with pytest.raises(Refused, match="支行行长"):
        resume_assignment(row, by=bank.manager)
    resume_assignment(row, by=bank.head)
    row.refresh_from_db()
    assert row.state == "planned"
    seen = introduction(row).due_on
    about = {"by": bank.backup, "now": NOW, "due_on": date(2026, 12, 18)}
    with pytest.raises(Refused, match="为什么改期"):
        postpone_introduction(row, why="", seen=seen, **about)
    postpone_introduction(row, why="客户出差到月中", seen=seen, **about)
    assert (introduction(row).due_on, introduction(row).words) == (date(2026, 12, 18), "客户出差到月中")
    with pytest.raises(Moved):
        postpone_introduction(row, why="再晚一天", seen=seen, **about | {"due_on": date(2026, 12, 20)})
    with pytest.raises(Moved, match="还没生效"):
        hold_assignment(given(row), by=bank.head, words="已经换了")


@pytest.mark.parametrize("has_manager", [True, False])
def test_who_objects_before_the_day_stays_as_he_was_when_the_handover_is_taken_back(bank, has_manager):
    giver = bank.manager if has_manager else None
    Client.objects.filter(pk=bank.mine.pk).update(manager=giver, backup=None)
    row = planned(bank, Client.objects.get(pk=bank.mine.pk), giver=giver)
    client_objects(row, by=bank.backup, words="他说只认周敏", now=NOW)
    undo_handover(row.request, by=bank.head, now=NOW, why="轮岗取消")
    row.refresh_from_db()
    assert (row.state, row.client.manager) == ("undone", giver)
    assert not Promise.objects.open().exists()
