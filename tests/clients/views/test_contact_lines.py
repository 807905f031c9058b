"""一句话记一笔: the line is read back, changed by hand where it is wrong, and saved as one whole."""

import re
from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from clients.models import ContactLog, Fact, Promise
from staff.models import AuditEvent
from tests import factories
from tests.clients.views.desk import CARD, HX, LINE, NOW, UNSURE, Desk, typed_in
from tests.laws import examples


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def desk(bank, login):
    """The manager at 记一笔 of his client, who agreed to 人脉档案."""
    factories.consent(bank.mine, purpose="dossier", via="any")
    return Desk(login(bank.manager), bank.mine)


def row(form, number=0):
    return {field.name: field.value() for field in form.promise_rows[number]}


def test_one_line_becomes_a_contact_a_promise_and_a_fact(bank, desk):
    typed = desk.read(LINE)
    assert not ContactLog.objects.exists() and not Promise.objects.exists()  # nothing is saved unseen
    assert not AuditEvent.objects.exists()  # who has the form open has left his trace
    said = {name: typed[name] for name in ("kind", "reached", "minutes", "note", "occurred_at", "direction")}
    assert list(said.values()) == ["call", "client", "10", LINE, "2026-11-30T10:20", "out"]
    assert "周三 12月2日" in desk.text and len(re.findall("<mark", desk.text)) >= 5
    answer = desk.save(typed)
    contact, promise, fact = ContactLog.objects.get(), Promise.objects.get(), Fact.objects.get()
    assert (answer.status_code, contact.note, contact.seconds, contact.is_effective) == (204, LINE, 600, True)
    assert (promise.due_on, promise.owed_by, promise.log) == (date(2026, 12, 2), bank.manager, contact)
    assert (contact.next_on, contact.next_step) == (promise.due_on, promise.what)
    assert (fact.kind, fact.text, fact.log) == ("family", "孩子明年高考", contact)
    said = desk.browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "计为有效联系" in said and "答应的事：周三 12月2日" in said and "新知道的 1 件" in said


def test_what_comes_twice_is_written_once(desk):
    typed = desk.read(LINE)
    assert [desk.save(typed).status_code for _again in range(2)] == [204, 204]
    assert (ContactLog.objects.count(), Promise.objects.count(), Fact.objects.count()) == (1, 1, 1)


def test_a_line_that_nobody_saw_read_back_is_shown_first(desk):
    answer = desk.save(desk.opened(), line=LINE)
    assert answer.status_code == 422 and "<mark" in answer.content.decode() and not ContactLog.objects.exists()
    assert desk.save(typed_in(answer.context["form"])).status_code == 204


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [("kind", "wecom"), ("reached", "relative"), ("minutes", "25"), ("note", "我自己写的一句备注，不是听来的")],
)
def test_what_a_person_wrote_is_never_overwritten(desk, name, by_hand):
    typed = desk.read(LINE, **{name: by_hand})
    assert typed[name] == by_hand
    again = desk.read(f"{LINE}，还聊了理财", typed)
    assert again[name] == by_hand and desk.form.numbers[name] == 0


def test_a_field_that_was_touched_is_his_even_if_it_says_the_same(desk):
    typed = desk.read(LINE, touched="kind")
    assert desk.read("她来网点聊了十分钟", typed)["kind"] == "call"
    assert desk.read("她来网点聊了十分钟", desk.read(LINE))["kind"] == "branch"


def test_a_line_of_two_lines_is_read_once(desk):
    """A browser ends lines in two ways, in the form and in what it keeps of it."""
    typed = desk.read(LINE.replace("，答应", "\n答应"))
    crossed = {name: text.replace("\n", "\r\n") if name in ("line", "note") else text for name, text in typed.items()}
    assert desk.read("她来网点聊了十分钟", crossed)["note"] == "她来网点聊了十分钟"
    assert desk.save(crossed).status_code == 204


def test_what_was_not_said_stays_empty(desk):
    typed = desk.read("客户说厂房想先付三成")
    assert "kind" not in typed and "minutes" not in typed and typed["note"] == "客户说厂房想先付三成"
    assert {"kind"} <= set(desk.save(typed).context["form"].errors)


def test_a_taken_back_line_gives_the_form_back_as_it_was(desk):
    before = desk.opened()
    after = desk.read("", desk.read(LINE))
    assert {name: after.get(name) for name in ("kind", "reached", "note", "minutes")} == {
        name: before.get(name) for name in ("kind", "reached", "note", "minutes")
    }
    assert not desk.form.promise_rows and not desk.form.fact_rows


def test_without_a_day_nothing_is_saved_and_three_are_offered(desk):
    typed = desk.read(UNSURE)
    assert row(desk.form)["due_on"] == "" and typed["occurred_at"] == "2026-11-29T15:00" and "没说几点" in desk.text
    for words in ("周二 12月1日", "周三 12月2日", "周四 12月3日"):
        assert words in desk.text
    refused = desk.save(typed)
    assert refused.status_code == 422 and not ContactLog.objects.exists()
    assert refused.context["form"].promise_rows[0].errors["due_on"] and UNSURE in refused.content.decode()
    assert 'id="id_promise-0-due_on_error"' in refused.content.decode()
    typed = typed_in(refused.context["form"])
    assert desk.save(typed, **{"promise-0-due_on": "2026-12-18"}).status_code == 204
    assert Promise.objects.get().due_on == date(2026, 12, 18)


