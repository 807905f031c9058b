"""The client list."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.actions.search import replace_tokens
from clients.models import Client, DoNotDisturb
from tests import factories
from tests.laws import examples
from tests.texts import SIGNS
from tiers.models import TierThreshold

HX = {"HX-Request": "true"}
FUZZ = examples(by_day=25, at_night=100)
FILTERED = {
    "tier=top": "甲",
    "tier=none": "丁",
    "due=overdue": "甲",
    "due=now": "乙甲",
    "due=week": "丙乙",
    "due=never": "丁乙甲",
    "band=20": "丙",
    "tier=vip&due=now": "乙",
}


def names(answer):
    return [client.name for client in answer.context["page"]["rows"]]


@pytest.mark.parametrize(
    ("person", "expected"),
    [("manager", ["陈国强"]), ("head", ["陈国强"]), ("stranger", ["何丽华"]), ("head_office", ["陈国强", "何丽华"])],
)
def test_each_sees_the_clients_within_reach(bank, login, person, expected):
    assert sorted(names(login(getattr(bank, person)).get("/clients/"))) == sorted(expected)


def test_a_manager_reads_figures_and_dates(bank, login):
    late = date.today() - timedelta(days=3)
    Client.objects.filter(pk=bank.mine.pk).update(average=Decimal("2350000"), next_due_on=late)
    text = login(bank.manager).get("/clients/").content.decode()
    assert "235.00" in text and "已逾期" in text and "100****2207" in text and "10012342207" not in text
    assert "共 1 户" in text


@pytest.mark.parametrize(
    ("person", "amount", "name"),
    [
        ("head", True, "陈国强"),
        ("auditor", True, "陈*强"),
        ("head_office", False, "陈*强"),
        ("compliance", False, "陈*强"),
    ],
)
def test_amounts_and_names_are_for_those_who_may(bank, login, person, amount, name):
    Client.objects.filter(pk=bank.mine.pk).update(average=Decimal("2350000"))
    text = login(getattr(bank, person)).get("/clients/?sort=average").content.decode()
    assert (
        name in text
        and ("235.00" in text)
        == ('name="band"' in text)
        == ("sort=average" in text or "sort=-average" in text)
        == amount
    )


def test_hidden_amounts_cannot_be_asked_for(bank, login):
    """Neither the band nor the order may tell an amount that is not shown."""
    Client.objects.filter(pk=bank.mine.pk).update(average=Decimal("2350000"))
    answer = login(bank.compliance).get("/clients/?band=0&sort=average")
    assert len(names(answer)) == 2 and answer.context["sort"] == "due"


def test_the_filters_narrow(bank, login):
    today = date.today()
    spec = {
        "甲": ("top", today - timedelta(days=1)),
        "乙": ("vip", today),
        "丙": ("vip", today + timedelta(days=5)),
        "丁": ("", None),
    }
    for name, (tier, due) in spec.items():
        factories.client(unit=bank.west, manager=bank.stranger, name=name, tier=tier, next_due_on=due)
    Client.objects.filter(name="丙").update(last_effective_on=today, average=Decimal("300000"))
    bank.theirs.delete()
    browser = login(bank.stranger)
    for query, found in FILTERED.items():
        assert "".join(sorted(names(browser.get(f"/clients/?{query}")))) == found, query


def test_what_is_missing_and_who_is_near_are_filters_too(bank, login):
    """The lines are the bank's own: a trader's are others than a person's."""
    vip = TierThreshold.objects.get(policy__tier="vip", group="person").minimum
    spec = {
        "缺邮箱": {"email": "", "tier": "vip"},
        "勿扰": {"tier": "vip"},
        "差一点": {"tier": "standard", "average": vip - 99_999},
        "差得多": {"tier": "standard", "average": vip - 100_001},
        "个体": {"tier": "standard", "average": vip - 99_999, "kind": "corporate"},
        "腊月": {"celebrates": "solar", "birthday": 1231},
        "没B角": {"backup": None},
    }
    for name, fields in spec.items():
        base = {"email": f"k{len(name)}@client.example", "backup": bank.backup, "tier": ""}
        factories.client(unit=bank.west, manager=bank.stranger, name=name, **base | fields)
    bank.theirs.delete()
    DoNotDisturb.objects.create(client=Client.objects.get(name="勿扰"), starts_on=date.today(), reason="客户要求")
    browser = login(bank.stranger)
    asked = {"no_email=1": "缺邮箱", "silent=1": "勿扰", "near=1": "差一点", "born=12": "腊月", "no_deputy=1": "没B角"}
    for query, found in {**asked, "no_email=1&near=1": "", "born=13": "", "no_email=": "*"}.items():
        shown = names(browser.get(f"/clients/?{query}"))
        assert len(shown) == len(spec) if found == "*" else shown == [found] * bool(found), query
    assert 'name="near"' not in login(bank.compliance).get("/clients/").content.decode()


