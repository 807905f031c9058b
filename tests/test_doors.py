"""Every URL × every role answers what this table says, and another branch's rows are 404 (ORG-R3, S1–S3, S11)."""

from datetime import date, datetime, timedelta

import pytest
from django.contrib.admin import site
from django.urls import get_resolver, reverse
from django.utils import timezone

from campaigns.models import Greeting, Occasion
from clients.models import Client, DoNotDisturb, KeyDate
from imports.models import ImportJob, Word
from outbox.models import Message
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent
from tests import factories, information
from tests.test_guards import PUBLIC, walk

ROLES = ("manager", "head", "head_office", "compliance", "auditor", "sysadmin")
READERS = {"manager", "head", "head_office", "compliance", "auditor"}
LOGGERS = {"manager", "head"}
LISTENERS = {"manager", "head", "compliance"}  # may note what a client wishes
WRITERS = {"manager"}
OFFICE = {"head_office"}
DECIDERS = {"head", "head_office", "compliance"}  # the second person of a grant
ANSWERERS = {"manager", "head", "head_office", "compliance"}  # of what a colleague handed on
OVER_OTHERS = {"head", "head_office"}  # read the greetings of their people
# url name → who may GET it. A URL that stands in none of these tables fails the first test.
PAGES = {
    "workbench": set(ROLES),
    "client_list": READERS,
    "search": READERS,
    "promise_list": READERS,
    "care_day": LOGGERS,
    "capacity": READERS - {"compliance"},
    "greeting_list": WRITERS,
    "greeting_team": OVER_OTHERS,
    "outbox_mine": set(ROLES),
    "information_list": ANSWERERS,
    "outbox_list": OFFICE,
    "import_list": OFFICE,
    "word_list": OFFICE,
    "grant_list": DECIDERS,
    "password_change": set(ROLES),
    "profile_edit": set(ROLES),
}
# The same for one row: which row of the fixture `rows` stands in the address, and who may GET it.
ROW_PAGES = {
    "client_detail": ("client", READERS),
    "client_timeline": ("client", READERS),
    "call_sheet": ("client", LOGGERS),
    "call_sheet_booklet": ("plan", LOGGERS),
    "client_edit": ("client", LOGGERS),
    "contact_log_add": ("client", LOGGERS),
    "promise_add": ("client", LOGGERS),
    "promise_detail": ("promise", READERS),
    "client_reveal": ("client", LOGGERS),
    "client_consent": ("client", LISTENERS),
    "client_quiet": ("client", LISTENERS),
    "key_date_add": ("client", LOGGERS),
    "greeting_review": ("greeting", WRITERS),
    "briefing_write": ("client", WRITERS),
    "information_distil": ("fact", LOGGERS),
    "information_judge": ("fact", LOGGERS),
    "information_hand": ("fact", LOGGERS),
    "import_detail": ("job", OFFICE),
}
# What only answers POST, and who may.
ACTIONS = {
    "logout": set(ROLES),
    "grant_decide": DECIDERS,
    "care_day_build": WRITERS,
    "care_day_add": WRITERS,
    "outbox_resume": OFFICE,
    "clock_confirm": OFFICE,
    "copy_confirm": OFFICE,
    "outbox_hold": OFFICE,
    "outbox_release": OFFICE,
    "import_upload": OFFICE,
    "word_add": OFFICE,
}
ROW_ACTIONS = {
    **dict.fromkeys(("call_sheet_aim", "call_sheet_used", "call_sheet_walk"), ("client", LOGGERS)),
    "list_later": ("client", LOGGERS),
    "contact_log_strike": ("contact", LOGGERS),
    "client_quiet_lift": ("quiet", LISTENERS),
    "key_date_delete": ("key_date", LOGGERS),
    "promise_close": ("promise", LOGGERS),
    "promise_move": ("promise", LOGGERS),
    "promise_reopen": ("promise", READERS),  # whoever closed it, refused to others
    "care_day_switch": ("plan", WRITERS),
    "care_item_outcome": ("item", WRITERS),
    "greeting_approve": ("greeting", WRITERS),
    "greeting_reword": ("greeting", WRITERS),
    "greeting_skip": ("greeting", WRITERS),
    "greeting_by_hand": ("greeting", WRITERS),
    "greeting_withdraw": ("greeting", WRITERS),
    "greeting_keep": ("greeting", WRITERS),
    "greeting_anyway": ("greeting", WRITERS),
    "greeting_cosign": ("greeting", {"head"}),
    "briefing_approve": ("client", WRITERS),
    "briefing_keep": ("client", WRITERS),
    "briefing_withdraw": ("client", WRITERS),
    "information_answer": ("handed", ANSWERERS),
    "information_read": ("handed", LOGGERS),
    "information_recall": ("handed", LOGGERS),
    "outbox_confirm": ("message", OFFICE),
    "outbox_again": ("message", OFFICE),
    "outbox_cancel": ("message", OFFICE),
    "import_start": ("job", OFFICE),
    "import_cancel": ("job", OFFICE),
    "word_remove": ("word", OFFICE),
}
# Downloads and pages that exist in special circumstances; their own tests hold them to the same rules.
ELSEWHERE = {
    "list_done": "tests/clients/views/test_lists.py",
    "list_again": "tests/clients/views/test_lists.py",
    "import_errors": "tests/imports/views/test_jobs.py",
    "sink_list": "tests/crm/test_sink.py",
    "sink_detail": "tests/crm/test_sink.py",
}
TABLED = {**PAGES, **ROW_PAGES, **ACTIONS, **ROW_ACTIONS}


