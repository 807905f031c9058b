"""Which of the two sets each place asks for, and why: {file: (why, its functions)}.

HOLDERS have an account and are 正常: what is rated, counted, summed, averaged or greeted. CARE is these and who is 未开户:
what is planned, due, searched, handed over or left in peace. A place may stand in both, with its reason in each.
"""

OF_TIERS = "a tier, a standing, a signal or a better price is of who has an account"
COUNTED = "a number of clients, a sum or a share holds nobody without an account"
GREETED = "greetings and reports by mail go to who has an account"
PLANNED = "the planner plans for everybody in care"
DEMO = "the demo bank tells its stories of who has an account"

HOLDERS = {
    "campaigns/queries/briefings.py": (GREETED, "_situation"),
    "campaigns/queries/greetings/candidates.py": (GREETED, "consenting"),
    "campaigns/queries/greetings/eligibility.py": (GREETED, "Situation.facts"),
    "campaigns/queries/greetings/lists.py": (GREETED, "not_asked"),
    "clients/models/clients.py": (
        "the set itself",
        "Client Client.Meta Client.has_account Client.tier_words ClientQuerySet.active",
    ),
    "clients/queries/narrowing.py": (
        "holdings, and lists of what is missing",
        "_by_maturity _of_tier _without_balance",
    ),
    "crm/actions/demo_concessions.py": (DEMO, "_client _related"),
    "crm/actions/demo_exports.py": (DEMO, "plant_exports"),
    "crm/actions/demo_handovers.py": (DEMO, "plant_handovers"),
    "crm/actions/demo_signals.py": (DEMO, "plant_signals"),
    "crm/actions/demo_standings.py": (DEMO, "plant_requests"),
    "crm/queries/client.py": ("mail, and money", "ask_email money_facts"),
    "crm/templatetags/ui.py": ("the badge of a tier", "client_tier"),
    "crm/queries/commitments.py": (OF_TIERS, "_stop commitments_of"),
    "crm/queries/figures/contacts.py": (COUNTED, "rows_of_groups"),
    "crm/queries/figures/deposits.py": (COUNTED, "of_maturities of_stayed"),
    "crm/queries/figures/standings.py": (OF_TIERS, "of_gone of_moves"),
    "crm/queries/manager_days.py": (COUNTED, "day_of"),
    "crm/queries/money.py": (COUNTED, "_standings"),
    "crm/queries/nights.py": (OF_TIERS, "_moved"),
    "crm/queries/overview.py": (COUNTED, "Place.clients"),
    "crm/queries/strategies.py": (OF_TIERS, "strategy_of"),
    "crm/queries/workbench.py": (COUNTED, "_is_client _own_month"),
    "imports/importers/clients.py": ("no file says who has no account", "<module>"),
    "outbox/queries/messages.py": (GREETED, "_may_get"),
    "planner/queries/mornings.py": ("a promise or a better price names none", "_named"),
    "planner/queries/due_facts.py": ("birthdays of the upper tiers", "_birthdays"),
    "planner/queries/intervals.py": ("the effect of a tier's interval", "_kept _load"),
    "planner/queries/sponsors.py": (OF_TIERS, "with_meetings"),
    "tiers/actions/appeals.py": (OF_TIERS, "ask_appeal"),
    "tiers/actions/concessions.py": (OF_TIERS, "ask_concession"),
    "tiers/actions/overrides.py": (OF_TIERS, "ask_override"),
    "tiers/actions/ratings.py": (OF_TIERS, "still"),
    "tiers/actions/signals/raising.py": (OF_TIERS, "raise_signal raise_signals"),
    "tiers/actions/sponsors.py": (OF_TIERS, "_check _end end_sponsors"),
    "tiers/actions/standings.py": (OF_TIERS, "_locked _settle_all"),
    "tiers/queries/appeals.py": (OF_TIERS, "_is_client"),
    "tiers/queries/boards.py": (OF_TIERS, "<module> _counts _crossed _moved.narrowed _was.narrowed"),
    "tiers/queries/concessions.py": (OF_TIERS, "_checks"),
    "tiers/queries/effects.py": (OF_TIERS, "_counted"),
    "tiers/queries/moves.py": (OF_TIERS, "moves_between"),
    "tiers/queries/nights.py": (OF_TIERS, "this_night"),
    "tiers/queries/overrides.py": (OF_TIERS, "_checks quotas"),
    "tiers/queries/ratings.py": (OF_TIERS, "ratable"),
    "tiers/queries/sponsors.py": (OF_TIERS, "sponsor_facts to_meet"),
}
CARE = {
    "campaigns/models/greetings.py": ("whom a telephone reaches instead", "GreetingQuerySet.undelivered"),
    "clients/actions/cadence.py": ("everybody in care has a clock", "count_tries_anew due_on"),
    "clients/actions/deputies.py": ("everybody in care has a deputy", "set_deputy"),
    "clients/actions/rests.py": ("everybody in care is left in peace", "end_rest"),
    "clients/models/clients.py": (
        "the set itself, and what stands on it",
        "Client.is_in_care Client.rests_on ClientQuerySet.approachable ClientQuerySet.due ClientQuerySet.in_care "
        "ClientQuerySet.resting ClientQuerySet.soon ClientQuerySet.without_manager",
    ),
    "clients/models/kin.py": ("who must be given to somebody else", "<module> Kin.waits"),
    "clients/models/promises.py": ("a promise is kept to anybody", "asks_on"),
    "clients/queries/deputies.py": ("everybody in care has a deputy", "_managed"),
    "clients/queries/narrowing.py": ("lists of who is due", "_by_due"),
    "crm/queries/call_sheets.py": ("who is met", "_stop clients_of"),
    "crm/queries/client.py": ("why no contact is promised", "_promise"),
    "crm/queries/day_rows.py": (PLANNED, "care_day_row"),
    "crm/queries/head_mails.py": ("somebody answers for everybody in care", "_orphans"),
    "crm/queries/manager_days.py": ("the list of who is overdue", "day_of"),
    "crm/queries/months.py": ("the days that are told to who looks after them", "people_of"),
    "crm/queries/orders.py": ("a head may ask for a call to anybody", "_client"),
    "crm/queries/shell.py": (PLANNED, "_due"),
    "crm/queries/workbench.py": ("what is due is counted as the list does", "_silent_apart"),
    "crm/views/client.py": ("whom one may still talk to", "_timeline"),
    "planner/actions/backlogs.py": (PLANNED, "_spread spread_first_contacts"),
    "planner/actions/care_days.py": (PLANNED, "_refuse_silent add_item"),
    "planner/actions/day_rows.py": (PLANNED, "require_approachable"),
    "planner/actions/plans.py": (PLANNED, "_is_wanted"),
    "planner/actions/reminders.py": (PLANNED, "_listed"),
    "planner/models/care_days.py": (PLANNED, "PlanItemQuerySet.with_silence"),
    "planner/queries/backlogs.py": (
        PLANNED,
        "backlog beside_plan first_contacts in_plan risen_first_contacts rooms_for",
    ),
    "planner/queries/capacity.py": (PLANNED, "_planned"),
    "planner/queries/care_days.py": (PLANNED, "_rows care_count stands_on_list"),
    "planner/queries/due_facts.py": (PLANNED, "_candidates _near_today _open_follow_ups"),
    "planner/queries/intervals.py": ("of the holders, who may be approached", "_kept _load"),
    "planner/queries/mornings.py": (PLANNED, "_birthdays _due _maturities"),
    "planner/queries/plans.py": (PLANNED, "chances"),
    "planner/queries/teams.py": (PLANNED, "team with_care"),
    "tiers/queries/gaps.py": ("of who has an average, who may be approached", "members"),
}