def test_the_head_narrows_by_manager(bank, login):
    factories.client(unit=bank.outlet, manager=bank.backup, name="老街客户")
    browser = login(bank.head)
    assert names(browser.get(f"/clients/?manager={bank.backup.pk}")) == ["老街客户"]
    assert names(browser.get(f"/clients/?unit={bank.outlet.pk}")) == ["老街客户"]
    assert "吴琴" not in browser.get("/clients/").content.decode()


def test_what_is_typed_is_posted_and_stays_out_of_the_address(bank, login):
    for client in (bank.mine, factories.client(unit=bank.east, manager=bank.manager, name="赵文博")):
        replace_tokens([(client.pk, client.name, client.phone, True)])
    browser = login(bank.manager)
    answer = browser.post("/clients/?tier=vip&after=5", {"q": "文博"})
    assert (answer.status_code, answer.url) == (302, "/clients/?tier=vip&text=1")
    answer = browser.get(answer.url)
    assert names(answer) == ["赵文博"] and 'value="文博"' in answer.content.decode()
    assert browser.post("/clients/?tier=vip&text=1", {"q": ""}).url == "/clients/?tier=vip"
    assert len(names(browser.get("/clients/?tier=vip"))) == 2


def test_pages_follow_each_other_and_keep_the_filter(bank, login):
    for _ in range(29):
        factories.client(unit=bank.east, manager=bank.manager)
    browser = login(bank.manager)
    first = browser.get("/clients/?tier=vip&sort=number")
    second = browser.get(first.context["page"]["next_url"])
    rows = [client.client_no for client in first.context["page"]["rows"] + second.context["page"]["rows"]]
    assert len(rows) == 30 and rows == sorted(rows)
    assert "tier=vip" in first.context["page"]["next_url"] and not second.context["page"]["next_url"]
    back = browser.get(second.context["page"]["previous_url"])
    assert names(back) == names(first)


@pytest.mark.parametrize("person", ["manager", "head", "head_office"])
def test_names_are_sorted_by_pinyin_over_all_pages(bank, login, person):
    Client.objects.all().delete()
    surnames = "曾白卜蔡曹常陈单程仇區"
    for surname in [*surnames, *reversed(surnames), *"单单单单单单"]:
        factories.client(unit=bank.east, manager=bank.manager, name=f"{surname}伟")
    browser = login(getattr(bank, person))
    first = browser.get("/clients/?sort=name")
    second = browser.get(first.context["page"]["next_url"])
    found = "".join(name[0] for name in names(first) + names(second))
    assert found == "白白卜卜蔡蔡曹曹常常陈陈程程區區仇仇单单单单单单单单曾曾"
    assert names(browser.get(second.context["page"]["previous_url"])) == names(first)


def test_one_s_own_list_is_counted_to_the_end_and_a_whole_bank_is_not(bank, login):
    Client.objects.bulk_create(
        Client(unit=bank.east, manager=bank.manager, client_no=f"7{n:07}", name="客户", assigned_on=date(2026, 1, 5))
        for n in range(1001)
    )
    for person, count in (("manager", "共 1,002 户"), ("head", "共 1,002 户"), ("head_office", "超过 1,000 户")):
        assert count in login(getattr(bank, person)).get("/clients/").content.decode(), person


