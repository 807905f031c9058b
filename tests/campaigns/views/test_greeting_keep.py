"""What was written but not approved stays; one who was left out can be taken up."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Greeting
from clients.models import Consent
from outbox.models import Message
from tests.greetings import NOW, approve, draft, left_out, personal, plant

State = Greeting.State
LIST = reverse("greeting_list")


@pytest.fixture(autouse=True)
def evening(monkeypatch, db):
    plant()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def post(browser, name, row, headers=None, **data):
    return browser.post(reverse(name, args=[row.pk]), {"seen": row.version, **data}, headers=headers)


SCRIPT = {"Accept": "application/json"}
HALF = "陈先生：\n上回您说起那盆兰花"


def test_half_a_letter_is_there_again_next_time_and_is_no_approval(bank, login):
    row, browser = draft(bank), login(bank.manager)
    answer = post(browser, "greeting_keep", row, text=HALF.replace("\n", "\r\n"))
    path = reverse("greeting_review", args=[row.pk])
    assert answer.url == path
    row.refresh_from_db()
    assert (row.state, row.text, row.is_edited, row.version) == (State.DRAFT, HALF, True, 1)
    assert row.approved_by is None and not Message.objects.exists()
    page = browser.get(path).content.decode()
    assert "那盆兰花" in page and "还没有定稿" in page
    assert "改过" in browser.get(LIST).content.decode()
    assert approve(row, text=personal(row)).state == State.APPROVED


def test_the_script_learns_the_new_version_and_a_refusal_in_words(bank, login):
    row, browser = draft(bank), login(bank.manager)
    assert post(browser, "greeting_keep", row, SCRIPT, text=HALF).json() == {"seen": 1}
    late = post(browser, "greeting_keep", row, SCRIPT, text="别的窗口")
    assert late.status_code == 409 and "又改过了" in late.json()["problem"]
    row.refresh_from_db()
    assert post(browser, "greeting_keep", row, SCRIPT, text=HALF).json() == {"seen": 1}  # nothing new, nothing done
    for text, word in (("  ", "正文是空的"), ("长" * 1001, "1,000"), ("卡号 6222021234567890128，请收好", "银行卡号")):
        refused = post(browser, "greeting_keep", row, SCRIPT, text=text)
        assert refused.status_code == 422 and word in refused.json()["problem"]
    row.refresh_from_db()
    assert row.text == HALF


def test_without_a_script_a_refusal_keeps_what_was_typed_on_the_page(bank, login):
    row, browser = draft(bank), login(bank.manager)
    post(browser, "greeting_keep", row, text=HALF)
    answer = post(browser, "greeting_keep", row, text="另一个窗口写的")
    assert answer.status_code == 409 and "另一个窗口写的" in answer.content.decode()
    answer = post(browser, "greeting_keep", Greeting.objects.get(), text="字" * 1001)
    assert answer.status_code == 422 and "字" * 1001 in answer.content.decode()


def test_a_kept_text_is_replaced_by_another_wording_only_when_asked_twice(bank, login):
    row, browser = draft(bank), login(bank.manager)
    post(browser, "greeting_keep", row, text=HALF)
    row.refresh_from_db()
    assert post(browser, "greeting_reword", row, text=HALF).status_code == 422
    assert post(browser, "greeting_reword", row, text=HALF, replace="1").status_code == 302
    row.refresh_from_db()
    assert "兰花" not in row.text and not row.is_edited


def test_a_kept_text_is_judged_when_it_is_approved(bank, login):
    row, browser = draft(bank), login(bank.manager)
    post(browser, "greeting_keep", row, text="尊敬的客户：利率优惠，点击领取。")
    page = browser.get(reverse("greeting_review", args=[row.pk])).content.decode()
    assert "尊敬的客户" in page and "请称呼客户本人" in page


def test_an_approved_letter_cannot_be_overwritten(bank, login):
    row = approve(draft(bank))
    answer = post(login(bank.manager), "greeting_keep", row, SCRIPT, text=HALF)
    assert answer.status_code == 409
    row.refresh_from_db()
    assert "兰花" not in row.text


def test_one_who_was_left_out_is_taken_up_with_one_button(bank, login):
    row, browser = left_out(bank), login(bank.manager)
    page = browser.get(LIST + "?show=omitted").content.decode()
    assert page.count("仍要问候</button>") == 1
    answer = post(browser, "greeting_anyway", row)
    assert answer.url == reverse("greeting_review", args=[row.pk])
    page = browser.get(answer.url).content.decode()
    assert "已处理 0 / 1" in page and "定稿，下一封" in page
    assert post(browser, "greeting_anyway", row).status_code == 409


def test_where_it_is_forbidden_there_is_a_reason_instead_of_a_button(bank, login):
    row, browser = left_out(bank), login(bank.manager)
    Consent.objects.update(status="withdrawn")
    page = browser.get(LIST + "?show=omitted").content.decode()
    assert "现在也不能问候" in page and "没有同意" in page and "仍要问候</button>" not in page
    answer = post(browser, "greeting_anyway", row)
    assert answer.status_code == 422 and "没有同意" in answer.content.decode()
    assert 'href="?' not in answer.content.decode()  # the address takes no GET
    row.refresh_from_db()
    assert row.state == State.OMITTED


def test_neither_is_for_others(bank, login):
    kept, omitted = draft(bank), left_out(bank, 2)
    for person, status in ((bank.stranger, 404), (bank.head, 403), (bank.head_office, 403)):
        browser = login(person)
        assert post(browser, "greeting_keep", kept, text=HALF).status_code == status
        assert post(browser, "greeting_anyway", omitted).status_code == status


@pytest.mark.parametrize("show", ["omitted", "said"])
def test_one_row_or_three_cost_the_same_queries(bank, login, django_assert_max_num_queries, show):
    def ask():
        browser = login(bank.manager)
        with django_assert_max_num_queries(30) as counted:
            browser.get(f"{LIST}?show={show}")
        return len(counted)

    left_out(bank, 1)
    ask()  # fills the cache
    few = ask()
    left_out(bank, 2)
    left_out(bank, 3)
    assert ask() == few