def test_a_day_that_was_chosen_stays_when_the_line_is_read_anew(desk):
    typed = {**desk.read(UNSURE), "promise-0-due_on": "2026-12-18"}
    desk.read(f"{UNSURE}，她高兴", typed)
    assert len(desk.form.promise_rows) == 1 and row(desk.form)["due_on"] == "2026-12-18"


def test_what_is_unticked_is_not_saved(desk):
    typed = desk.read(UNSURE)
    for name in ("promise-0-keep", "fact-0-keep"):
        typed.pop(name)
    assert desk.save(typed, outcome="declined").status_code == 204
    assert ContactLog.objects.count() == 1 and not Promise.objects.exists() and not Fact.objects.exists()


WRONG = [
    ("due_on", "2026-11-29", "不能早于今天"), ("due_on", "2026-02-30", "有效的日期"), ("due_on", "2031-01-01", "一年以内"),
    ("what", "", "写明答应了什么"), ("what", "字" * 81, "80"), ("what", "密码是 abc123456", "密码"), ("owes", "nobody", "nobody"),
]  # fmt: skip


def test_a_wrong_promise_is_refused_at_its_row(desk):
    typed = desk.read(LINE)
    for name, value, words in WRONG:
        refused = desk.save(typed, **{f"promise-0-{name}": value})
        errors = refused.context["form"].promise_rows[0].errors
        assert refused.status_code == 422 and words in str(errors[name]) and LINE in refused.content.decode()
    assert not ContactLog.objects.exists()


def test_facts_wait_for_the_consent_and_say_how(bank, desk):
    bank.mine.consents.all().delete()
    typed = desk.read(LINE)
    assert "fact-0-keep" not in typed and "还没有同意建立人脉档案" in desk.text and "您看行吗" in desk.text
    refused = desk.save(typed, **{"fact-0-keep": "on"})
    assert refused.status_code == 422 and "人脉档案" in str(refused.context["form"].fact_rows[0].errors["text"])
    assert desk.save(typed).status_code == 204 and not Fact.objects.exists()


def test_a_fact_that_may_not_be_written_is_refused_at_its_row(desk):
    typed = desk.read(LINE)
    for text in ("他得了糖尿病", "字" * 201, "老赖一个", "女儿王小丽在杭州", "😀"):
        refused = desk.save(typed, **{"fact-0-text": text})
        assert refused.status_code == 422 and refused.context["form"].fact_rows[0].errors["text"]
    assert not ContactLog.objects.exists() and not Fact.objects.exists()


@pytest.mark.parametrize("path", ["", "read/"])
def test_a_card_number_is_refused_and_the_line_kept(desk, path):
    answer = desk.browser.post(desk.path + path, {**desk.opened(), "line": CARD}, headers=HX)
    assert answer.status_code == 422 and "银行卡号" in str(answer.context["form"].errors["line"])
    assert CARD in answer.content.decode() and 'id="id_line_error"' in answer.content.decode()


@pytest.mark.parametrize(("line", "words"), [("嗯", "没有听出什么"), ("字" * 501, "500")])
def test_a_line_that_says_nothing_or_too_much_is_told(desk, line, words):
    answer = desk.browser.post(desk.path + "read/", {**desk.opened(), "line": line}, headers=HX)
    assert words in answer.content.decode() and line in answer.content.decode()


@pytest.mark.parametrize(
    ("line", "count"), [("老王、老李和赵会计都答应周三来存款", "三位"), ("张总没接，刘总说下周三来签字", "两位")]
)
def test_a_line_about_several_clients_is_refused_and_kept(desk, line, count):
    answer = desk.browser.post(desk.path, {**desk.opened(), "line": line, "line_read": line}, headers=HX)
    assert f"这句话里像是有{count}客户，请分开记" in str(answer.context["form"].errors["line"])
    assert answer.status_code == 422 and line in answer.content.decode() and not ContactLog.objects.exists()


def test_two_dates_in_one_line_are_two_rows(desk):
    typed = desk.read("给她打了电话，答应周三发利率表，她说下周一带营业执照来")
    assert [(typed[f"promise-{n}-owes"], typed[f"promise-{n}-due_on"]) for n in (0, 1)] == [
        ("staff", "2026-12-02"),
        ("client", "2026-12-07"),
    ]
    assert desk.save(typed).status_code == 204
    assert list(Promise.objects.order_by("due_on").values_list("owes", flat=True)) == ["staff", "client"]