@pytest.mark.parametrize("sort", ["number", "-name", "last", "-last", "-due", "average", "-average"])
def test_every_order_goes_both_ways_over_all_pages(bank, login, sort):
    for number in range(27):
        on = date(2026, 1, 1 + number % 5) if number % 3 else None
        factories.client(
            unit=bank.east, manager=bank.manager, last_effective_on=on, next_due_on=on, average=number % 4 or None
        )
    browser = login(bank.head)
    first = browser.get(f"/clients/?sort={sort}")
    second = browser.get(first.context["page"]["next_url"])
    rows = [client.pk for answer in (first, second) for client in answer.context["page"]["rows"]]
    assert len(rows) == len(set(rows)) == Client.objects.visible_to(bank.head).count()
    assert names(browser.get(second.context["page"]["previous_url"])) == names(first)
    text = first.content.decode()
    assert ('aria-sort="descending"' in text) != ('aria-sort="ascending"' in text)


@pytest.mark.parametrize(
    "asked", ["unit={west}", "unit=999999", "manager={stranger}", "manager=x", "unit={west}&tier=vip"]
)
def test_who_names_somebody_out_of_reach_gets_nothing_never_everybody(bank, login, asked):
    query = asked.format(west=bank.west.pk, stranger=bank.stranger.pk)
    assert login(bank.head).get(f"/clients/?{query}").status_code == 404
    assert names(login(bank.head).get("/clients/?tier=nonsense")) == []


def test_a_manager_reads_no_column_of_himself_and_whose_the_others_are(bank, login):
    factories.client(unit=bank.east, manager=bank.backup, backup=bank.manager, name="赵文博")
    text = login(bank.manager).get("/clients/").content.decode()
    assert '<th scope="col">管户</th>' not in text and text.count("李航 管户") == 1
    assert '<th scope="col">管户</th>' in login(bank.head).get("/clients/").content.decode()


def test_nothing_found_and_nothing_there_are_two_things(bank, login):
    browser = login(bank.manager)
    assert "没有符合条件的客户" in browser.get("/clients/?tier=top").content.decode()
    Client.objects.all().delete()
    assert "还没有客户" in browser.get("/clients/").content.decode()


def test_the_fragment_is_the_piece_of_the_page(bank, login):
    browser = login(bank.manager)
    piece = browser.get("/clients/?tier=vip", headers=HX).content.decode().strip()
    assert piece.startswith('<div id="client_rows">') and piece.endswith("</div>") and "<html" not in piece
    whole = browser.get("/clients/?tier=vip").content.decode()
    assert [line for line in piece.splitlines() if "csrf" not in line and line not in whole] == []


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("person", "queries"), [("manager", 8), ("head", 9), ("head_office", 7)])
@pytest.mark.parametrize("sort", ["", "?sort=name"])
def test_the_price_does_not_grow_with_the_rows(bank, login, django_assert_num_queries, rows, person, queries, sort):
    Client.objects.all().delete()
    for _ in range(rows):
        factories.client(unit=bank.east, manager=bank.manager, backup=bank.backup, next_due_on=date.today())
    browser = login(getattr(bank, person))
    browser.get("/search/")
    with django_assert_num_queries(queries):
        answer = browser.get(f"/clients/{sort}")
    assert len(names(answer)) == rows


TEXT = st.text(SIGNS, max_size=40) | st.sampled_from(
    ["\x00", "𠮷" * 2001, str(10**25), "-1", "2026-02-30", "²", "٣", "%", "top", "now", "20"]
)
KEYS = st.sampled_from(
    ["tier", "due", "band", "unit", "manager", "sort", "after", "before", "text", "q", "[]", "tier[]"]
)


@pytest.fixture
def signed_in(bank, login):
    return login(bank.manager)


@FUZZ
@given(st.lists(st.tuples(KEYS, TEXT), max_size=6), st.sampled_from(["manager", "head", "head_office", "compliance"]))
def test_no_address_breaks_the_list(bank, login, pairs, person):
    answer = login(getattr(bank, person)).get("/clients/", query_params=dict(pairs))
    assert answer.status_code in (200, 400, 404), pairs
    names_somebody = any(key in ("unit", "manager") for key, _value in pairs)
    assert answer.status_code == 200 or names_somebody or any("\x00" in value for _key, value in pairs)


@FUZZ
@given(TEXT)
def test_no_words_break_the_box(signed_in, text):
    answer = signed_in.post("/clients/", {"q": text.encode("utf-8", "ignore").decode()})
    assert answer.status_code == 302 and signed_in.get(answer.url).status_code == 200
