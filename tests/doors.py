"""Which address answers which role with what: one table for every sweep; a row of each kind is in tests/door_rows.py."""

from django.urls import get_resolver, reverse

from tests.test_guards import walk

ROLES = ("manager", "head", "head_office", "compliance", "auditor", "sysadmin", "counter")
COUNTER = {"counter"}  # one page is his whole site; the others' front page leads him there
AWAY = {("workbench", "counter"): 302}
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
    "workbench": {*ROLES} - COUNTER,
    "counter": COUNTER,
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
    "outbox_mine": {*ROLES} - COUNTER,
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
    "partner_list": READERS,
    "partner_honours": {"head"},
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
    "structure": LOGGERS,
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
    "visit_stop": ("stop", WRITERS),
    "visit_ask": ("client", LOGGERS),
    "sponsor_name": ("client", {"head"}),
    "commitment_print": ("client", LOGGERS),
    "request_detail": ("request", READERS),
    "client_manager": ("client", READERS),
    "lead_edit": ("lead", LOGGERS),
    "client_circle": ("client", LOGGERS),
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
    **dict.fromkeys(("place_task", "place_print"), ("place", LOGGERS)),
    **dict.fromkeys(("place_edit", "place_give"), ("place", OVER_OTHERS)),
    **{f"partnership_{verb}": ("client", LOGGERS) for verb in ("edit", "step", "check", "end")},
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
    "gift_add": ("client", LOGGERS),
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
    **dict.fromkeys(("counter_answer", "counter_undo"), COUNTER),
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
    "match_settle": ("match", LOGGERS),
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
    "gift_return": ("gift", LOGGERS),
    "promise_move": ("promise", LOGGERS),
    **dict.fromkeys(("letter_read", "letter_ask"), ("assignment", LOGGERS)),
    **dict.fromkeys(("handover_finish", "handover_notices"), ("handover", OVER_OTHERS)),
    "promise_reopen": ("promise", READERS),  # whoever closed it, refused to others
    "care_day_switch": ("plan", WRITERS),
    "care_item_drop": ("item", WRITERS),
    "visit_invite": ("client", LOGGERS),
    **dict.fromkeys(("visit_set", "visit_move", "visit_off", "visit_back", "visit_draft"), ("stop", WRITERS)),
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
    "partnership_certificate": "tests/partners/views/test_honours.py",  # of who is honoured
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


def addresses(rows, whose):
    yield from ((name, reverse(name)) for name in {**PAGES, **ACTIONS})
    for name, (row, _who) in {**ROW_PAGES, **ROW_ACTIONS}.items():
        yield name, reverse(name, args=[rows[whose][row]])
