"""记一笔 and 作废 through the real pages."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clients.models import ContactLog, Promise
from staff.models import CalendarDay
from tests import factories
from tests.laws import examples
from tests.numbers import KEPT_OUT, SPACED

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))  # a Wednesday
HX = {"HX-Request": "true"}
SAID = "客户说厂房按揭想先付三成，下周给他利率测算。"
CALL = {
    "kind": "call", "direction": "out", "reached": "client", "outcome": "interested", "note": SAID, "minutes": "5",
    "next_step": "给利率测算", "next_on": "2026-11-25", "occurred_at": "2026-11-18T09:40",
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def path(client):
    return f"/clients/{client.pk}/contacts/"


@pytest.mark.parametrize("person", ["manager", "backup", "head"])
def test_a_contact_is_logged_and_the_due_date_moves(bank, login, person):
    answer = login(getattr(bank, person)).post(path(bank.mine), CALL, follow=True)
    row = ContactLog.objects.get()
    bank.mine.refresh_from_db()
    assert (row.by, row.seconds, row.outcome, row.is_effective) == (getattr(bank, person), 300, "interested", True)
    assert (row.next_step, row.next_on) == ("给利率测算", date(2026, 11, 25))
    assert bank.mine.last_effective_on == date(2026, 11, 18) and bank.mine.next_due_on == date(2027, 1, 15)
    assert answer.redirect_chain == [(f"/clients/{bank.mine.pk}/", 302)]
    assert "已记下，计为有效联系" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 9])
def test_saving_asks_twelve_times_whatever_is_promised(bank, login, rows):
    """What is written comes on top; nothing is in the cache but the frame's own figures."""
    owed = {"owes": "staff", "owed_by": bank.manager, "due_on": NOW.date(), "origin": "hand"}
    Promise.objects.bulk_create(Promise(client=bank.mine, what=f"事{n}", **owed) for n in range(rows))
    more = {"owes": "client", "what": "带资料来", "due_on": "2026-11-25", "keep": "on", "was": "[]"}
    data = CALL | {f"promise-{n}-{name}": value for n in range(rows) for name, value in more.items()}
    browser = login(bank.manager)
    browser.get("/search/")
    with CaptureQueriesContext(connection) as found:
        assert browser.post(path(bank.mine), data).status_code == 302
    assert sum(query["sql"].startswith("SELECT") for query in found.captured_queries) == 12
    with CaptureQueriesContext(connection) as found:
        browser.get(path(bank.mine))
    assert len(found) == 8


def test_a_manager_of_another_branch_cannot(bank, login):
    browser = login(bank.stranger)
    assert browser.get(path(bank.mine)).status_code == 404
    assert browser.post(path(bank.mine), CALL).status_code == 404
    assert browser.post(path(bank.mine), CALL, headers=HX).status_code == 404
    assert not ContactLog.objects.exists()


@pytest.mark.parametrize("person", ["head_office", "compliance", "auditor"])
def test_overseers_do_not_write(bank, login, person):
    assert login(getattr(bank, person)).post(path(bank.mine), CALL).status_code == 403


def test_what_does_not_count_is_said_with_the_reason(bank, login):
    data = {**CALL, "reached": "relative", "next_step": "", "next_on": "", "outcome": ""}
    text = login(bank.manager).post(path(bank.mine), data, follow=True).content.decode()
    assert "不计为有效联系" in text and "没有与客户本人沟通" in text
    bank.mine.refresh_from_db()
    assert bank.mine.last_effective_on is None


@pytest.mark.parametrize(
    ("reached", "said"), [("nobody", "未接，已记下；"), ("refused", "拒接，已记下；"), ("wrong", "先核对号码")]
)
def test_who_was_not_reached_is_told_when_to_try_again_and_no_rules(bank, login, reached, said):
    data = {**CALL, "reached": reached, "next_step": "", "next_on": "", "outcome": ""}
    text = login(bank.manager).post(path(bank.mine), data, follow=True).content.decode()
    assert said in text and "有效联系：" not in text


def test_with_htmx_the_page_is_told_where_to_go(bank, login):
    answer = login(bank.manager).post(path(bank.mine), {**CALL, "next": "/"}, headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/")


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\x00",
        "/a\r\nb",
        "/a\nSet-Cookie: x=1",
        "/a\x00b",
        "/a\x1b[2J",
        "/a\u2028b",
        "/a\u200bb",
        "/" + "a" * 3000,
    ],
)
@pytest.mark.parametrize("headers", [{}, HX])
def test_it_never_leads_elsewhere(bank, login, next_, headers):
    """Nor does an address that fits no header end in an error after the contact was saved."""
    answer = login(bank.manager).post(path(bank.mine), {**CALL, "next": next_}, headers=headers)
    assert (answer.headers.get("HX-Redirect") or answer.url) == f"/clients/{bank.mine.pk}/"
    assert ContactLog.objects.count() == 1


@pytest.mark.parametrize(("next_", "header"), [("/clients/?q=陈", "/clients/?q=%E9%99%88"), ("/a%0D%0Ab", "/a%0D%0Ab")])
def test_an_address_in_chinese_is_written_as_a_header_writes_it(bank, login, next_, header):
    answer = login(bank.manager).post(path(bank.mine), {**CALL, "next": next_}, headers=HX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, header)