def test_open_promises_are_asked_about_and_closed_with_the_contact_as_proof(bank, desk):
    kept, stays, gone = (factories.promise(bank.mine, what, due_on=NOW.date()) for what in ("送测算", "办卡", "送挂历"))
    typed = desk.read(LINE)
    close = {f"close-{kept.pk}-state": "kept", f"close-{gone.pk}-state": "released"}
    refused = desk.save(typed, **close)
    assert refused.status_code == 422 and not ContactLog.objects.exists()
    assert desk.save(typed, **close, **{f"close-{gone.pk}-words": "挂历已经有了"}).status_code == 204
    states = dict(Promise.objects.filter(pk__in=[kept.pk, stays.pk, gone.pk]).values_list("pk", "state"))
    assert states == {kept.pk: "kept", stays.pk: "open", gone.pk: "released"}
    kept.refresh_from_db()
    assert kept.proof == ContactLog.objects.get()


def test_a_complaint_is_closed_with_the_clients_words_and_may_stay_open(bank, desk, login):
    complaint = factories.promise(bank.mine, "处理投诉", due_on=NOW.date(), owed_by=bank.head, origin="decision")
    head, name = Desk(login(bank.head), bank.mine), f"close-{complaint.pk}"
    typed = head.read(LINE)
    refused = head.save(typed, **{f"{name}-state": "kept"})
    assert refused.status_code == 422 and "客户对处理结果怎么说" in refused.content.decode()
    assert head.save(typed, **{f"{name}-state": "open"}).status_code == 204
    assert (
        head.save(typed, minutes="11", **{f"{name}-state": "kept", f"{name}-words": "客户说满意了"}).status_code == 204
    )
    complaint.refresh_from_db()
    assert complaint.state == "kept"


def test_one_closed_meanwhile_does_not_lose_the_contact(bank, desk):
    promise = factories.promise(bank.mine, due_on=NOW.date())
    typed = desk.read(LINE)
    form = {**typed, f"close-{promise.pk}-state": "kept"}
    Promise.objects.filter(pk=promise.pk).update(state="kept", closed_at=NOW, closed_by=bank.backup)
    assert desk.save(form).status_code == 204 and ContactLog.objects.count() == 1
    assert "李航刚才已经记为「办到了」" in desk.browser.get(f"/clients/{bank.mine.pk}/").content.decode()


def test_nobody_answered_is_one_tap(bank, desk):
    answer = desk.browser.post(desk.path, {"missed": "1", "line": "打了两次", "next": "/"}, headers=HX)
    contact = ContactLog.objects.get()
    assert (answer.headers["HX-Redirect"], contact.reached, contact.kind, contact.note) == (
        "/",
        "nobody",
        "call",
        "打了两次",
    )
    assert desk.browser.post(desk.path, {"missed": "1", "line": CARD}, headers=HX).status_code == 422


def test_nobody_answered_loses_nothing_that_was_typed_beside_it(bank, desk):
    typed = desk.read(LINE)
    assert desk.browser.post(desk.path, {**typed, "missed": "1"}, headers=HX).status_code == 204
    contact = ContactLog.objects.get()
    assert (contact.reached, contact.promises.count(), contact.facts.count()) == ("nobody", 1, 1)


def test_without_javascript_the_reading_is_a_page(bank, desk):
    answer = desk.browser.post(desk.path + "read/", {**desk.opened(), "line": LINE})
    assert answer.status_code == 200 and "<html" in answer.content.decode() and "<mark" in answer.content.decode()


VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "\x00",
        LINE,
        UNSURE,
        CARD,
        "[]",
        "{}",
        '{"kind": 1}',
        "[1, 2]",
        "[[1], [2]]",
        "[" * 9999,
        "9" * 20,
        "2026-12-02",
        "on",
        "client",
        "kept",
    ]
)
NAMES = ("line", "line_read", "was", "touched", "note", "kind", "list", "then", "aim", "promise-0-what", "promise-0-was",
         "promise-0-due_on", "promise-0-keep", "fact-0-text", "fact-0-keep", "fact-0-was", "close-1-state")  # fmt: skip


@examples(by_day=12, at_night=300)
@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=7), st.sampled_from(["", "read/", "draft/"]))
def test_no_line_breaks_the_form(desk, changes, path):
    typed = {"kind": "call", "reached": "client", "direction": "out", "occurred_at": "2026-11-30T10:00", **changes}
    assert desk.browser.post(desk.path + path, typed, headers=HX).status_code in (200, 204, 422), changes


def test_a_line_that_tells_of_a_complaint_asks_for_the_outcome(desk):
    desk.read("他打来电话投诉，说柜面排队太久，聊了五分钟")
    assert "请在「结果」里选「投诉」" in desk.text
    desk.read("他打来电话投诉，说柜面排队太久，聊了五分钟", outcome="complaint")
    assert "请在「结果」里选「投诉」" not in desk.text
    desk.read("给他打了电话，聊了五分钟，没有投诉")
    assert "请在「结果」里选「投诉」" not in desk.text


def test_the_aim_is_read_where_the_words_leave_no_doubt_and_stays_as_it_was_chosen(desk):
    typed = desk.read("上午给他打电话汇报了网点搬家的事，聊了五分钟")
    assert typed["aim"] == "briefing"
    assert desk.read(LINE, typed | {"aim": "care"})["aim"] == "care"
    assert "aim" not in desk.read(LINE)
