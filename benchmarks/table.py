"""Every page of the product as a row: who opens it, at which row, and how much it may cost beside the one-SQL view.

tests/test_bench.py compares it with the URLs, so that a new page comes with its row.
"""

from dataclasses import dataclass

MANAGER, HEAD, OFFICE = "manager", "head", "office"
PEOPLE = {MANAGER: "经理", HEAD: "行长", OFFICE: "总行"}
LIST, WORKBENCH, CLIENT, ANY = 10, 6, 10, 12  # times the processor time of the one-SQL view
STATEMENTS, KILOBYTES, ON_THE_WIRE = 25, 60, 15
OF_A_MANAGERS, DEEP, FOUND = 2, 1.2, 2  # times the same page of a manager; page 1; the own list


@dataclass(frozen=True)
class Page:
    """One row. `of`: which row of the bank stands in its address; `words` tell it from other rows of the same page.

    `beside`: the query of the same page, or the person, it is measured against, of whose processor time it may take
    `most` times. `is_cold`: as the first of five minutes meets it, with nothing in the cache.
    """

    view: str
    who: str = MANAGER
    of: str = ""
    query: str = ""
    words: str = ""
    times: float | None = ANY
    statements: int = STATEMENTS
    kilobytes: float | None = KILOBYTES
    beside: str = ""
    most: float = 0
    is_cold: bool = False


def each(*views, who=(MANAGER,), of="", **told):
    """A row of each of these pages for each of these people; head office's own is judged beside a manager's, if he has one."""
    for view in views:
        for one in who:
            beside = {"beside": MANAGER, "most": OF_A_MANAGERS} if one == OFFICE and MANAGER in who else {}
            yield Page(view, one, of, **{**beside, **told})


