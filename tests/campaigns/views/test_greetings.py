"""The review pages: one client on the screen, refused in words, 409 in the second window, and nobody else's."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.greetings import draft_greetings
from campaigns.forms.greetings import opened_stamp
from campaigns.models import Greeting
from clients.models import Client, ContactLog
from outbox.models import Message
from tests import factories
from tests.greetings import NOW, approve, at, draft, guest, personal, plant
from tests.numbers import KEPT_OUT

State = Greeting.State


@pytest.fixture(autouse=True)
def evening(monkeypatch, db):
    plant()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def opened(greeting, user, seconds=10):
    return opened_stamp(greeting, user, NOW - timedelta(seconds=seconds))


def post(browser, name, greeting, **data):
    return browser.post(reverse(name, args=[greeting.pk]), {"seen": greeting.version, **data})


def approving(browser, greeting, user, *, text=None, seconds=10, **data):
    data = {"text": personal(greeting) if text is None else text, "opened": opened(greeting, user, seconds), **data}
    return post(browser, "greeting_approve", greeting, **data)


def test_the_page_shows_one_client_what_to_build_on_and_how_far_one_is(bank, login):
    client = guest(bank, 1)
    guest(bank, 2)
    factories.contact(client, at("2026-11-20T10:00"), by=bank.manager, note="孩子明年高考，想了解一下填志愿的事。")
    draft_greetings(now=NOW)
    row = Greeting.objects.get(client=client)
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk]))
    text = page.content.decode()
    assert page.status_code == 200 and page.templates[0].name == "campaigns/greeting_review.html"
    for words in (
        "元旦问候",
        "已处理 0 / 2 · 0 已定稿",
        "孩子明年高考",
        "11月20日 电话",
        "已写到",
        "2027年1月1日",
        "08:30 起错峰送达",
        "接下来",
    ):
        assert words in text, words
    assert "陈国丙" in text  # the next one
    assert "10000000001" not in text


def test_approving_leads_to_the_next_one_and_at_last_to_the_list(bank, login):
    first, second = draft(bank, 1), draft(bank, 2, name="孙小梅", salutation="孙姐")
    browser = login(bank.manager)
    answer = approving(browser, first, bank.manager)
    assert (answer.status_code, answer.url) == (302, reverse("greeting_review", args=[second.pk]))
    answer = approving(
        browser, second, bank.manager, text=personal(second, "上周您托我找的那本字帖找到了，下次给您带去。")
    )
    assert (answer.status_code, answer.url) == (302, reverse("greeting_list"))
    assert Message.objects.filter(state="queued").count() == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("陈先生：\n新的一年到了，给您问个好。\n愿家人康健。\n城关支行 周敏", "只对这位客户说的话"),
        ("🎉", "只有表情"),
        ("陈" * 2001, "现在 2,001 个"),
        ("陈先生：\n前天\x00路过您家门口，看到腊梅开了。\n城关支行 周敏", "空字符"),
        ("陈先生：\n前天路过您家门口，{近况}腊梅开了。\n城关支行 周敏", "没有填好"),
    ],
)
def test_an_impersonal_text_is_422_says_what_to_change_and_stays(bank, login, text, word):
    row = draft(bank)
    answer = approving(login(bank.manager), row, bank.manager, text=text)
    page = answer.content.decode()
    assert answer.status_code == 422 and word in page
    assert text[:20].split("\x00")[0] in page
    row.refresh_from_db()
    assert row.state == State.DRAFT and not Message.objects.exists()


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
@pytest.mark.parametrize(("name", "field"), [("greeting_skip", "reason"), ("greeting_by_hand", "note")])
def test_what_no_text_may_keep_is_said_at_the_field_of_the_dialog_and_kept_in_it(
    bank, login, name, field, written, word
):
    row = draft(bank)
    answer = post(login(bank.manager), name, row, **{field: f"他说{written}", "kind": "wecom", "text": ""})
    form = answer.context["skip_form" if name == "greeting_skip" else "by_hand_form"]
    assert answer.status_code == 422 and word in form.errors[field][0] and form[field].value() == f"他说{written}"
    assert f"他说{written}" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == State.DRAFT and not ContactLog.objects.exists()


def test_a_refused_page_keeps_the_moment_it_was_opened(bank, login):
    row, browser = draft(bank), login(bank.manager)
    stamp = opened(row, bank.manager)
    page = post(browser, "greeting_approve", row, text="🎉", opened=stamp)
    assert stamp in page.content.decode()
    assert post(browser, "greeting_approve", row, text=personal(row), opened=stamp).status_code == 302


@pytest.mark.parametrize("stamp", ["", "forged", "theirs", "early"])
def test_three_seconds_are_kept_by_the_server(bank, login, stamp):
    row = draft(bank)
    stamps = {"theirs": opened(row, bank.backup), "early": opened(row, bank.manager, 1)}
    answer = approving(login(bank.manager), row, bank.manager, opened=stamps.get(stamp, stamp))
    assert answer.status_code == 422 and not Message.objects.exists()


def test_the_second_window_gets_409_and_keeps_what_was_typed(bank, login):
    row = draft(bank)
    browser = login(bank.manager)
    assert approving(browser, row, bank.manager).status_code == 302
    answer = approving(browser, row, bank.manager, text="陈先生：我在另一个窗口写的这一句。")
    assert answer.status_code == 409
    assert "已是「已定稿」" in answer.content.decode() and "我在另一个窗口写的这一句" in answer.content.decode()
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_windows_approve_one_draft_once(bank, client):
    row = draft(bank)
    text, statuses = personal(row), []
    path, stamp = reverse("greeting_approve", args=[row.pk]), opened(row, bank.manager)

    def press():
        browser = type(client)()
        browser.force_login(bank.manager, backend="crm.backends.Accounts")
        statuses.append(browser.post(path, {"seen": row.version, "text": text, "opened": stamp}).status_code)
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [302] + [409] * 19
    assert Message.objects.count() == 1


def test_another_wording_asks_before_it_replaces_what_was_typed(bank, login):
    row, browser = draft(bank), login(bank.manager)
    assert post(browser, "greeting_reword", row, text=row.text).status_code == 302
    row.refresh_from_db()
    asked = post(browser, "greeting_reword", row, text="陈先生：我自己写的。")
    assert (
        asked.status_code == 422
        and "我自己写的" in asked.content.decode()
        and 'name="replace"' in asked.content.decode()
    )
    assert post(browser, "greeting_reword", row, text="陈先生：我自己写的。", replace="1").status_code == 302


def test_done_by_wechat_writes_the_ledger_and_keeps_the_text(bank, login):
    row = draft(bank)
    answer = post(
        login(bank.manager),
        "greeting_by_hand",
        row,
        kind="wecom",
        note="微信里拜了年，他说元旦要去看父母",
        replied="on",
        text="陈先生新年好，腊梅开了。",
    )
    assert answer.status_code == 302
    row.refresh_from_db()
    log = ContactLog.objects.get(client=row.client)
    assert (row.state, row.text) == (State.BY_HAND, "陈先生新年好，腊梅开了。")
    assert (log.kind, log.note, log.by, log.is_effective) == (
        "wecom",
        "微信里拜了年，他说元旦要去看父母",
        bank.manager,
        True,
    )
    assert not Message.objects.exists()


def test_skipping_without_a_reason_is_422_and_with_one_listed(bank, login):
    row, browser = draft(bank), login(bank.manager)
    refused = post(browser, "greeting_skip", row, reason="")
    assert refused.status_code == 422 and "请写明原因" in refused.content.decode()
    assert post(browser, "greeting_skip", row, reason="已当面拜年").status_code == 302
    assert "已当面拜年" in browser.get(reverse("greeting_list") + "?show=left").content.decode()


def test_taking_back_makes_it_a_draft_again(bank, login):
    row = approve(draft(bank))
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk]))
    assert "撤回重写" in page.content.decode()
    assert post(page.client, "greeting_withdraw", row).status_code == 302
    row.refresh_from_db()
    assert row.state == State.DRAFT and Message.objects.get().state == "cancelled"


def test_a_top_clients_page_offers_no_mail_and_says_why(bank, login):
    row = draft(bank, tier="top")
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "顶级客户不发邮件问候" in page and "data-approve" not in page and "已由电话、微信或贺卡完成" in page


def test_those_left_out_are_listed_openly_with_the_reason(bank, login):
    for number in range(12 * 9 + 3):
        guest(bank, number)
    guest(bank, 900, agreed=None)
    draft_greetings(now=NOW)
    page = login(bank.manager).get(reverse("greeting_list")).content.decode()
    assert "3 位本节不问候" in page and "没有同意邮件问候" in page
    page = login(bank.manager).get(reverse("greeting_list") + "?show=omitted").content.decode()
    assert page.count("本节不问候：容量") == 3


def test_who_may_and_whose(bank, login):
    row = draft(bank)
    names = ("greeting_approve", "greeting_reword", "greeting_skip", "greeting_by_hand", "greeting_withdraw")
    for person, status in (
        (bank.manager, 200),
        (bank.backup, 404),
        (bank.stranger, 404),
        (bank.head, 403),
        (bank.head_office, 403),
    ):
        browser = login(person)
        assert browser.get(reverse("greeting_review", args=[row.pk])).status_code == status
        if status != 200:
            assert {post(browser, name, row, reason="x").status_code for name in names} == {status}
        assert (row.client.name in browser.get(reverse("greeting_list")).content.decode()) == (person == bank.manager)
    Client.objects.filter(pk=row.client_id).update(backup=bank.backup)
    assert login(bank.backup).get(reverse("greeting_review", args=[row.pk])).status_code == 200


def test_a_request_that_does_not_say_what_it_saw_is_a_bad_request(bank, login):
    row = draft(bank)
    assert login(bank.manager).post(reverse("greeting_approve", args=[row.pk]), {"text": "x"}).status_code == 400


@pytest.mark.parametrize("name", ["greeting_list", "greeting_review"])
def test_one_client_or_many_cost_the_same_queries(bank, login, django_assert_max_num_queries, name):
    def ask(at_most=16):
        args = [Greeting.objects.drafts().order_by("pk").first().pk] if name == "greeting_review" else []
        browser = login(bank.manager)
        with django_assert_max_num_queries(at_most) as counted:
            assert browser.get(reverse(name, args=args)).status_code == 200
        return len(counted)

    guest(bank, 1)
    guest(bank, 2)
    draft_greetings(now=NOW)
    ask(at_most=40)  # fills the cache
    few = ask()
    for number in range(3, 9):
        guest(bank, number)
    draft_greetings(now=NOW)
    assert ask() == few


def test_an_absurd_name_and_hostile_characters_are_shown_as_text(bank, login):
    row = draft(bank, name="<script>陈</script>" + "长" * 30, salutation="<b>陈</b>")
    page = login(bank.manager).get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "<script>陈" not in page and "<b>陈" not in page and "&lt;b&gt;陈" in page
