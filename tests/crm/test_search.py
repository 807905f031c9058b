"""Search: posted, within reach only, recorded without the words."""

import pytest

from clients.models import SearchToken
from clients.rules.search import tokens_of
from staff.models import AuditEvent
from tests import factories

HX = {"HX-Request": "true"}


def index(*clients):
    SearchToken.objects.bulk_create(
        SearchToken(client=client, token=token) for client in clients for token in tokens_of(client.name, client.phone)
    )


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
    with django_assert_num_queries(5):
        answer = browser.post("/search/", {"q": "陈国"}, headers=HX)
    assert len(answer.context["rows"]) == rows


@pytest.mark.parametrize(("tail", "hits"), [("2207", True), ("42207", False), ("342207", False), ("10012342207", True)])
def test_who_may_not_see_a_phone_cannot_feel_his_way_along_it(found, login, tail, hits):
    page = login(found.auditor).post("/search/", {"q": tail}, headers=HX).content.decode()
    assert (found.mine.client_no in page) is hits
    assert found.mine.client_no in login(found.manager).post("/search/", {"q": tail}, headers=HX).content.decode()


def test_narrowing_the_list_by_text_is_recorded_without_the_words(found, login):
    login(found.manager).post("/clients/", {"q": "陈国"})
    event = AuditEvent.objects.get(verb="search")
    assert event.changes == {"kind": "name", "length": 2}
