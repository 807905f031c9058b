"""The card 人脉 on the client page: who sees what, adding, confirming, changing, opening (O14, O20, DOS-R1, DOS-R4)."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clients.models import Consent, Fact
from staff.models import AuditEvent, CoverPeriod
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
HX = {"HX-Request": "true"}
PLAIN, SECRET, OWN = "清早去水库钓鱼", "腿脚不好要人扶", "想把女儿的嫁妆存在本行"


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def known(bank):
    """A client who agreed, with a plain fact, a sensitive one, and one for the author and the head."""
    factories.consent(bank.mine, purpose="dossier", via="any")
    factories.consent(bank.mine, purpose="sensitive", via="any", item="行动不便")
    bank.plain = factories.fact(bank.mine, PLAIN, by=bank.manager)
    bank.secret = factories.fact(bank.mine, SECRET, kind="service", item="行动不便", by=bank.manager)
    bank.own = factories.fact(bank.mine, OWN, kind="intention", seen_by="head", by=bank.manager)
    return bank


def page(browser, client):
    return browser.get(reverse("client_detail", args=[client.pk])).content.decode()


def add(browser, client, text="喜欢听戏", headers=None, **fields):
    data = {"text": text, "kind": "hobby", **fields}
    return browser.post(reverse("fact_add", args=[client.pk]), data, headers=headers or {})


SEEN = {
    "manager": {PLAIN, OWN}, "backup": {PLAIN}, "head": {PLAIN, OWN}, "cover": {PLAIN}, "head_office": set(), "compliance": set(),
    "auditor": set(), "sysadmin": set(), "stranger": set(), "other_head": set(),
}  # fmt: skip


def test_who_sees_which_fact_and_nobody_a_sensitive_one_uncovered(known, login):
    known.cover = factories.user(unit=known.east)
    CoverPeriod.objects.create(absent=known.manager, cover=known.cover, starts_on=NOW.date(), ends_on=NOW.date())
    for person, seen in SEEN.items():
        text = page(login(getattr(known, person)), known.mine)
        assert {words for words in (PLAIN, OWN, SECRET) if words in text} == seen, person
        assert ("敏感信息，已遮盖" in text) is bool(seen), person
        assert "行动不便" not in text or seen or person == "compliance", person


def test_on_paper_a_sensitive_one_is_not_even_a_line(known, login):
    text = page(login(known.manager), known.mine)
    assert f'<li id="fact_{known.secret.pk}" class="no-print">' in text and f'<li id="fact_{known.plain.pk}">' in text


def test_a_fact_shows_where_it_came_from_and_who_wrote_it(known, login):
    text = page(login(known.backup), known.mine)
    assert "客户自述，6月1日，周敏" in text and "2 条" in text


def test_one_line_writes_a_fact_and_leads_back_to_the_card(known, login):
    answer = add(login(known.manager), known.mine, months="6", source="seen", seen_by="head")
    assert (answer.status_code, answer.url) == (302, f"/clients/{known.mine.pk}/#facts")
    row = Fact.objects.latest("pk")
    assert (row.text, row.good_until, row.source, row.seen_by) == ("喜欢听戏", date(2027, 5, 18), "seen", "head")
    piece = add(login(known.manager), known.mine, "爱下象棋", headers=HX).content.decode()
    assert piece.strip().startswith('<section class="card" id="facts"') and "爱下象棋" in piece and "已记下" in piece


REFUSED = (
    ("有糖尿病", {}, "不记病情"), ("钓" * 201, {}, "最多 200 个字"), ("喜欢钓鱼🎣", {}, "表情"), ("", {}, "请写一句话"),
    ("孙子今年六岁", {}, "「未满十四岁的孩子」的单独同意"), ("喜欢听戏", {"kind": "gossip"}, "类别"), ("喜欢听戏", {"months": "999"}, "999"),
    ("身份证 110101199003072316", {}, "身份证"),
)  # fmt: skip


def test_what_is_refused_is_said_and_stays_typed(known, login):
    before, browser = Fact.objects.count(), login(known.manager)
    for text, fields, word in REFUSED:
        answer = add(browser, known.mine, text, **fields)
        content = answer.content.decode()
        assert answer.status_code == 422 and word in content and (not text or f'value="{text}"' in content), text
    assert Fact.objects.count() == before


def card(text):
    """人脉, without what the page says elsewhere."""
    return text.split('id="facts"')[1].split("</section>")[0]


def test_without_consent_the_card_offers_the_sentence_to_ask_with_and_the_answer_opens_it(bank, login):
    factories.fact(bank.mine, PLAIN)
    browser = login(bank.manager)
    text = page(browser, bank.mine)
    assert (
        "可以这样问" in text
        and "还不能记" in text
        and PLAIN not in text
        and "checked" not in text.split('id="facts"')[1].split("</section>")[0]
    )
    answer = {"purpose": "dossier", "method": "face", "on": "2026-11-18", "seen": "", "status": "granted"}
    assert browser.post(reverse("client_consent", args=[bank.mine.pk]), answer).status_code == 302
    assert (Consent.objects.get().via, Consent.objects.get().evidence) == ("any", "当面")
    text = page(browser, bank.mine)
    assert PLAIN in text and "可以这样问" not in card(text)


def test_a_no_is_kept_and_nobody_asks_for_180_days(bank, login):
    browser = login(bank.manager)
    answer = {"purpose": "dossier", "method": "face", "on": "2026-11-18", "seen": ""}
    browser.post(reverse("client_consent", args=[bank.mine.pk]), answer | {"status": "refused"})
    text = page(browser, bank.mine)
    assert "2027年5月17日前不再询问" in card(text) and "可以这样问" not in card(text)
    again = browser.post(
        reverse("client_consent", args=[bank.mine.pk]), answer | {"status": "granted", "seen": "dossier:refused"}
    )
    assert again.status_code == 422 and "客户本人重新提出" in again.content.decode()


def test_a_sensitive_consent_names_its_item(bank, login):
    browser, path = login(bank.manager), reverse("client_consent", args=[bank.mine.pk])
    answer = {
        "purpose": "sensitive",
        "method": "paper",
        "on": "2026-11-18",
        "seen": "",
        "status": "granted",
        "item": "",
    }
    refused = browser.post(path, answer)
    assert refused.status_code == 422 and "请选择客户说的是哪一项" in refused.content.decode()
    browser.post(path, answer | {"item": "听力不便"})
    browser.post(path, answer | {"item": "行动不便"})
    assert sorted(Consent.objects.values_list("item", flat=True)) == ["听力不便", "行动不便"]
    assert "听力" not in str(list(AuditEvent.objects.values()))
    assert add(browser, bank.mine, "耳背，慢慢说", kind="service").status_code == 302
    assert "耳背" not in page(browser, bank.mine)


def test_a_withdrawal_hides_at_once(known, login):
    browser = login(known.manager)
    answer = {
        "purpose": "dossier",
        "method": "phone",
        "on": "2026-11-18",
        "seen": "dossier:granted",
        "status": "withdrawn",
    }
    browser.post(reverse("client_consent", args=[known.mine.pk]), answer)
    text = page(browser, known.mine)
    assert "15 天内删除" in text and PLAIN not in text and OWN not in text
    assert browser.post(reverse("fact_confirm", args=[known.plain.pk])).status_code == 404


def test_a_stale_fact_asks_and_one_tap_confirms(known, login):
    Fact.objects.filter(pk=known.plain.pk).update(good_until=date(2026, 10, 1))
    browser = login(known.backup)
    assert "10月1日到期，还对吗" in page(browser, known.mine)
    piece = browser.post(reverse("fact_confirm", args=[known.plain.pk]), headers=HX).content.decode()
    assert "还对吗" not in piece and "已确认" in piece
    assert Fact.objects.get(pk=known.plain.pk).good_until == date(2027, 11, 18)


def test_what_changed_is_rewritten_and_what_was_wrong_goes(known, login):
    browser, path = login(known.manager), reverse("fact_change", args=[known.plain.pk])
    assert PLAIN in browser.get(path, headers=HX).content.decode()
    refused = browser.post(path, {"text": "难缠"})
    assert refused.status_code == 422 and "难缠" in refused.content.decode()
    assert browser.post(path, {"text": "改骑车了"}).status_code == 302
    new = Fact.objects.latest("pk")
    assert (new.text, Fact.objects.get(pk=known.plain.pk).end_reason) == ("改骑车了", "changed")
    piece = browser.post(reverse("fact_change", args=[new.pk]), {"end": "1", "text": ""}, headers=HX)
    assert piece.headers["HX-Retarget"] == "#facts" and "改骑车了" not in piece.content.decode()


def test_a_sensitive_one_opens_with_a_reason_that_is_kept(known, login):
    browser, path = login(known.backup), reverse("fact_open", args=[known.secret.pk])
    assert SECRET not in browser.get(path).content.decode()
    refused = browser.post(path, {"reason": ""})
    assert refused.status_code == 422 and SECRET not in refused.content.decode()
    answer = browser.post(path, {"reason": "business"})
    assert SECRET in answer.content.decode() and answer.headers["Refresh"].startswith("30;")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor_no, event.reason) == ("reveal", known.backup.employee_no, "办理业务")
    assert SECRET not in str(list(AuditEvent.objects.values()))


def test_who_may_not_see_a_fact_cannot_open_it_by_its_address(known, login):
    for person in ("backup", "stranger"):
        for name in ("fact_change", "fact_open", "fact_confirm"):
            assert login(getattr(known, person)).post(reverse(name, args=[known.own.pk])).status_code == 404


@pytest.mark.parametrize("rows", [5, 200])
def test_the_price_does_not_grow_with_the_facts(known, login, django_assert_num_queries, rows):
    about = {"kind": "work", "learned_on": date(2026, 6, 1), "good_until": date(2027, 6, 1), "by": known.manager}
    Fact.objects.bulk_create(Fact(client=known.mine, text=f"第{number}件", **about) for number in range(rows))
    browser = login(known.manager)
    browser.get("/search/")  # the frame's own five-minute figures
    with django_assert_num_queries(14):
        assert f"第{rows - 1}件" in page(browser, known.mine)


def test_nobody_learns_by_guessing_what_he_may_not_read(known, login):
    """A nearly equal sentence is offered only to who reads the one that stands; what was taken back is not ticked either."""
    Fact.objects.filter(pk=known.own.pk).update(created_at=NOW)
    near = {"text": OWN + "里", "kind": "intention"}
    assert OWN in add(login(known.manager), known.mine, **near).content.decode()
    assert add(login(known.backup), known.mine, **near).status_code == 302
    Consent.objects.filter(purpose="dossier").update(status="withdrawn")
    browser = login(known.manager)
    assert "已经记过差不多" not in add(browser, known.mine, **near).content.decode()
    assert browser.post(reverse("call_sheet_used", args=[known.mine.pk]), {"used": [known.plain.pk]}).status_code == 422


def test_what_the_head_puts_right_stays_with_its_author(known, login):
    login(known.head).post(reverse("fact_change", args=[known.own.pk]), {"text": "想把嫁妆存成三年"})
    row = Fact.objects.latest("pk")
    assert (row.by, row.seen_by) == (known.manager, "head")