REFUSED = [
    ("note", "", "至少 10 个字"), ("note", "字" * 2001, "2000"), ("note", "卡号 4111111111111111 客户要求记下来", "银行卡号"),
    *(("note", f"{SAID}{written}", word) for written, word in KEPT_OUT.items()), ("next_step", SPACED, "请删去或只留末四位。"),
    ("note", "\x00" + SAID, "空字符"), ("next_on", "2026-02-30", "有效的日期"), ("next_on", "2026-11-17", "不能早于今天"),
    ("next_on", "2031-01-01", "一年以内"), ("next_step", "", "写明下一步"), ("next_step", "字" * 81, "80"),
    ("minutes", "-5", "大于或等于"), ("minutes", str(10**25), "小于或等于"), ("minutes", "三分钟", "整数"), ("kind", "dove", "dove"),
    ("kind", "", "必填"), ("occurred_at", "2026-11-19T09:00", "不能晚于现在"), ("occurred_at", "2026-01-01T09:00", "31 天"),
    ("occurred_at", "gestern", "有效的日期"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "typed", "words"), REFUSED)
@pytest.mark.parametrize("headers", [{}, HX])
def test_a_refused_entry_says_why_at_the_field_and_keeps_what_was_typed(bank, login, field, typed, words, headers):
    answer = login(bank.manager).post(path(bank.mine), {**CALL, field: typed}, headers=headers)
    text = answer.content.decode()
    assert answer.status_code == 422 and not ContactLog.objects.exists()
    assert any(words in error for error in answer.context["form"].errors[field])
    assert f'id="id_{field}_error"' in text and 'aria-invalid="true"' in text
    kept = "给利率测算" if field == "note" else SAID
    assert kept in text and (field != "note" or typed.strip("\x00") in text)
    assert ("<html" in text) == (not headers)


def test_what_is_folded_away_opens_when_it_is_wrong(bank, login):
    browser = login(bank.manager)
    assert '<details class="more">' in browser.get(path(bank.mine)).content.decode()
    wrong = browser.post(path(bank.mine), {**CALL, "occurred_at": "gestern"}).content.decode()
    assert '<details class="more" open>' in wrong


def test_the_fragment_is_the_piece_of_the_page(bank, login):
    browser = login(bank.manager)
    piece = browser.get(path(bank.mine) + "?next=/", headers=HX).content.decode().strip()
    whole = browser.get(path(bank.mine) + "?next=/").content.decode()
    assert piece.startswith('<form id="contact_form"') and piece.endswith("</form>")
    assert [line for line in piece.splitlines() if "csrf" not in line and line not in whole] == []
    assert 'name="next" value="/"' in piece


def test_the_quick_dates_are_working_days(bank, login):
    CalendarDay.objects.create(date=date(2026, 12, 2), is_workday=False, name="停业")
    with time_machine.travel(NOW + timedelta(days=3), tick=False):  # a Saturday; 30 days later is Monday, 21 December
        form = login(bank.manager).get(path(bank.mine)).context["form"]
        soon = [(23, "下个工作日"), (30, "一周后"), (7, "两周后"), (21, "一个月后")]
        assert [(day.day, words) for day, words in form.soon] == soon
    form = login(bank.manager).get(path(bank.mine)).context["form"]
    assert [str(day) for day, _words in form.soon] == ["2026-11-19", "2026-11-25", "2026-12-03", "2026-12-18"]


def test_four_byte_characters_and_a_full_note_are_kept(bank, login):
    note = "𠮷" * 1990 + "<b>&"
    login(bank.manager).post(path(bank.mine), {**CALL, "note": note})
    assert ContactLog.objects.get().note == note
    assert "&lt;b&gt;&amp;" in login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()


@pytest.mark.parametrize(
    ("person", "status"), [("manager", 302), ("head", 302), ("backup", 403), ("stranger", 404), ("auditor", 403)]
)
def test_the_author_and_the_head_strike(bank, login, person, status):
    row = factories.contact(bank.mine, NOW - timedelta(days=1), by=bank.manager)
    answer = login(getattr(bank, person)).post(f"/contacts/{row.pk}/strike/", {"reason": "记到了别的客户"})
    row.refresh_from_db()
    assert answer.status_code == status and (row.struck_at is not None) == (status == 302)


def test_striking_needs_a_reason_and_happens_once(bank, login):
    row = factories.contact(bank.mine, NOW - timedelta(days=1), by=bank.manager)
    browser, strike = login(bank.manager), f"/contacts/{row.pk}/strike/"
    for reason in ("", "  ", "\x00", "字" * 201, *KEPT_OUT):
        answer = browser.post(strike, {"reason": reason})
        assert answer.status_code == 422 and "没有作废" in answer.content.decode()
        assert reason.replace("\x00", "") in answer.content.decode() and answer.context["form"].errors["reason"]
    assert "已作废，应联系日" in browser.post(strike, {"reason": "记错"}, follow=True).content.decode()
    assert "这条记录已经作废" in browser.post(strike, {"reason": "又一次"}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.strike_reason == "记错"


VALUES = (
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
    | st.sampled_from(
        [
            "\x00",
            "𠮷" * 2001,
            "x" * 2001,
            str(10**25),
            "-1",
            "1e5",
            "2026-02-30",
            "0001-01-01T00:00",
            "9999-12-31T23:59",
            "9999-12-31",
        ]
    )
    | st.sampled_from(
        ["call", "out", "in", "client", "nobody", "declined", SAID, "2026-11-25", "2026-11-18T09:40", "5", "on"]
    )
)


@pytest.fixture
def signed_in(bank, login):
    return login(bank.manager)


@examples(by_day=30, at_night=300)
@given(st.dictionaries(st.sampled_from([*CALL, "replied", "next"]), VALUES, max_size=6), st.booleans())
def test_no_entry_breaks_the_form(bank, signed_in, changes, fragment):
    answer = signed_in.post(path(bank.mine), {**CALL, **changes}, headers=HX if fragment else {})
    assert answer.status_code in (204, 302, 422), changes
