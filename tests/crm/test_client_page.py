"""The client page: everything about one client for those within reach, at a fixed price."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client, ContactLog, DoNotDisturb, KeyDate, Promise
from clients.queries.facts import GROUPS
from staff.models import AuditEvent, User
from tests import factories
from tiers.models import RatingRun, TierChange

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
TODAY = NOW.date()
SENTENCE = "年日均 61.24 万元，达到贵宾线 20 万元"
SHOWN = (
    "陈国强", "77000001", "100****2207", "制造业", "大专", "房贷", "周敏（A角）", "李航（B角）", "城关支行", "61.24 万元", "98.50 万元",
    "到优质", "11月17日", "已逾期", "承诺每 60 天联系一次，上次 9月15日 上门，逾期 4 天", "约好 11月16日 回复厂房按揭利率，逾期 2 天",
    SENTENCE, "图外的线为贵宾线 20.00 万元", "先听结论", "陈总", "农历十月十五", "11月23日 星期一", "4****************7", "产品与活动 · 电话", "尊享", "有意向", "有效联系",
)  # fmt: skip


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def full(bank):
    """A client with something in every corner of the page."""
    bank.mine.occupation, bank.mine.education, bank.mine.housing_loan = "制造业", "大专", True
    bank.mine.salutation, bank.mine.hint = "陈总", "先听结论"
    bank.mine.birth_date, bank.mine.celebrates, bank.mine.birthday = date(1966, 11, 26), "lunar", 1015
    bank.mine.next_due_on, bank.mine.last_effective_on = date(2026, 11, 14), date(2026, 9, 15)
    bank.mine.id_mask = "4****************7"
    bank.mine.save()
    factories.balance(bank.mine, "700000.00", data_date=date(2026, 10, 31), average="612400.00")
    factories.balance(bank.mine, "985000.00", data_date=date(2026, 11, 17), average="612400.00")
    factories.consent(bank.mine, status="refused", purpose="marketing", via="call")
    step = {"next_step": "回复厂房按揭利率", "next_on": date(2026, 11, 16)}
    last = NOW - timedelta(days=64)
    factories.contact(bank.mine, last, by=bank.manager, kind="visit", outcome="interested", **step)
    run = RatingRun.objects.create()
    TierChange.objects.create(
        client=bank.mine, run=run, old="standard", new="vip", value=1, sentence=SENTENCE, at=NOW - timedelta(days=20)
    )
    return bank


def page(browser, client):
    return browser.get(f"/clients/{client.pk}/").content.decode()


def test_a_manager_sees_everything_about_his_client(full, login):
    text = page(login(full.manager), full.mine)
    for words in SHOWN:
        assert words in text, words
    assert "10012342207" not in text


@pytest.mark.parametrize("person", ["backup", "head"])
def test_the_backup_and_the_head_see_it_too(full, login, person):
    text = page(login(getattr(full, person)), full.mine)
    assert "陈国强" in text and "61.24 万元" in text and "记一笔" in text


def test_for_a_manager_of_another_branch_it_does_not_exist(full, login):
    browser = login(full.stranger)
    assert browser.get(f"/clients/{full.mine.pk}/").status_code == 404
    assert browser.get(f"/clients/{full.mine.pk}/timeline/").status_code == 404


@pytest.mark.parametrize(
    ("person", "name", "amount"),
    [("head_office", "陈*强", False), ("compliance", "陈*强", False), ("auditor", "陈*强", True)],
)
def test_overseers_read_masked_names_and_amounts_only_if_they_may(full, login, person, name, amount):
    browser = login(getattr(full, person))
    text = page(browser, full.mine) + browser.get(f"/clients/{full.mine.pk}/timeline/").content.decode()
    assert name in text and "陈国强" not in text
    for words in ("61.24", "98.50", "存款走势"):
        assert (words in text) == amount, words
    assert "记一笔" not in text and "作废" not in text


def test_looking_is_recorded(full, login):
    page(login(full.head), full.mine)
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.actor_no) == ("view", full.head.employee_no)


def test_an_empty_page_says_what_nothing_means(bank, login):
    text = page(login(bank.stranger), bank.theirs)
    for words in ("还没有联系过", "还没有数据", "没有未了的事", "没有登记，视同不同意营销", "还没有余额"):
        assert words in text, words


def test_quiet_times_and_status_are_said_first(bank, login):
    DoNotDisturb.objects.create(client=bank.mine, starts_on=TODAY, ends_on=None, reason="丧亲")
    DoNotDisturb.objects.create(
        client=bank.mine, starts_on=date(2026, 1, 1), ends_on=date(2026, 2, 1), reason="过去的事"
    )
    Client.objects.filter(pk=bank.mine.pk).update(status="dormant")
    text = page(login(bank.manager), bank.mine)
    assert "丧亲" in text and "过去的事" not in text and "客户状态：睡眠" in text


def test_the_page_of_the_deceased_asks_for_nothing(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(
        status="deceased", birth_date=date(1966, 11, 26), celebrates="solar", tier="", next_due_on=None
    )
    text = page(login(bank.manager), bank.mine)
    assert "请勿再发问候或营销" in text and "没有联系记录" in text
    assert "第一次联系先聊生活" not in text and "不定期联系，还没有过" not in text and "下次 2" not in text


def test_a_top_client_has_no_tier_above(full, login):
    Client.objects.filter(pk=full.mine.pk).update(tier="top", average=Decimal("9000000"))
    assert "已是最高" in page(login(full.manager), full.mine)


def test_a_struck_contact_stays_visible_with_its_reason(full, login):
    ContactLog.objects.update(struck_at=NOW, struck_by=full.head, strike_reason="记到了别的客户")
    text = page(login(full.manager), full.mine)
    assert 'class="struck"' in text and "记到了别的客户" in text and "作废这条" not in text


def test_only_the_author_and_the_head_may_strike(full, login):
    assert "作废" in page(login(full.manager), full.mine)
    assert "作废" in page(login(full.head), full.mine)
    assert "作废" not in page(login(full.backup), full.mine)


def plant(bank, count):
    for number in range(count):
        factories.contact(bank.mine, NOW - timedelta(hours=number + 1), by=bank.manager, note=f"第{number}次联系")


def test_older_entries_follow_page_by_page_without_gap_or_repeat(bank, login):
    plant(bank, 50)
    browser, seen = login(bank.manager), []
    answer = browser.get(f"/clients/{bank.mine.pk}/")
    for _ in range(5):
        entries = answer.context["entries"]
        seen += [entry.contact.note for entry in entries]
        last = entries[-1].at.isoformat()
        answer = browser.get(f"/clients/{bank.mine.pk}/timeline/", {"before": last}, headers={"HX-Request": "true"})
    assert seen == [f"第{number}次联系" for number in range(50)]


def test_the_timeline_fragment_is_the_piece_of_the_page(bank, login):
    plant(bank, 3)
    browser = login(bank.manager)
    path = f"/clients/{bank.mine.pk}/timeline/"
    piece = browser.get(path, headers={"HX-Request": "true"}).content.decode().strip()
    assert piece.startswith('<div id="timeline">') and piece.endswith("</div>") and "<html" not in piece
    token = piece.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    whole = browser.get(path).content.decode()
    bare = [line.strip() for line in piece.splitlines() if "csrf" not in line]
    assert token and [line for line in bare if line not in whole] == []
    assert "<html" in whole


@pytest.mark.parametrize(
    "before",
    [
        "",
        "gestern",
        "2026-13-40",
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "9" * 3000,
        "２０２６",
    ],
)
def test_a_strange_cursor_is_no_error(bank, login, before):
    assert login(bank.manager).get(f"/clients/{bank.mine.pk}/timeline/", {"before": before}).status_code == 200


@pytest.mark.parametrize("rows", [1, 50])
@pytest.mark.parametrize(("person", "queries"), [("manager", 14), ("head", 13)])
def test_the_price_does_not_grow_with_what_is_known(bank, login, django_assert_num_queries, rows, person, queries):
    plant(bank, rows)
    know(bank, rows)
    browser = login(getattr(bank, person))
    browser.get("/search/")  # the frame's own five-minute figures; nothing of this page is in the cache yet
    with django_assert_num_queries(queries):
        text = browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    last = rows - 1
    for words in (f"爱好{last}", f"消息{last}", "要办0", f"请周敏答复{last}", "纪念0", "周敏（育苗）", "勿扰"):
        assert words in text, words


def know(bank, rows):
    """Facts of three kinds, promises, informations handed on and days, as many as `rows` of each."""
    client, manager = bank.mine, bank.manager
    User.objects.filter(pk=manager.pk).update(skills=["育苗"])
    factories.consent(client, purpose="dossier", via="any")
    DoNotDisturb.objects.create(client=client, scope="calls", starts_on=TODAY, reason="午休")
    kinds = {"hobby": "爱好", "expertise": "育苗", "info": "消息"}
    facts = [
        factories.fact(client, f"{words}{n}", kind=kind, topic=words)
        for kind, words in kinds.items()
        for n in range(rows)
    ]
    owed = {"client": client, "owes": "staff", "owed_by": manager, "made_by": manager, "due_on": TODAY}
    made = [Promise(what=f"要办{n}", origin="none", **owed) for n in range(rows)]
    asked = [fact for fact in facts if fact.kind == "info"]
    made += [
        Promise(what=f"请周敏答复{n}", origin="fact", fact=fact, owed_to=manager, **owed)
        for n, fact in enumerate(asked)
    ]
    Promise.objects.bulk_create(made)
    days = [
        KeyDate(client=client, kind="other", celebrates="solar", number=1200 + n % 28 + 1, note=f"纪念{n}")
        for n in range(rows)
    ]
    KeyDate.objects.bulk_create(days)


def test_of_very_much_the_page_shows_the_first_and_leads_to_all_the_rest(full, login):
    factories.consent(full.mine, purpose="dossier", via="any")
    words, owed = "周末喜欢带外孙女去公园学骑车，常说起老家的枣树", "把两种存期的利息测算表打印好送到厂里"
    for number in range(200):
        good_until = TODAY + timedelta(days=100 if number % 3 else -5)
        kind = GROUPS[number % 12].value
        factories.fact(full.mine, f"{number}：{words}", kind=kind, good_until=good_until, by=full.manager)
    about = {"client": full.mine, "origin": "none", "made_by": full.manager}
    sides = ({"owes": "staff", "owed_by": full.manager}, {"owes": "client"}, {"owes": "staff", "owed_by": full.manager})
    rows = [Promise(what=f"{n}：{owed}", due_on=TODAY - timedelta(days=n), **about, **sides[n % 3]) for n in range(100)]
    Promise.objects.bulk_create(rows)
    plant(full, 30)
    browser = login(full.manager)
    text = page(browser, full.mine)
    assert len(text.encode()) < 60_000
    assert "没有了结的共 101 件" in text and "另有 65 件答应过的事到期" in text and "还有 15 条" in text
    told = browser.get(f"/clients/{full.mine.pk}/facts/all/?kind=family&after=2", headers={"HX-Request": "true"})
    assert told.content.decode().count(words) == 15 and "<html" not in told.content.decode()
    every, address = [], f"/promises/?client={full.mine.pk}"
    while address:
        answer = browser.get(address)
        every += [row.promise.pk for row in answer.context["rows"]]
        assert "回到客户" in answer.content.decode()
        address = answer.context["page"]["next_url"]
    assert len(every) == len(set(every)) == 101 and every[0] == rows[99].pk
    told = browser.get(f"/clients/{full.mine.pk}/facts/all/")
    assert told.content.decode().count(words) == 25 and "下一页" in told.content.decode()
    assert browser.get(f"/clients/{full.mine.pk}/facts/all/?kind=secret").status_code == 404
    assert browser.get(f"/promises/?client={full.theirs.pk}").status_code == 404


def test_what_stands_folded_is_fetched_when_it_is_opened_and_is_a_page_without_a_script(full, login):
    promise = factories.promise(full.mine, "送利率测算", due_on=TODAY)
    contact = ContactLog.objects.latest("pk")
    browser = login(full.manager)
    text, base = page(browser, full.mine), f"/clients/{full.mine.pk}"
    forms = {
        f"{base}/consents/": "consent_form",
        f"{base}/quiet/": "quiet_form",
        f"{base}/reach/": "reach_form",
        f"/promises/{promise.pk}/": 'name="why"',
        f"/contacts/{contact.pk}/strike/": 'name="reason"',
    }
    for address, words in forms.items():
        assert f'<div hx-get="{address}"' in text and f'<a class="link" href="{address}"' in text
        fetched = browser.get(address, headers={"HX-Request": "true"}).content.decode()
        assert words in fetched and "<html" not in fetched
        assert words in browser.get(address).content.decode()
    assert 'name="why"' not in text and "consent_form" not in text


def test_an_absurd_name_does_no_harm(bank, login):
    Client.objects.filter(pk=bank.mine.pk).update(name='<script>alert("长")</script>' + "龘" * 31)
    text = page(login(bank.manager), bank.mine)
    assert "<script>alert" not in text and "龘" * 31 in text


@pytest.mark.parametrize(("scope", "is_silent"), [("all", True), ("calls", False)])
def test_in_do_not_disturb_what_was_promised_waits(full, login, scope, is_silent):
    DoNotDisturb.objects.create(client=full.mine, scope=scope, starts_on=TODAY, reason="丧亲")
    text = page(login(full.manager), full.mine)
    assert ("，勿扰期过后再办。" in text) is is_silent
    assert ('<p class="note alert"><strong>答应过的事' in text) is not is_silent
    assert ("已逾期</strong>" in text) is not is_silent
