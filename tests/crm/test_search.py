"""Search: posted, within reach only, recorded without the words."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from clients.actions.reveals import reveal
from clients.actions.search import find_clients, replace_tokens
from clients.models import Client
from clients.rules.search import MOST_AN_HOUR
from staff.audit import Verb, record
from staff.models import AuditEvent
from tests import factories
from words.problems import Refused

HX = {"HX-Request": "true"}
NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
PHONE = "10012342207"


def index(*clients):
    replace_tokens([(client.pk, client.name, client.phone, False) for client in clients])


@pytest.fixture
def found(bank):
    index(bank.mine, bank.theirs)
    return bank


def test_one_hit_opens_the_client(found, login):
    answer = login(found.manager).post("/search/", {"q": "chenguoq"})
    assert (answer.status_code, answer.url) == (302, f"/clients/{found.mine.pk}/")


@pytest.mark.parametrize("text", ["陈国", "cgq", "chenguoqiang", "2207", "77000001"])
def test_the_live_list_finds_by_name_pinyin_phone_and_number(found, login, text):
    answer = login(found.manager).post("/search/", {"q": text}, headers=HX).content.decode()
    assert answer.strip().startswith('<div id="search_results">') and "<html" not in answer
    assert "陈国强" in answer and "100****2207" in answer and "10012342207" not in answer


@pytest.mark.parametrize("person", ["manager", "head"])
def test_another_branchs_clients_are_not_found(found, login, person):
    text = login(getattr(found, person)).post("/search/", {"q": "何丽华"}).content.decode()
    assert "没有找到" in text and found.theirs.client_no not in text


def test_overseers_find_everyone_masked(found, login):
    text = login(found.compliance).post("/search/", {"q": "何丽华"}, headers=HX).content.decode()
    assert "何*华" in text and "记一笔" not in text


def test_several_hits_are_listed_with_what_to_do(found, login):
    other = factories.client(unit=found.east, manager=found.manager, name="陈国富", client_no="77000009")
    index(other)
    text = login(found.manager).post("/search/", {"q": "陈国"}).content.decode()
    assert "陈国强" in text and "陈国富" in text and f"/clients/{other.pk}/contacts/" in text


def test_a_search_is_recorded_without_its_words(found, login):
    login(found.manager).post("/search/", {"q": "陈国强"})
    event = AuditEvent.objects.filter(verb="search").latest("pk")
    assert event.changes == {"kind": "text", "length": 3, "hits": 1} or event.changes["hits"] == 1
    assert "陈" not in str(event.changes)


def test_words_in_the_address_are_ignored(found, login):
    answer = login(found.manager).get("/search/", {"q": "陈国强"})
    assert answer.status_code == 200 and "陈国强" not in answer.content.decode()


@pytest.mark.parametrize(
    "text", ["", "\x00", "\x00陈国强", "𠮷" * 2001, "%", "_", "'; DROP", "9" * 400, "\u202e", "\ud7ff"]
)
@pytest.mark.parametrize("headers", [{}, HX])
def test_strange_words_are_no_error(found, login, text, headers):
    assert login(found.manager).post("/search/", {"q": text}, headers=headers).status_code in (200, 302)


@pytest.mark.parametrize("rows", [2, 4])
def test_the_price_does_not_grow_with_the_hits(bank, login, django_assert_num_queries, rows):
    index(*(factories.client(unit=bank.east, manager=bank.manager, name=f"陈国{each}") for each in "强富安平"[:rows]))
    browser = login(bank.manager)
    with django_assert_num_queries(6):
        answer = browser.post("/search/", {"q": "陈国"}, headers=HX)
    assert len(answer.context["rows"]) == rows


def hits(user, text, now=NOW):
    return [client.client_no for client in find_clients(text, by=user, now=now)]


MASKED = ("auditor", "compliance", "head_office")


@pytest.mark.parametrize("person", MASKED)
def test_who_reads_masked_names_finds_by_the_whole_name_or_number_only(found, person):
    user = getattr(found, person)
    for text in ("陈国强", " 陈 国强", "陳國強", "77000001"):
        assert hits(user, text) == ["77000001"], text
    pieces = ["陈", "陈国", "国强", "陈 2207", "chenguoqiang", "cgq", "陈国强 2207", "陈*强", "7700000", "陈国强强"]
    phone = [PHONE[-length:] for length in range(3, 12)] + ["100", "1001234", "0086 10012342207"]
    for text in pieces + phone:
        assert hits(user, text) == [], text


@pytest.mark.parametrize("person", ["manager", "head"])
def test_digit_by_digit_nobody_learns_a_phone(found, person):
    """The attack: the last four are known, and each longer tail is tried with every digit. All ten answer alike."""
    user, known = getattr(found, person), PHONE[-4:]
    for length in range(5, 11):
        answers = [hits(user, f"{digit}{known}") for digit in "0123456789"]
        assert answers == [["77000001"]] * 10, length
        known = PHONE[-length:]


def test_whole_numbers_are_tried_forty_times_a_day_whether_they_hit_or_not(found, login):
    user = found.manager
    with time_machine.travel(NOW, tick=False):
        for again in (PHONE, "100 1234-2207", f"+86 {PHONE}"):  # one number is one look
            assert hits(user, again) == ["77000001"]
        reveal(found.mine, field="phone", reason="contact", by=user, now=NOW)
        assert [hits(user, f"1001234{guess:04}") for guess in range(38)] == [[]] * 38
        answer = login(user).post("/search/", {"q": PHONE}, headers=HX)
        assert answer.status_code == 422 and "40 次" in answer.content.decode()
        assert "77000001" not in answer.content.decode()
        with pytest.raises(Refused):
            reveal(found.mine, field="phone", reason="contact", by=user, now=NOW)
        assert hits(user, "2207") == hits(user, "陈国") == hits(user, "77000001") == ["77000001"]
    kinds = AuditEvent.objects.filter(verb="search").order_by("pk").values_list("changes__kind", flat=True)
    assert list(kinds) == ["phone"] * 41 + ["digits", "name", "digits"]
    assert hits(user, PHONE, NOW + timedelta(days=1)) == ["77000001"]


def test_a_long_client_number_is_no_phone(found, login):
    Client.objects.filter(pk=found.theirs.pk).update(client_no="13912345678", manager=found.manager)
    assert hits(found.manager, "13912345678") == ["13912345678"]
    assert AuditEvent.objects.get(verb="search").changes["kind"] == "digits"


@pytest.mark.parametrize("path", ["/search/", "/clients/"])
def test_who_reads_masked_names_searches_sixty_times_an_hour(found, login, path):
    with time_machine.travel(NOW, tick=False):
        browser = login(found.auditor)
        for _ in range(MOST_AN_HOUR):
            record(Verb.SEARCH, by=found.auditor, changes={"kind": "name"})
        browser.post(path, {"q": "陈国强"})
        assert AuditEvent.objects.filter(verb="search").count() == MOST_AN_HOUR
        page = browser.get("/clients/?text=1").content.decode() if path == "/clients/" else ""
        assert not page or ("达到上限" in page and 'value="陈国强"' not in page)
    assert hits(found.auditor, "陈国强", NOW + timedelta(minutes=61)) == ["77000001"]


@pytest.mark.parametrize("person", MASKED)
def test_the_box_of_who_reads_masked_names_waits_for_enter(bank, login, person):
    """Each letter on the way would count."""
    page = login(getattr(bank, person)).get("/search/").content.decode()
    assert 'name="q"' in page and "hx-trigger" not in page.split("</form>")[0] and "完整姓名" in page
    assert "hx-trigger" in login(bank.manager).get("/search/").content.decode()


def test_narrowing_the_list_by_text_is_recorded_without_the_words(found, login):
    login(found.manager).post("/clients/", {"q": "陈国"})
    event = AuditEvent.objects.get(verb="search")
    assert event.changes == {"kind": "name", "length": 2, "hits": 1}
