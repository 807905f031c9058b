"""名单: a list is carried along from one client to the next, as it was seen."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from clients.models import Client, ContactLog
from clients.queries.lists import LISTS, LONGEST
from staff.models import AuditEvent
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def three(bank, clock):
    """陈国强, 马晓燕 and 孙大海 of one manager, due in this order."""
    others = [
        factories.new_client(unit=bank.east, manager=bank.manager, client_no=number, name=name)
        for number, name in (("77000011", "马晓燕"), ("77000012", "孙大海"))
    ]
    Client.objects.bulk_create(others)
    rows = [bank.mine, *others]
    for days, client in enumerate(rows):
        client.next_due_on = NOW.date() - timedelta(days=9 - days)
        client.tier = "select"
        client.save()
    return rows


def walk(browser, path="/clients/"):
    return browser.get(path).context["walk"]


def kept(bank):
    return cache.get(f"lists-{bank.manager.pk}")


def strip(answer):
    return " ".join(answer.content.decode().split('id="list_place"')[1].split("</nav>")[0].split())


@pytest.mark.parametrize("path", ["/", "/clients/?sort=due", "/clients/?tier=select&sort=due"])
def test_each_row_leads_to_its_place_in_the_list(three, bank, login, path):
    browser = login(bank.manager)
    found, text = walk(browser, path), browser.get(path).content.decode()
    assert found.ids == [client.pk for client in three]
    for number, client in enumerate(three, 1):
        assert f'href="/clients/{client.pk}/?list={found.name}&amp;at={number}"' in text
    middle = browser.get(found.url_of(three[1].pk))
    assert "第 2 位</strong>，共 3 位" in strip(middle)
    for neighbour in (three[0], three[2]):
        assert found.url_of(neighbour.pk).replace("&", "&amp;") in strip(middle)
    assert f'href="{path.replace("&", "&amp;")}"' in strip(middle)


def test_hits_of_a_search_are_a_list_and_only_the_last_is_kept(three, bank, login):
    browser = login(bank.manager)
    for text in ("770000", "7700001", "770000"):
        answer = browser.post("/search/", {"q": text}, headers={"HX-Request": "true"})
    named = answer.context["walk"]
    assert len(named.ids) == 3 and "770000" not in str(kept(bank))
    assert [name for name in kept(bank) if name.startswith("search")] == [named.name]


def test_the_list_stays_as_it_was_seen(three, bank, login):
    browser = login(bank.manager)
    found = walk(browser)
    Client.objects.filter(pk=three[0].pk).update(next_due_on=NOW.date() + timedelta(days=60))
    assert walk(browser, "/").ids == [client.pk for client in three[1:]]
    assert "第 1 位</strong>，共 3 位" in strip(browser.get(found.url_of(three[0].pk)))
    assert walk(browser).name != found.name  # the page, seen anew, is another list


def test_the_same_list_seen_again_is_the_same(three, bank, login):
    browser = login(bank.manager)
    first = walk(browser)
    assert walk(browser) == first and list(kept(bank)) == [first.name]


def test_first_and_last(three, bank, login):
    browser = login(bank.manager)
    found = walk(browser)
    assert "上一位" not in strip(browser.get(found.url_of(three[0].pk)))
    last = strip(browser.get(found.url_of(three[2].pk)))
    assert "走完了" in last and f'href="/lists/{found.name}/"' in last


def test_who_was_handed_over_is_said_without_a_word_about_him(three, bank, login):
    browser = login(bank.manager)
    found = walk(browser)
    Client.objects.filter(pk=three[1].pk).update(manager=bank.stranger, backup=None, unit=bank.west)
    answer = browser.get(found.url_of(three[1].pk))
    text = answer.content.decode()
    assert answer.status_code == 404 and "这位已由吴琴接手" in text
    assert "马晓燕" not in text and "77000011" not in text
    assert found.url_of(three[2].pk).replace("&", "&amp;") in text
    assert AuditEvent.objects.latest("pk").verb == "denied"
    Client.objects.filter(pk=three[1].pk).update(manager=None)
    assert "现在不归您管户" in browser.get(found.url_of(three[1].pk)).content.decode()


@pytest.mark.parametrize("query", ["", "?list=clients-00000000&at=1", "?list=&at=x", "?list=" + "名" * 99, "?at=2"])
def test_an_address_of_no_list_shows_the_client_and_no_strip(three, bank, login, query):
    browser = login(bank.manager)
    walk(browser)
    answer = browser.get(f"/clients/{bank.mine.pk}/{query}")
    assert answer.status_code == 200 and "list_place" not in answer.content.decode()
    assert browser.get(f"/clients/{bank.theirs.pk}/{query}").status_code == 404


def test_no_list_lets_anybody_ask_who_has_a_client(three, bank, login):
    """Only who was on the list one saw is said to be somebody's."""
    browser = login(bank.manager)
    found = walk(browser)
    answer = browser.get(f"/clients/{bank.theirs.pk}/?list={found.name}&at=1")
    assert answer.status_code == 404 and "接手" not in answer.content.decode()


