"""The run page of a handover: three pairs of eyes, counts that open their rows, and the steps of a row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.actions.introductions import client_objects, say_introduced
from clients.models import Assignment, Client, Promise, Request
from outbox.actions import queue_wanted_mails
from outbox.models import Message
from tests import factories
from tests.handovers import STARTS_ON, given, handover, planned

SAID = "他说换谁都行，只要电话号码别换"
NOW = timezone.now()
LATER = timezone.localdate() + timedelta(days=9)


@pytest.fixture
def run(bank):
    """Four clients: one introduced by the receiver only, one planned with an open letter, one of a low tier, one who is dead."""
    run = handover(bank)
    others = [
        factories.new_client(unit=bank.east, manager=bank.manager, name=name) for name in ("马浩然", "陈雪梅", "傅晓东")
    ]
    Client.objects.bulk_create(others)
    rows = [planned(bank, request=run, tier="select"), planned(bank, others[0], request=run, tier="vip")]
    rows += [
        planned(bank, others[1], request=run, tier="standard"),
        planned(bank, others[2], request=run, tier="basic"),
    ]
    Promise.objects.update(due_on=LATER)
    Assignment.objects.filter(pk=rows[3].pk).update(state="skipped", words="客户已故，不移交")
    run.rows = rows
    return run


def page(login, user, run, **about):
    return login(user).get(f"/handover/{run.pk}/", about)


def test_each_of_the_three_sees_what_waits_for_him_and_every_figure_opens_its_rows(bank, run, login):
    giver = page(login, bank.manager, run).content.decode()
    assert "移交 · 周敏的客户" in giver and "轮岗" in giver and "接手 李航 3 户" in giver
    assert giver.count("写交接信") >= 2 and "监交" not in giver
    receiver = page(login, bank.backup, run).content.decode()
    assert "没有等您做的" in receiver
    head = page(login, bank.head, run)
    text = head.content.decode()
    assert "还有 3 户未了" in text and '另有 <a href="?show=lower#items">1 户</a>' in text
    numbers = {name: number for name, _label, number, *_rest in head.context["counts"]}
    assert numbers == {"all": 3, "letters": 2, "introduced": 0, "open": 2, "skipped": 1}
    for name, number in numbers.items():
        assert len(page(login, bank.head, run, show=name).context["lines"]) == number, name
    assert len(page(login, bank.head, run, show="lower").context["lines"]) == 1
    assert page(login, bank.stranger, run).status_code == 404
    assert page(login, bank.other_head, run).status_code == 404
    masked = page(login, bank.compliance, run).content.decode()
    assert "陈国强" not in masked and "陈*强" in masked
    Assignment.objects.filter(pk=run.rows[0].pk).update(state="held", words="客户出差")
    Client.objects.filter(pk=bank.mine.pk).update(
        manager=None, backup=None
    )  # taken away meanwhile, and given to nobody
    [line] = page(login, bank.head, run, show="held").context["lines"]
    assert line.may_choose and line.label == "暂缓"
    assert "周敏的客户" in login(bank.backup).get("/handovers/").content.decode()
    assert "没有正在进行的移交" in login(bank.stranger).get("/handovers/").content.decode()


def test_who_owes_a_letter_still_finds_it_when_he_reads_the_client_no_more(bank, run, login):
    row = given(run.rows[1])  # 贵宾: he reads on of 顶级 and 优质 only
    factories.contact(row.client, NOW - timedelta(days=9), by=bank.manager)
    text = page(login, bank.manager, run).content.decode()
    assert f"/handover/letters/{row.pk}/" in text and "马*然" in text and "马浩然" not in text
    sentences = {"line4": "留活钱", "line6": "先说结论", "line9": "不谈别家", "line10": "先问收成"}
    answer = login(bank.manager).post(f"/handover/letters/{row.pk}/", sentences | {"done": "1"})
    row.refresh_from_db()
    assert (
        answer.status_code == 302 and "次有效联系" in row.letter_log.note
    )  # what he could not see is kept for the reader
    assert f"/handover/letters/{row.pk}/" not in page(login, bank.manager, run).content.decode()


def test_whom_the_head_chooses_anew_does_what_the_first_receiver_owed_and_who_goes_back_is_settled(bank, run, login):
    third = factories.user(unit=bank.east, name="郑一帆")
    given(run.rows[2])
    for row in run.rows[:2]:
        client_objects(given(row), by=bank.backup, words="客户想换一位离家近的", now=NOW)
    log = factories.contact(run.rows[0].client, NOW, by=bank.manager, kind="handover", note="甲｜乙｜丙")
    Assignment.objects.filter(pk=run.rows[0].pk).update(letter_log=log)
    head = login(bank.head)
    for row, person in ((run.rows[0], third), (run.rows[1], bank.manager)):
        assert head.post(f"/handover/rows/{row.pk}/another/", {"manager": person.pk}).status_code == 302

    text = login(third).get("/handovers/").content.decode()
    assert f"/handover/{run.pk}/" in text
    shown, letter = page(login, third, run).content.decode(), f"/handover/letters/{run.rows[0].pk}/"
    assert "读交接信" in shown and letter in shown and "陈国强" in shown and "马" not in shown
    assert f"写给{third.name}" in login(third).get(letter).content.decode()
    assert login(third).post(f"{letter}read/").status_code == 302
    assert Promise.objects.get(pk=run.rows[0].letter_id).read_at
    text = page(login, bank.head, run).content.decode()
    assert f"仍由{bank.manager.name}管户" in text and f"/handover/rows/{run.rows[1].pk}/another/" not in text
    assert "还有 1 户未了" in text  # the one chosen anew
    assert set(Promise.objects.filter(client=run.rows[1].client).values_list("state", flat=True)) <= {
        "released",
        "kept",
    }


def test_a_row_goes_from_said_to_confirmed_to_finished(bank, run, login):
    for row in run.rows[:3]:
        given(row)
    row, url = run.rows[0], f"/handover/rows/{run.rows[0].pk}/"
    receiver = login(bank.backup)
    assert receiver.post(url, {"do": "nonsense"}).status_code == 404
    refused = receiver.post(url, {"do": "say", "kind": "visit", "minutes": "20", "words": "好"})
    assert refused.status_code == 422 and "客户说了什么" in refused.content.decode()
    assert receiver.post(url, {"do": "say", "kind": "visit", "minutes": "x", "words": SAID}).status_code == 422
    assert receiver.post(url, {"do": "say", "kind": "visit", "minutes": "20", "words": SAID}).status_code == 302
    assert "等周敏确认" in page(login, bank.head, run).content.decode()
    giver = login(bank.manager)
    assert "我也确认介绍过了" in giver.get(f"/handover/{run.pk}/").content.decode()
    assert giver.post(url, {"do": "confirm"}).status_code == 302
    assert giver.post(url, {"do": "confirm"}).status_code == 409
    owed = f"/promises/{run.rows[1].introduction_id}/introduction/"
    assert login(bank.backup).get(owed).headers["Location"] == f"/handover/rows/{run.rows[1].pk}/"

    head, finish = login(bank.head), f"/handover/{run.pk}/finish/"
    assert head.post(finish, {"papers": "on", "groups": "on"}).status_code == 422
    Promise.objects.filter(state="open").update(state="kept", closed_at=NOW)
    half = head.post(finish, {"papers": "on"})
    assert half.status_code == 422 and "请核对后勾选" in half.content.decode()
    assert head.post(finish, {"papers": "on", "groups": "on"}).status_code == 302
    assert Request.objects.get(pk=run.pk).valid_until
    assert head.post(finish, {"papers": "on", "groups": "on"}).status_code == 409
    assert login(bank.manager).post(finish).status_code == 403


def test_an_objection_and_a_video_wait_for_the_head(bank, run, login):
    first, second = (given(row) for row in run.rows[:2])
    say_introduced(first, by=bank.manager, kind="video", words=SAID, now=NOW)
    client_objects(second, by=bank.backup, words="他说只认周敏", now=NOW)
    url = f"/handover/rows/{first.pk}/"
    assert login(bank.backup).post(url, {"do": "confirm"}).status_code == 302
    text = page(login, bank.head, run).content.decode()
    assert "同意视频介绍" in text and "他说只认周敏" in text and f"/handover/rows/{second.pk}/another/" in text
    assert login(bank.backup).post(url, {"do": "agree"}).status_code == 422
    assert login(bank.head).post(url, {"do": "agree"}).status_code == 302


def test_the_page_asks_as_little_for_three_hundred_rows_as_for_three(bank, run, login, django_assert_max_num_queries):
    many = [factories.new_client(unit=bank.east, manager=bank.manager, tier="vip") for _number in range(60)]
    Client.objects.bulk_create(many)
    owed = [
        Promise(client=one, owes="staff", owed_by=bank.backup, what="介绍", due_on=LATER, origin="introduce")
        for one in many
    ]
    Promise.objects.bulk_create(owed)
    about = {"request": run, "giver": bank.manager, "manager": bank.backup, "unit": bank.east, "starts_on": STARTS_ON}
    rows = zip(many, owed, strict=True)
    Assignment.objects.bulk_create(
        Assignment(client=one, introduction=promise, state="given", **about) for one, promise in rows
    )
    for user in (bank.head, bank.backup):
        reader = login(user)
        reader.get(f"/handover/{run.pk}/")
        with django_assert_max_num_queries(25):
            assert len(reader.get(f"/handover/{run.pk}/").context["lines"]) == 25


def test_each_of_the_two_is_told_once_by_mail_and_the_head_of_an_objection(bank, run):
    Promise.objects.update(made_at=NOW)
    client_objects(given(run.rows[0]), by=bank.backup, words="他说只认周敏", now=NOW)
    for _twice in range(2):
        queue_wanted_mails(now=NOW)
    mails = {row.user: row for row in Message.objects.filter(kind="promise")}
    assert len(mails) == Message.objects.filter(kind="promise").count() == 3
    assert "2 户的交接信" in mails[bank.manager].subject and "2 户的介绍" in mails[bank.backup].subject
    assert "客户不愿" in mails[bank.head].subject and "陈国强" not in mails[bank.head].text


def test_who_does_not_get_the_client_reads_neither_his_letter_nor_his_name(bank, login):
    row = planned(bank, manager=bank.stranger, unit=bank.west, unit_before=bank.east)
    pages = [f"/handover/letters/{row.pk}/", f"/handover/rows/{row.pk}/"]

    def reads(user):
        return ["陈国强" in login(user).get(page).content.decode() for page in pages]

    assert reads(bank.stranger) == [True, True]
    asked = {"state": "asked", "decided_by": None, "decided_at": None}
    Request.objects.filter(pk=row.request_id).update(**asked)  # head office has not agreed yet
    assert reads(bank.stranger) == reads(bank.other_head) == [False, False]
    held = login(bank.stranger).post(pages[1], {"do": "hold", "words": "等我问清楚"})
    assert held.status_code == 409 and "总行同意以后才开始" in held.content.decode()
    Request.objects.filter(pk=row.request_id).update(
        state="approved", decided_by=bank.head_office.pk, decided_at=timezone.now()
    )
    for state in ("skipped", "undone", "given"):  # and he went on to somebody else
        Assignment.objects.filter(pk=row.pk).update(state=state)
        assert reads(bank.stranger) == reads(bank.other_head) == [False, False], state