def names():
    return {pattern.name for route, pattern in walk(get_resolver().url_patterns) if not route.startswith("admin/")}


def test_the_tables_name_every_url():
    assert names() == set(TABLED) | set(PUBLIC) | set(ELSEWHERE)


@pytest.fixture
def rows(bank):
    return rows_of(bank)


def rows_of(bank):
    """Row ids of one's own branch and of another, for every kind of row that an address names."""
    job = ImportJob.objects.create(kind="org", filename="org.csv", state="queued").pk
    word = Word.objects.create(kind="clients", header="客户经理编码", field="manager", by=bank.head_office).pk
    return {
        whose: {
            **{name: row.pk for name, row in about(client, manager, bank.compliance).items()},
            "job": job,
            "word": word,
        }
        for whose, client, manager in (("own", bank.mine, bank.manager), ("other", bank.theirs, bank.stranger))
    }


def about(client, manager, colleague):
    plan = CarePlan.objects.create(
        manager=manager, week=date(2026, 11, 23), day=date(2026, 11, 25), capacity=300, built_at=MOMENT
    )
    return {
        "client": client,
        "contact": factories.contact(client, MOMENT, by=manager),
        "fact": (
            handed := information.handed(client, manager, colleague, now=MOMENT, learned_on=date(2026, 11, 1))
        ).fact,
        "handed": handed,
        "promise": factories.promise(client, due_on=MOMENT.date()),
        "quiet": DoNotDisturb.objects.create(client=client, starts_on=MOMENT.date(), reason="客户要求"),
        "key_date": KeyDate.objects.create(client=client, kind="wedding", celebrates="solar", number=1124),
        "plan": plan,
        "item": PlanItem.objects.create(
            plan=plan, client=client, position=1, what="due", why="到期", via="call", score=1, minutes=15
        ),
        "greeting": Greeting.objects.create(
            client=client,
            occasion=Occasion.objects.get(code="new_year", year=2027),
            code="new_year",
            year=2027,
            on=date(2027, 1, 1),
            tone="joy",
            manager=manager,
            text="元旦好",
            review_on=date(2026, 12, 21),
        ),
        "message": Message.objects.create(
            kind="greeting",
            dedupe_key=f"greeting:{client.pk}",
            client=client,
            by=manager,
            address="a@client.example",
            subject="元旦好",
            text="元旦好",
            body_hash="0" * 64,
            message_id=f"<{client.pk}@bank.example>",
            unsubscribable=True,
            send_at=MOMENT,
            not_before=MOMENT,
            expires_at=MOMENT + timedelta(hours=9),
            state="uncertain",
            reason="连接中断",
        ),
    }


MOMENT = timezone.make_aware(datetime(2026, 11, 2, 10, 0))


def addresses(rows, whose):
    yield from ((name, reverse(name)) for name in {**PAGES, **ACTIONS})
    for name, (row, _who) in {**ROW_PAGES, **ROW_ACTIONS}.items():
        yield name, reverse(name, args=[rows[whose][row]])


