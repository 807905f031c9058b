"""The strategy card of the client page: from the rows of every app, read with the client."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client, Promise, Request
from tests import factories
from tests.tiers.concessions import granted, listed
from tiers.models import RatingRun, Standing

__all__ = ["listed"]
NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
UNTIL = date(2027, 4, 30)


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


def card(browser, client):
    answer = browser.get(f"/clients/{client.pk}/")
    assert ("策略卡" in answer.content.decode()) == bool(answer.context["strategy"])
    return answer.context["strategy"]


def test_the_card_joins_prices_promises_the_standing_and_what_was_approved(bank, login):
    client = bank.mine
    proof = factories.fee_item()
    factories.fee_item("B9", name="旧项目", ended_on=date(2026, 11, 17), effective_on=date(2026, 3, 1))
    for item, tier, percent in ((proof, "vip", 50), (proof, "", 20), (proof, "top", 100)):
        factories.fee_discount(item, tier, percent, group="" if tier else "person")
    factories.fee_discount(factories.fee_item("C9", name="短信"), "vip", 100, ends_on=date(2026, 11, 17))
    factories.promise(client, due_on=date(2026, 11, 16))
    about = {"state": "approved", "decided_by": bank.head, "decided_at": NOW, "tier": "vip"}
    factories.override(client, bank.manager, valid_until=UNTIL, **about)
    factories.override(client, bank.manager, valid_until=date(2026, 11, 17), **about)
    run = RatingRun.objects.create(month=date(2026, 10, 1))
    Standing.objects.create(client=client, run=run, month=run.month, value=1, tier="vip", below=3, peak=1)
    assert card(login(bank.manager), client) == [
        "走绿色通道，生日和节日由您本人问候；公示优惠 1 项：存款证明优惠 50%，到 2027年2月28日。",
        "答应客户的事有 1 件过了期，先办；承诺过了期的：面谈、汇报；已列入关注，待遇不变；先问近况，不催存款；层级是批准调整的，到 2027年4月30日，之后按评定。",
    ]


def test_only_the_conditions_of_a_concession_stand_in_the_way_of_its_renewal(listed, login):
    row, client = granted(listed, listed.mine), listed.mine
    for owes in ("client", "staff"):
        factories.promise(client, due_on=UNTIL, owes=owes, owed_to=listed.manager if owes == "client" else None)
    browser = login(listed.manager)
    assert "才能续" not in "".join(card(browser, client))
    Promise.objects.filter(owes="staff").update(request=row, origin="request")
    assert "让利的条件还有 1 条没办到，了结后才能续" in card(browser, client)[1]


@pytest.mark.parametrize("values", [{"tier": ""}, {"status": "deceased"}, {"status": "closed"}])
def test_who_is_not_rated_or_not_looked_after_has_no_card(bank, login, values):
    Client.objects.filter(pk=bank.mine.pk).update(**values)
    assert card(login(bank.manager), bank.mine) == []


def test_what_waits_for_a_second_person_stands_there_and_is_not_asked_for_twice(bank, login):
    factories.override(bank.mine, bank.manager, state="asked")
    page = login(bank.manager).get(f"/clients/{bank.mine.pk}/")
    text = page.content.decode()
    assert "层级调整</a> 待审" in text and "申请调整层级" not in text and "申请让利" in text
    assert "批准" not in "".join(page.context["strategy"])
    Request.objects.update(state="back")
    text = login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "层级调整</a> 退回补充" in text and "申请调整层级" in text