def test_put_off_comes_at_the_end(three, bank, login):
    browser = login(bank.manager)
    found = walk(browser)
    answer = browser.post(f"/clients/{three[0].pk}/later/", {"list": found.name})
    assert answer.url == f"/clients/{three[1].pk}/?list={found.name}&at=1"
    again = browser.get(f"/clients/{three[0].pk}/?list={found.name}&at=3")
    assert "第 3 位" in strip(again) and not ContactLog.objects.exists()
    assert browser.post(f"/clients/{three[0].pk}/later/", {"list": found.name}).url == f"/lists/{found.name}/"
    assert browser.post(f"/clients/{three[0].pk}/later/", {"list": "x"}).url == "/"


def test_the_end_counts_what_was_done(three, bank, login, clock):
    browser = login(bank.manager)
    found = walk(browser)
    factories.contact(three[0], NOW, by=bank.backup)  # not his
    factories.contact(three[2], NOW - timedelta(days=1), by=bank.manager, created_at=NOW - timedelta(days=1))
    clock.shift(60)
    factories.contact(three[0], NOW, by=bank.manager, reached="nobody", is_effective=False)
    factories.contact(three[0], NOW, by=bank.manager)
    factories.contact(three[1], NOW, by=bank.manager, reached="nobody", is_effective=False)
    text = browser.get(f"/lists/{found.name}/").content.decode()
    assert "有效联系 1，没联系上 1，还没联系 1。" in " ".join(text.split())
    answer = browser.post(f"/lists/{found.name}/again/")
    assert answer.url.startswith(f"/clients/{three[1].pk}/?list=again-") and answer.url.endswith("&at=1")
    assert "没联系上的 第 1 位</strong>，共 1 位" in strip(browser.get(answer.url))


@pytest.mark.parametrize(("method", "path"), [("get", "/lists/x/"), ("post", "/lists/x/again/")])
def test_a_list_of_yesterday_is_gone(three, bank, login, clock, method, path):
    clock.move_to(NOW.replace(hour=23, minute=55))
    browser = login(bank.manager)
    found = walk(browser)
    clock.shift(timedelta(minutes=10))
    for name in ("x", found.name):
        answer = getattr(browser, method)(path.replace("x", name), follow=True)
        assert "名单只保留当天" in answer.content.decode()
    assert "list_place" not in browser.get(found.url_of(three[0].pk)).content.decode()


def test_a_cache_that_forgot_leaves_the_page_as_it_is_without_a_list(three, bank, login):
    browser = login(bank.manager)
    found = walk(browser)
    cache.clear()
    answer = browser.get(found.url_of(three[0].pk))
    assert answer.status_code == 200 and "list_place" not in answer.content.decode()
    assert browser.post(f"/clients/{three[0].pk}/later/", {"list": found.name}).url == "/"


@pytest.mark.parametrize(("person", "status"), [("head", 302), ("auditor", 403), ("sysadmin", 403)])
def test_who_may_walk(bank, login, person, status):
    assert login(getattr(bank, person)).get("/lists/x/").status_code == status


def test_what_is_kept_stays_small(three, bank, login):
    more = [factories.new_client(unit=bank.east, manager=bank.manager) for _ in range(LONGEST)]
    Client.objects.bulk_create(more)
    browser = login(bank.manager)
    first = walk(browser)
    assert len(first.ids) == LONGEST and first.ids[0] == three[0].pk
    second = browser.get(browser.get("/clients/").context["page"]["next_url"])
    assert second.context["walk"].name == first.name and first.places[second.context["page"]["rows"][0].pk] == 26
    for number in range(LISTS):
        Client.objects.filter(pk=more[number].pk).update(tier="top")
        walk(browser, "/clients/?tier=top")
    assert len(kept(bank)) == LISTS and first.name not in kept(bank)
    assert len(str(kept(bank))) < 20_000
