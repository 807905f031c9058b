"""Which address answers which role with what, and a row of every kind that an address names: one table for every sweep."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone

from campaigns.models import Greeting, Occasion
from clients.models import DoNotDisturb, KeyDate, SavedList
from imports.models import ImportJob, Word
from outbox.models import Message
from planner.models import CarePlan, PlanItem
from staff.audit import Verb, record
from staff.models import CoverPeriod
from tests import factories, information
from tests.test_guards import walk

FINDING = {"on": "2026-11-25", "why": "mass", "count": 340, "mean": 40}
ROLES = ("manager", "head", "head_office", "compliance", "auditor", "sysadmin")
READERS = {"manager", "head", "head_office", "compliance", "auditor"}
LOGGERS = {"manager", "head"}
LISTENERS = {"manager", "head", "compliance"}  # may note what a client wishes
WRITERS = {"manager"}
OFFICE = {"head_office"}
DECIDERS = {"head", "head_office", "compliance"}  # the second person of a grant
ANSWERERS = {"manager", "head", "head_office", "compliance"}  # of what a colleague handed on
EXPORTERS = {"head", "compliance", "auditor"}  # of lists of clients; no manager (H9)
OVER_OTHERS = {"head", "head_office"}  # read the greetings of their people
# url name → who may GET it. A URL that stands in none of these tables fails the first test.
PAGES = {
    "workbench": set(ROLES),
    "client_list": READERS,
    "search": READERS,
    "promise_list": READERS,
    "care_day": LOGGERS,
    "visit_day": LOGGERS,
    "worklog": LOGGERS,
    "backlog": LOGGERS,
    "capacity": READERS - {"compliance"},
    "greeting_list": WRITERS,
    "month": WRITERS,
    "greeting_team": OVER_OTHERS,
    "outbox_mine": set(ROLES),
    "information_list": ANSWERERS,
    "request_list": READERS,
    "handover_choose": OVER_OTHERS,
    "handover_list": READERS,
    "price_list": READERS,
    "concession_list": READERS,
    "export_list": EXPORTERS | OFFICE,
    "report": EXPORTERS | OFFICE,
    "export_new": EXPORTERS,
    "unusual_list": READERS - {"manager"},
    "tier_board": READERS - {"compliance"},
    "place_list": READERS,
    "place_add": OVER_OTHERS,
    "signal_list": READERS,
    "outbox_list": OFFICE,
    "import_list": OFFICE,
    "word_list": OFFICE,
    "grant_list": DECIDERS,
    "password_change": set(ROLES),
    "profile_edit": set(ROLES),
    "kin_declare": set(ROLES),
    "kin_list": OVER_OTHERS,
    "lead_add": LOGGERS,
    "deputy_list": OVER_OTHERS,
}
# The same for one row: which row of the fixture `rows` stands in the address, and who may GET it.
ROW_PAGES = {
    "client_detail": ("client", READERS),
    "client_timeline": ("client", READERS),
    "call_sheet": ("client", LOGGERS),
    "call_sheet_booklet": ("plan", LOGGERS),
    "client_edit": ("client", LOGGERS),
    "override_ask": ("client", LOGGERS),
    "concession_ask": ("client", LOGGERS),
    "appeal_ask": ("client", LOGGERS),
    "sponsor_name": ("client", {"head"}),
    "commitment_print": ("client", LOGGERS),
    "request_detail": ("request", READERS),
    "client_manager": ("client", READERS),
    "lead_edit": ("lead", LOGGERS),
    "handover_run": ("handover", READERS),
    "handover_step": ("assignment", READERS),
    "handover_undo": ("handover", OVER_OTHERS),
    "handover_another": ("assignment", OVER_OTHERS),
    "contact_log_add": ("client", LOGGERS),
    "cover_back": ("cover", LOGGERS),
    "promise_add": ("client", LOGGERS),
    "promise_detail": ("promise", READERS),
    **dict.fromkeys(("letter_detail", "letter_print"), ("assignment", LOGGERS)),
    "place_detail": ("place", READERS),
    "place_task": ("place", LOGGERS),
    **dict.fromkeys(("place_edit", "place_give"), ("place", OVER_OTHERS)),
    "signal_detail": ("signal", READERS),
    "manager_day": ("manager", {"head"}),
    **{f"order_{row}": (row, OVER_OTHERS) for row in ("signal", "client", "manager")},
    "client_reveal": ("client", LOGGERS),
    **dict.fromkeys(("day_row", "day_row_dial", "day_row_put_off"), ("client", LOGGERS)),
    "client_consent": ("client", LISTENERS),
    "client_reach": ("client", LOGGERS),
    "client_quiet": ("client", LISTENERS),
    "client_related": ("client", OFFICE),
    "fact_add": ("client", LOGGERS),
    "fact_list": ("client", LOGGERS),
    "contact_log_strike": ("contact", LOGGERS),
    "fact_change": ("fact", LOGGERS),
    "fact_open": ("fact", LOGGERS),
    "key_date_add": ("client", LOGGERS),
    "client_rest_end": ("client", LOGGERS),
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
    "report_export": EXPORTERS | OFFICE,
    "care_day_build": WRITERS,
    "backlog_accept": LOGGERS,
    "backlog_drop": LOGGERS,
    "care_day_add": WRITERS,
    "visit_add": WRITERS,
    "visit_weekday": {"head"},
    "outbox_resume": OFFICE,
    "clock_confirm": OFFICE,
    "copy_confirm": OFFICE,
    "outbox_hold": OFFICE,
    "outbox_release": OFFICE,
    "import_upload": OFFICE,
    "word_add": OFFICE,
    "tag_add": OFFICE,
    "saved_list_add": READERS,
}
ROW_ACTIONS = {
    **dict.fromkeys(("call_sheet_aim", "call_sheet_used", "call_sheet_walk"), ("client", LOGGERS)),
    "list_later": ("client", LOGGERS),
    **dict.fromkeys(("lead_let_go", "lead_take_up"), ("lead", LOGGERS)),
    "contact_log_read": ("client", LOGGERS),
    "contact_log_draft": ("client", LOGGERS),
    "contact_log_undo": ("contact", LOGGERS),
    "contact_log_reach": ("contact", LOGGERS),
    "client_reach_settle": ("client", LOGGERS),
    "client_quiet_lift": ("quiet", LISTENERS),
    "cover_read": ("cover", WRITERS),  # who was away himself
    "fact_confirm": ("fact", LOGGERS),
    "key_date_delete": ("key_date", LOGGERS),
    **dict.fromkeys(("request_decide", "request_countersign", "request_figures"), ("request", DECIDERS)),
    "request_withdraw": ("request", READERS),  # whoever asked, refused to others
    "promise_close": ("promise", LOGGERS),
    **dict.fromkeys(("signal_close", "signal_reopen"), ("signal", LOGGERS)),
    "place_look": ("place", LOGGERS),
    "promise_move": ("promise", LOGGERS),
    **dict.fromkeys(("letter_read", "letter_ask"), ("assignment", LOGGERS)),
    **dict.fromkeys(("handover_finish", "handover_notices"), ("handover", OVER_OTHERS)),
    "promise_reopen": ("promise", READERS),  # whoever closed it, refused to others
    "care_day_switch": ("plan", WRITERS),
    "care_item_drop": ("item", WRITERS),
    **dict.fromkeys(("visit_set", "visit_move", "visit_off", "visit_back"), ("stop", WRITERS)),
    **dict.fromkeys(("day_row_missed", "day_row_undo"), ("client", LOGGERS)),
    **dict.fromkeys(("briefing_approve", "briefing_copy", "briefing_keep", "briefing_withdraw"), ("client", WRITERS)),
    "greeting_approve": ("greeting", WRITERS),
    "greeting_reword": ("greeting", WRITERS),
    "greeting_skip": ("greeting", WRITERS),
    "greeting_by_hand": ("greeting", WRITERS),
    "greeting_withdraw": ("greeting", WRITERS),
    "greeting_keep": ("greeting", WRITERS),
    "greeting_copy": ("greeting", WRITERS),
    "greeting_anyway": ("greeting", WRITERS),
    "greeting_cosign": ("greeting", {"head"}),
    "information_answer": ("handed", ANSWERERS),
    "information_read": ("handed", LOGGERS),
    "information_recall": ("handed", LOGGERS),
    "outbox_confirm": ("message", OFFICE),
    "outbox_again": ("message", OFFICE),
    "outbox_cancel": ("message", OFFICE),
    "import_start": ("job", OFFICE),
    "import_cancel": ("job", OFFICE),
    "word_remove": ("word", OFFICE),
    "kin_lift": ("kin", OFFICE),
    "unusual_seen": ("finding", DECIDERS),
    **dict.fromkeys(("saved_list_change", "saved_list_drop"), ("saved_list", READERS)),  # one's own, nobody else's
}
# Downloads and pages that exist in special circumstances; their own tests hold them to the same rules.
ELSEWHERE = {
    "order_promise": "tests/crm/test_orders.py",  # of an overdue one
    "request_end": "tests/crm/test_request_pages.py",
    **dict.fromkeys(("export_detail", "export_take"), "tests/crm/test_exports.py"),
    "sponsor_meet": "tests/tiers/views/test_sponsors.py",
    "introduction_owed": "tests/crm/test_handover_runs.py",
    **dict.fromkeys(("letter_owed", "letter_of_log"), "tests/clients/views/test_letters.py"),
    "list_done": "tests/clients/views/test_lists.py",
    "list_again": "tests/clients/views/test_lists.py",
    "import_errors": "tests/imports/views/test_jobs.py",
    "sink_list": "tests/crm/test_sink.py",
    "sink_detail": "tests/crm/test_sink.py",
}
TABLED = {**PAGES, **ROW_PAGES, **ACTIONS, **ROW_ACTIONS}


def names():
    return {pattern.name for route, pattern in walk(get_resolver().url_patterns) if not route.startswith("admin/")}


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
        "lead": factories.lead(unit=client.unit, manager=manager, name="郑水生"),
        "manager": manager,
        "contact": factories.contact(client, MOMENT, by=manager),
        "fact": (
            handed := information.handed(client, manager, colleague, now=MOMENT, learned_on=date(2026, 11, 1))
        ).fact,
        "handed": handed,
        "promise": factories.promise(client, due_on=MOMENT.date()),
        "place": factories.place(client.unit, kind="market"),
        "signal": factories.signal(client),
        "quiet": DoNotDisturb.objects.create(client=client, starts_on=MOMENT.date(), reason="客户要求"),
        "key_date": KeyDate.objects.create(client=client, kind="wedding", celebrates="solar", number=1124),
        "request": factories.override(client, manager),
        "kin": factories.kin(manager),
        "handover": (handed_over := factories.handover(client)).request,
        "assignment": handed_over,
        "finding": record(Verb.UNUSUAL, target=manager, changes=FINDING | {"who": manager.employee_no}),
        "cover": CoverPeriod.objects.create(
            absent=manager, starts_on=MOMENT.date(), ends_on=MOMENT.date(), reason="培训"
        ),
        "plan": plan,
        "saved_list": SavedList.objects.create(owner=manager, name="贵宾", asked={"tier": "vip"}),
        "item": PlanItem.objects.create(
            plan=plan, client=client, position=1, what="due", why="到期", via="call", score=1, minutes=15
        ),
        "stop": factories.stop(client, date(2026, 11, 26)),
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