def test_strangers_are_sent_to_the_door(rows, client):
    for name, path in addresses(rows, "own"):
        for method in (client.get, client.post):
            answer = method(path)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login")), (name, method)


@pytest.mark.parametrize("role", ROLES)
def test_each_page_answers_each_role_as_the_table_says(bank, rows, login, role):
    browser = login(getattr(bank, role))
    answers = {name: browser.get(reverse(name)).status_code for name in PAGES}
    answers |= {
        name: browser.get(reverse(name, args=[rows["own"][row]])).status_code for name, (row, _who) in ROW_PAGES.items()
    }
    expected = {name: 200 if role in who else 403 for name, who in PAGES.items()}
    expected |= {name: 200 if role in who else 403 for name, (_row, who) in ROW_PAGES.items()}
    assert answers == expected


@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_without_permission(bank, rows, login, role):
    browser = login(getattr(bank, role))
    for name, (row, who) in ROW_ACTIONS.items():
        answer = browser.post(reverse(name, args=[rows["own"][row]]), {})
        assert (answer.status_code == 403) == (role not in who), (name, answer.status_code)


@pytest.mark.parametrize("person", ["manager", "backup", "head"])
@pytest.mark.parametrize("fragment", [False, True])
def test_another_branchs_rows_do_not_exist(bank, rows, login, person, fragment):
    """404 with every method, and nothing changes."""
    browser = login(getattr(bank, person))
    headers = {"HX-Request": "true"} if fragment else {}
    before = list(Client.objects.filter(pk=bank.theirs.pk).values())
    role = "head" if person == "head" else "manager"
    for name, (row, who) in {**ROW_PAGES, **ROW_ACTIONS}.items():
        path = reverse(name, args=[rows["other"][row]])
        for method in ("get", "post"):
            status = getattr(browser, method)(path, headers=headers).status_code
            fine = {404, 405} | ({302} if method == "get" and name in ROW_ACTIONS else set())  # to the page above
            assert status in (fine if role in who else {403, *fine}), (name, method, status)
    assert list(Client.objects.filter(pk=bank.theirs.pk).values()) == before


@pytest.mark.parametrize("role", ROLES)
def test_lists_never_name_a_client_out_of_reach(bank, rows, login, role):
    browser = login(getattr(bank, role))
    pages = [browser.get(reverse(name)).content.decode() for name, who in PAGES.items() if role in who]
    pages.append(browser.post(reverse("search"), {"q": "何丽华"}).content.decode())
    leaked = any(bank.theirs.client_no in page for page in pages)
    assert leaked == (role in READERS - LOGGERS)


PHONE, EMAIL = "10012342207", "chen.guoqiang@client.example"


@pytest.mark.parametrize("role", ROLES)
def test_no_page_audit_row_or_log_line_holds_a_full_phone_or_address(bank, rows, login, role, caplog):
    """Masked for everybody, everywhere, in the admin too (S13)."""
    Client.objects.update(phone=PHONE, email=EMAIL)
    Message.objects.update(address=EMAIL)
    browser = login(getattr(bank, role))
    with caplog.at_level("DEBUG"):
        paths = [path for _name, path in addresses(rows, "own")]
        paths += [
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in site._registry
        ]
        paths += [reverse("admin:clients_client_change", args=[bank.mine.pk])]
        pages = {path: browser.get(path).content.decode() for path in paths}
        browser.post(reverse("search"), {"q": PHONE})
    for whole in (PHONE, EMAIL):
        assert [path for path, page in pages.items() if whole in page] == []
        assert whole not in caplog.text
        assert whole not in str(list(AuditEvent.objects.values()))
    assert role not in LOGGERS or "100****2207" in pages[reverse("client_detail", args=[bank.mine.pk])]


def test_looking_changes_nothing_but_the_audit(bank, rows, login):
    """GET never writes a row that somebody could miss (S11)."""
    browser = login(bank.head)
    before = [list(model.objects.order_by("pk").values()) for model in (Client, type(bank.head))]
    for name, path in addresses(rows, "own"):
        if name not in {**ACTIONS, **ROW_ACTIONS}:
            browser.get(path)
    after = [list(model.objects.order_by("pk").values()) for model in (Client, type(bank.head))]
    assert after == before
