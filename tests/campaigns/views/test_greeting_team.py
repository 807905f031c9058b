"""What a branch head and head office see of their people's greetings, and the head's signature."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.greetings import draft_greetings
from campaigns.models import Greeting
from clients.models import Client
from tests.greetings import NOW, approve, by_hand, draft, guest, left_out, plant

TEAM = reverse("greeting_team")


@pytest.fixture(autouse=True)
def evening(monkeypatch, db):
    plant()
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def read(browser, query=""):
    answer = browser.get(TEAM + query)
    assert answer.status_code == 200
    return answer.content.decode()


def sign(browser, row, **data):
    return browser.post(reverse("greeting_cosign", args=[row.pk]), {"seen": row.version, **data})


def test_the_head_signs_one_and_the_manager_sees_who_and_when(bank, login):
    row = by_hand(bank)
    manager = login(bank.manager)
    for path in (reverse("greeting_list") + "?show=said", reverse("greeting_review", args=[row.pk])):
        assert "等待会签" in manager.get(path).content.decode()
    head = login(bank.head)
    page = read(head)
    for words in ("待会签 1", "陈国乙", "电话里拜了年", "4 分钟", "周敏", "城关支行"):
        assert words in page, words
    assert sign(head, row).url == TEAM
    assert "没有等您会签的问候" in read(head, "?show=cosign")
    manager = login(bank.manager)
    for path in (reverse("greeting_list") + "?show=said", reverse("greeting_review", args=[row.pk])):
        page = manager.get(path).content.decode()
        assert "已会签" in page and "孙行长，12月20日" in page


def test_a_second_signature_is_409_and_says_so(bank, login):
    row, head = by_hand(bank), login(bank.head)
    assert sign(head, row).status_code == 302
    answer = sign(head, row)
    page = answer.content.decode()
    assert answer.status_code == 409 and "已经会签" in page and 'href="?' not in page  # the address takes no GET
    assert head.post(reverse("greeting_cosign", args=[row.pk]), {}).status_code == 400


def test_who_may_see_and_who_may_sign(bank, login):
    row = by_hand(bank)
    for person, seen, signed in (
        (bank.other_head, 200, 404),
        (bank.head_office, 200, 403),
        (bank.manager, 403, 403),
        (bank.auditor, 403, 403),
    ):
        browser = login(person)
        assert (browser.get(TEAM).status_code, sign(browser, row).status_code) == (seen, signed), person
    row.refresh_from_db()
    assert row.cosigned_by is None
    assert "陈国乙" not in read(login(bank.other_head), "?show=said")


def test_each_kind_is_listed_with_its_state_and_reason_and_the_words_that_were_approved(bank, login):
    approve(draft(bank, 1))
    draft(bank, 2, name="孙小梅", salutation="孙姐")
    left_out(bank, 3, name="何平平")
    head = login(bank.head)
    assert "孙小梅" in read(head, "?show=review") and "陈国乙" not in read(head, "?show=review")
    said = read(head, "?show=said")
    assert "已定稿" in said and "院里的腊梅开得正好" in said and "邮件等待发送" in said
    assert "本节不问候：容量" in read(head, "?show=omitted")
    assert "孙小梅" not in read(head, "?show=review&code=lantern")
    assert "孙小梅" in read(head, f"?show=review&code=new_year&manager={bank.manager.pk}")
    assert "孙小梅" not in read(head, f"?show=review&manager={bank.backup.pk}")


def test_an_unapproved_text_stays_the_managers_own(bank, login):
    row = draft(bank)
    for show in ("review", "cosign", "said", "left", "omitted"):
        assert row.text.splitlines()[1] not in read(login(bank.head), f"?show={show}")


def test_head_office_reads_masked_names_and_no_letters_by_unit_and_then_by_manager(bank, login):
    approve(draft(bank, 1))
    office = login(bank.head_office)
    page = read(office, "?show=said")
    assert "陈国乙" not in page and "陈*乙" in page and "腊梅" not in page and "会签" not in page
    assert "各机构" in page and "城关支行" in page
    page = read(office, f"?show=said&unit={bank.east.pk}")
    assert "各客户经理" in page and "周敏" in page


def test_the_figures_are_per_manager_and_occasion(bank, login):
    approve(draft(bank, 1))
    draft(bank, 2, name="孙小梅")
    draft(bank, 3, name="何平平", manager=bank.backup)
    left_out(bank, 4)
    answer = login(bank.head).get(TEAM)
    counts = {line.name: dict(line.cells) for line in answer.context["team"]}
    assert counts == {
        "周敏": {"待审阅": 1, "已定稿": 1, "跳过与过期": 0, "本节不问候": 1},
        "李航": {"待审阅": 1, "已定稿": 0, "跳过与过期": 0, "本节不问候": 0},
    }
    assert [(card.code, card.done, card.total, card.omitted) for card in answer.context["occasions"]] == [
        ("new_year", 1, 3, 1)
    ]


def test_what_expired_unread_was_not_looked_at(bank, login):
    approve(draft(bank, 1))
    late = draft(bank, 2, name="孙小梅")
    type(late).objects.filter(pk=late.pk).update(state="expired", reason="没有在期限前定稿")
    answer = login(bank.head).get(TEAM)
    [card] = answer.context["occasions"]
    assert (card.done, card.expired, card.total) == (1, 1, 2) and "1 过期未发" in answer.content.decode()


@pytest.mark.parametrize("show", ["cosign", "review", "said"])
def test_one_row_or_three_cost_the_same_queries(bank, login, django_assert_max_num_queries, show):
    def ask():
        browser = login(bank.head)
        with django_assert_max_num_queries(20) as counted:
            read(browser, f"?show={show}")
        return len(counted)

    def more(number):
        by_hand(bank, number)
        approve(
            draft(bank, number + 1), text=f"陈先生：\n{'梅兰竹菊松柏'[number % 6] * 14}，想起您来了。\n城关支行 周敏"
        )
        draft(bank, number + 2)

    more(10)
    ask()  # fills the cache
    few = ask()
    more(20)
    more(30)
    assert ask() == few


def test_pages_hold_fifty_and_lead_on(bank, login):
    rows = [left_out(bank, number) for number in range(53)]
    head = login(bank.head)
    first = head.get(TEAM + "?show=omitted&code=new_year")
    assert len(first.context["page"].rows) == 50
    second = head.get(first.context["pages"]["next_url"])
    assert len(second.context["page"].rows) == 3 and "code=new_year" in first.context["pages"]["next_url"]
    assert {*first.context["page"].rows, *second.context["page"].rows} == set(rows)


def test_the_navigation_leads_there_and_counts_what_waits(bank, login):
    by_hand(bank)
    page = login(bank.head).get("/").content.decode()
    assert f'href="{TEAM}"' in page
    assert [item["count"] for item in login(bank.head).get("/").context["nav"] if item["label"] == "问候"] == [1]
    assert f'href="{reverse("greeting_list")}"' in login(bank.manager).get("/").content.decode()


def test_a_client_who_moved_is_signed_for_by_the_head_he_belongs_to_now(bank, login):
    row = by_hand(bank)
    Client.objects.filter(pk=row.client_id).update(unit=bank.west, manager=bank.stranger)
    assert sign(login(bank.head), row).status_code == 404
    assert sign(login(bank.other_head), row).status_code == 302


def test_nonsense_in_the_address_shows_the_usual_list(bank, login):
    guest(bank, 1)
    draft_greetings(now=NOW)
    for query in ("?show=x&code=%27&manager=&after=9", f"?code={'x' * 300}"):
        read(login(bank.head), query)
    for query in (
        "?manager=abc",
        "?unit=-1",
        "?manager=99999999",
        f"?manager={bank.stranger.pk}",
        f"?unit={bank.west.pk}",
    ):
        assert login(bank.head).get(TEAM + query).status_code == 404, query
    assert Greeting.objects.count() == 1
