"""A phone that somebody wrote into a note is read masked by everybody, wherever the note is shown (domain 12.2)."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Greeting
from clients.models import Client, Consent, ContactLog, DoNotDisturb
from outbox.models import Message
from planner.models import CarePlan, PlanItem
from staff.models import CoverPeriod
from tests import factories
from tests.door_rows import rows
from tests.doors import ROLES, addresses

__all__ = ["rows"]

NOW = timezone.make_aware(datetime(2026, 11, 24, 9, 0))
PHONES = ("13912345678", "139 1234 5678", "１３９１２３４５６７８", "0571-88881123", "0571 8888 1123")
WORDS = f"他换了号码：{'；'.join(PHONES)}"
STEP = f"打新号码 {PHONES[0]}"
# The places for the full text: the forms in which somebody writes it; of a visit day those of one's own stops.
FORMS = ("client_edit", "visit_day")


@pytest.fixture
def worded(bank, rows):
    """Everything that people write about 陈国强 holds phones."""
    with time_machine.travel(NOW, tick=False):
        factories.consent(bank.mine)
        factories.contact(bank.mine, NOW, by=bank.manager, is_effective=False, struck_at=NOW, strike_reason=WORDS)
        ContactLog.objects.filter(client=bank.mine).update(note=WORDS)
        ContactLog.objects.filter(pk=rows["own"]["contact"]).update(next_step=STEP, next_on=date(2026, 11, 23))
        factories.promise(bank.mine, STEP, due_on=date(2026, 11, 23), log_id=rows["own"]["contact"])
        Client.objects.update(hint=WORDS, next_due_on=date(2026, 11, 20))
        DoNotDisturb.objects.update(reason=WORDS[:80], scope="calls")  # whom 勿扰 silences altogether stands on no list
        Consent.objects.update(evidence=WORDS)
        PlanItem.objects.update(why=WORDS, talk=STEP, note=WORDS[:120])
        Greeting.objects.update(reason=WORDS)
        Message.objects.update(reason=WORDS)
        CoverPeriod.objects.create(
            absent=bank.manager, cover=bank.backup, starts_on=NOW.date(), ends_on=NOW.date(), reason=WORDS[:80]
        )
        yield bank


def places(rows):
    """(name, path) of each page; the admin's lists and the client there, too."""
    found = [address for address in addresses(rows, "own") if address[0] not in FORMS]
    found += [("care_day_print", f"{reverse('care_day')}?print&manager=990101&week=2026-11-23")]
    found += [("workbench_print", "/?print=1")]
    found += [("care_day_list", f"{reverse('care_day')}?manager=990101&week=2026-11-23")]
    found += [
        ("greetings", f"{reverse('greeting_list')}?show={show}") for show in ("review", "said", "left", "omitted")
    ]
    for model in site._registry:
        found.append(("admin", reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")))
    found.append(("admin", reverse("admin:clients_client_change", args=[rows["own"]["client"]])))
    return found


STATES = [
    ("planned", "draft", "uncertain"),
    ("overflow", "skipped", "failed"),
    ("dropped", "by_hand", "skipped"),
    ("moved", "omitted", "expired"),
]
TOLD = [model._meta.db_table for model in (PlanItem, Greeting, Message)]
SHOW = {"workbench", "workbench_print", "client_detail", "client_timeline"}  # where the manager reads the words, masked


def read(browser, place):
    """The text, and whether the page may tell another state: it has asked for one of those rows."""
    with CaptureQueriesContext(connection) as asked:
        text = browser.get(place[1]).content.decode()
    return text, place[0] in SHOW or any(table in query["sql"] for query in asked for table in TOLD)


@pytest.mark.sweep
@pytest.mark.parametrize("role", ROLES)
def test_no_page_shows_a_phone_that_stands_in_somebodys_words(worded, rows, login, role):
    """Each page in the first of the states, and those that may tell it in every other one."""
    browser, open_places, leaks, shown = login(getattr(worded, role)), places(rows), [], []
    for item, greeting, message in STATES:
        PlanItem.objects.update(state=item, moved_to=date(2026, 12, 1))
        CarePlan.objects.update(day=date(2026, 11, 25))
        Greeting.objects.update(state=greeting)
        Message.objects.update(state=message)
        seen = [(place, *read(browser, place)) for place in open_places]
        leaks += [
            (item, greeting, message, place) for place, text, _tells in seen if any(map(text.__contains__, PHONES))
        ]
        shown.append({name for (name, _path), text, _tells in seen if "139****5678" in text})
        open_places = [place for place, _text, tells in seen if tells]
    assert leaks == []
    assert role != "manager" or [SHOW - names for names in shown] == [set()] * len(STATES)


def test_who_writes_it_reads_it_in_full(worded, login):
    page = login(worded.manager).get(reverse("client_edit", args=[worded.mine.pk])).content.decode()
    assert PHONES[0] in page


def test_a_visit_day_holds_the_words_in_full_in_the_forms_of_ones_own_stops_alone(worded, login):
    PlanItem.objects.update(state="planned")
    for who in (worded.manager, worded.head):
        page = login(who).get(reverse("visit_day"), {"manager": "990101", "day": "2026-11-25"}).content.decode()
        page = re.sub(r"<input[^>]*name=\"talk\"[^>]*>", "", page)
        assert "139****5678" in page and not any(map(page.__contains__, PHONES))


def test_the_second_of_two_editors_reads_the_others_words_masked(worded, login):
    data = {"salutation": "王叔", "celebrates": "", "hint": "下午来电", "seen": 0}
    Client.objects.update(version=1)
    answer = login(worded.manager).post(reverse("client_edit", args=[worded.mine.pk]), data)
    assert answer.status_code == 409
    assert "139****5678" in answer.content.decode() and PHONES[0] not in answer.content.decode()