PAGES = (
    Page("workbench", times=WORKBENCH, statements=12),
    *(Page("admin:index", who, beside="经理的工作台", most=OF_A_MANAGERS) for who in (HEAD, OFFICE)),
    *(Page("admin:index", who, words="缓存为空", times=None, is_cold=True) for who in (HEAD, OFFICE)),
    Page("client_list", times=LIST, statements=8),
    Page("client_list", query="tier=vip", words="贵宾", times=LIST, statements=8),
    Page("client_list", query="sort=average", words="按年日均", times=LIST, statements=8),
    Page("client_list", HEAD, times=LIST),
    Page("client_list", OFFICE, times=LIST, beside=MANAGER, most=OF_A_MANAGERS),
    Page("client_list", OFFICE, query="after={far}", words="很深的一页", beside="第 1 页", most=DEEP),
    Page("client_list", OFFICE, query="sort=name", words="按姓名"),
    Page("client_list", OFFICE, query="unit={unit}&tier=vip", words="一个支行的贵宾"),
    Page("client_list", OFFICE, query="due=overdue&tier=top", words="逾期的顶级"),
    Page("client_detail", of="client", words="500 条记录", times=CLIENT, statements=15),
    Page("client_detail", of="few", words="5 条记录", times=CLIENT, statements=15),
    Page("client_detail", HEAD, of="client", words="500 条记录"),
    Page("client_timeline", of="client", words="500 条记录"),
    Page("call_sheet", of="client", words="500 条记录", statements=12),
    Page("call_sheet", of="few", words="5 条记录", statements=12),
    Page("call_sheet_booklet", of="plan", words="30 张一册，供打印", times=None, kilobytes=None),
    Page("care_day", statements=12),
    Page("visit_day", statements=15),
    Page("visit_day", HEAD),
    Page("care_day", query="week={before}", words="上周"),
    *each("promise_list", "signal_list", "request_list", who=(MANAGER, HEAD, OFFICE)),
    *each("search", "capacity", "tier_board", "price_list", "concession_list", who=(MANAGER, OFFICE)),
    *each("handover_list", "information_list", "outbox_mine", "password_change", "profile_edit", "kin_declare"),
    *each("lead_add", "structure", who=(MANAGER, HEAD)),
    *each("worklog", "backlog", "greeting_list", "month"),
    *each("place_list", "partner_list", who=(MANAGER, OFFICE), statements=15),
    *each("place_detail", of="place", who=(MANAGER, HEAD), statements=15),
    *each("place_task", of="scene"),
    Page("place_print", of="place", statements=15, kilobytes=None),
    *each("partnership_edit", "partnership_step", "partnership_check", "partnership_end", of="partner"),
    *each("place_edit", "place_give", of="place", who=(HEAD,)),
    *each("place_add", "partner_honours", who=(HEAD,)),
    *each("greeting_team", "unusual_list", "kin_list", "deputy_list", "report", "handover_choose", who=(HEAD, OFFICE)),
    *each("export_list", "grant_list", who=(HEAD, OFFICE)),
    *each("export_new", who=(HEAD,)),
    *each("outbox_list", "import_list", "word_list", who=(OFFICE,)),
    *each("import_detail", of="job", who=(OFFICE,)),
    *each("client_related", of="client", who=(OFFICE,)),
    *each("greeting_review", of="greeting"),
    *each("client_edit", "override_ask", "concession_ask", "appeal_ask", "visit_ask", "commitment_print", of="client"),
    *each(
        "client_manager", "contact_log_add", "promise_add", "client_reveal", "client_consent", "fact_list", of="client"
    ),
    *each("client_reach", "client_quiet", "fact_add", "key_date_add", "client_rest_end", "briefing_write", of="client"),
    *each("client_circle", of="client"),
    *each("day_row", "day_row_dial", "day_row_put_off", of="client"),
    *each("request_detail", of="request", who=(MANAGER, HEAD)),
    *each("handover_run", of="handover", who=(MANAGER, HEAD)),
    *each("handover_undo", of="handover", who=(HEAD,)),
    *each("handover_step", of="assignment"),
    *each("handover_another", of="assignment", who=(HEAD,)),
    *each("letter_detail", "letter_print", of="assignment"),
    *each("cover_back", of="cover"),
    *each("promise_detail", of="promise"),
    *each("signal_detail", of="signal"),
    *each("gift_add", of="client"),
    *each("fact_change", of="fact"),
    *each("information_distil", "information_judge", "information_hand", of="info"),
    *each("fact_open", of="secret"),
    *each("sponsor_name", of="top", who=(HEAD,)),
    *each("manager_day", of="manager", who=(HEAD,)),
    *each("order_client", of="client", who=(HEAD,)),
    *each("order_signal", of="signal", who=(HEAD,)),
    *each("order_manager", of="manager", who=(HEAD,)),
    *each("admin:clients_client_changelist", who=(HEAD,)),
    *each("admin:clients_client_change", of="client", who=(HEAD,)),
    *each("admin:staff_user_change", of="manager", who=(HEAD,)),
)
# Pages that are no rows, and why.
NO_ROW = {
    "login": "before anybody is known; the hash of a password is meant to be slow",
    "healthz": "no page",
    "counter": "an empty field, of a role that the bank of a measurement does not have",
    "unsubscribe": "opened by clients, from a mail, with a token of its own",
    "sink_list": "the demo's mails; production has no such page",
    "sink_detail": "the demo's mails; production has no such page",
    "visit_stop": "of one stop, of a visit day that the bank of a measurement does not have",
    "list_done": "stands on a list that somebody walks through, in the session",
    "list_again": "a download",
    "lead_edit": "the form of lead_add, of who has no account",
    "import_errors": "a download",
    "export_take": "a download",
    "partnership_certificate": "a download",
    "export_detail": "of one file, seen once by who asked",
    "request_end": "a form of one field for a request in force",
    "sponsor_meet": "a form of one field for a sponsor",
    "contact_log_strike": "a form of one field for a contact",
    "order_promise": "the form of order_client",
    "introduction_owed": "sends on to handover_step",
    "letter_owed": "sends on to letter_detail",
    "letter_of_log": "the text of letter_print",
}
# The bank's words of every kind: how often they are found, and how they are written.
SEARCHES = {
    "常见两字 王建": "王建", "单字 王": "王", "罕见 尉迟": "尉迟", "无人 龘": "王龘", "无人 两个常见名": "王 司马",
    "拼音开头 wangji": "wangji", "拼音一个字母 w": "w", "首字母 wjg": "wjg",
}  # fmt: skip
