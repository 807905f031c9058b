"""What a bank in February holds beside its clients, written by the database itself in the proportions of real life.

One entry a table: which model, from which rows, and what stands in its columns; those not named take the model's default.
"""

from django.utils import timezone

from benchmarks.steps.festival import greetings, mails
from benchmarks.steps.pouring import CLIENTS, STOOD, pour, standing
from campaigns.actions.occasions import keep_calendar
from campaigns.models import Occasion
from clients.models import (
    Assignment,
    Consent,
    DoNotDisturb,
    Fact,
    Holding,
    KeyDate,
    Kin,
    Promise,
    Request,
    SavedList,
)
from crm.models import Export, Figure, Occurrence
from crm.rules.figures.kinds import FIGURES
from imports.models import ImportJob
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent, CoverPeriod
from tiers.models import FeeItem, RatingRun, Signal, Standing
from words.dates import months_later, working_week

HEADS = "JOIN staff_user h ON h.unit_id = c.unit_id AND h.role = 'branch_head'"
MANAGERS = "staff_user u WHERE u.role = 'manager'"
RANKED = """(SELECT id, manager_id, last_effective_on, next_due_on, row_number() OVER (
    PARTITION BY manager_id ORDER BY next_due_on NULLS LAST, id) AS place FROM clients_client) c"""
# Another manager of the same unit.
COLLEAGUE = """JOIN LATERAL (SELECT id FROM staff_user m WHERE m.unit_id = u.unit_id AND m.role = 'manager' AND m.id <> u.id
    ORDER BY m.id < u.id, m.id LIMIT 1) m ON true"""
NIGHTS, ON_THE_DAY, WEEKS, EVENTS = (
    250,
    30,
    5,
    5,
)  # of figures; clients of one care day; of care days; of audit a client


class February:
    """The tables in their order; `today` is the day of the measurement, on which a festival's greetings are looked through."""

    def __init__(self, today):
        self.now, self.today = timezone.now(), f"DATE '{today}'"
        self.moment = f"TIMESTAMPTZ '{self.now.isoformat()}'"
        self.week = f"DATE '{working_week(today)}'"
        keep_calendar(now=self.now)
        festivals = Occasion.objects.active().exclude(code__in=Occasion.PERSONAL)
        self.coming = festivals.get(code="spring_festival", on__gt=today, on__lt=months_later(today, 12))
        self.past = festivals.filter(on__lt=today).latest("on")
        self.month = months_later(today.replace(day=1), -2)

    def write(self, cursor):
        """How many rows."""
        count = 0
        parts = (
            self.known(),
            self.promised(),
            self.asked(),
            self.planned(),
            mails(self),
            greetings(self),
            self.told(),
        )
        for part in (*parts, self.kept()):
            for model, source, told in part:
                count += pour(cursor, model, source, told)
        return count

    def known(self):
        """人脉 of every second client, with his consent; days, products, silence."""
        told, half = {"client_id": "c.id", "by_id": "c.manager_id"}, f"{CLIENTS} WHERE mod(c.id, 2) = 0"
        kinds = "(ARRAY['family', 'work', 'hobby', 'info'])[n]"
        learned = f"{self.today} - mod(c.id * n, 300)::int"
        agreed = {"client_id": "c.id", "via": "'any'", "status": "'granted'", "evidence": "'柜面勾选'"}
        agreed["obtained_on"] = f"{self.today} - 300"
        yield Consent, half, agreed | {"purpose": "'dossier'"}
        yield (
            Fact,
            f"{CLIENTS}, generate_series(1, 4) n WHERE mod(c.id, 2) = 0",
            told
            | {"kind": kinds, "text": "'聊到的第' || n || '件事'", "source": "'told'", "seen_by": "'team'"}
            | {"learned_on": learned, "good_until": f"{learned} + 365"},
        )
        secret = {
            "kind": "'family'",
            "text": "'身体不好，少走动'",
            "source": "'told'",
            "is_sensitive": "true",
            "item": "'health'",
        }
        secret |= {"learned_on": f"{self.today} - 30", "good_until": f"{self.today} + 60"}
        few = f"{CLIENTS} WHERE mod(c.id, 50) = 2"
        yield Fact, few, told | secret
        yield Consent, few, agreed | {"purpose": "'sensitive'", "item": secret["item"]}
        number = "(1 + mod(c.id, 12)) * 100 + 1 + mod(c.id, 28)"
        yield (
            KeyDate,
            f"{CLIENTS} WHERE mod(c.id, 3) = 0",
            told | {"kind": "'wedding'", "celebrates": "'solar'", "number": number},
        )
        deposit = {
            "client_id": "c.id",
            "import_key": "'held:' || c.id",
            "product": "'整存整取'",
            "family": "'deposit'",
            "product_code": "'D' || mod(c.id, 9)",
        }
        deposit |= {"amount": "round(coalesce(c.average, 0) * 0.4 + 100, 2)", "data_date": f"{self.today} - 1"}
        deposit |= {"opened_on": f"{self.today} - 200", "matured_on": f"{self.today} + mod(c.id, 360)::int"}
        yield Holding, f"{CLIENTS} WHERE mod(c.id, 5) < 3", deposit
        yield (
            DoNotDisturb,
            f"{CLIENTS} WHERE mod(c.id, 100) = 7",
            told | {"scope": "'all'", "starts_on": f"{self.today} - 30", "reason": "'客户要求'"},
        )

    def promised(self):
        """Promises kept, and the signals: some open, some late, some closed."""
        kept = {"client_id": "c.id", "owes": "'staff'", "owed_by_id": "c.manager_id", "what": "'回访理财到期'"}
        kept |= {"due_on": f"{self.today} - mod(c.id, 200)::int", "origin": "'log'", "made_by_id": "c.manager_id"}
        closed = {"closed_at": f"{self.moment} - mod(c.id, 200) * INTERVAL '1 day'", "closed_by_id": "c.manager_id"}
        yield Promise, f"{CLIENTS} WHERE mod(c.id, 10) = 3", kept | closed | {"state": "'kept'"}
        signal = {"client_id": "c.id", "kind": "(ARRAY['fall', 'maturity', 'complaint'])[1 + mod(c.id, 3)]"}
        signal |= {"severity": "(ARRAY['red', 'orange', 'yellow'])[1 + mod(c.id / 3, 3)]"}
        signal |= {
            "sentence": "'近 7 日日均 15.00 万元，比近 90 日的 28.83 万元低近一半'",
            "raised_on": f"{self.today} - 12",
        }
        signal |= {"due_on": f"{self.today} + mod(c.id, 20)::int - 5"}
        yield Signal, f"{CLIENTS} WHERE mod(c.id, 32) = 1", signal | {"state": "'open'"}
        yield (
            Signal,
            f"{CLIENTS} WHERE mod(c.id, 20) = 2",
            signal | closed | {"state": "'closed'", "result": "'talked'"},
        )

    def asked(self):
        """Overrides asked for and granted, a handover in every branch, and who looked after each client so far."""
        asked = {"kind": "'override'", "client_id": "c.id", "unit_id": "c.unit_id", "asked_by_id": "c.manager_id"}
        asked |= {"tier": "CASE c.tier WHEN 'vip' THEN 'select' ELSE 'vip' END", "tier_before": "c.tier"}
        asked |= {
            "reason": "'household'",
            "words": "'两人都书面同意合并评定'",
            "asked_at": self.moment,
            "due_at": self.moment,
        }
        asked |= {"valid_from": self.today, "valid_until": f"{self.today} + 180"}
        yield Request, f"{CLIENTS} WHERE mod(c.id, 1000) = 1", asked | {"state": "'asked'"}
        decided = {"state": "'approved'", "decided_by_id": "h.id", "decided_at": self.moment}
        yield Request, f"{CLIENTS} {HEADS} WHERE mod(c.id, 500) = 2", asked | decided
        run = {
            "kind": "'handover'",
            "state": "'approved'",
            "unit_id": "u.unit_id",
            "user_id": "u.id",
            "reason": "'rotates'",
        }
        run |= {"asked_by_id": "h.id", "asked_at": self.moment, "due_at": self.moment, "decided_at": self.moment}
        run |= {"valid_from": f"{self.today} + 14", "words": "'岗位轮换'"}
        one = "(SELECT min(id) AS id, unit_id FROM staff_user WHERE role = 'manager' GROUP BY unit_id) u"
        yield Request, f"{one} JOIN staff_user h ON h.unit_id = u.unit_id AND h.role = 'branch_head'", run
        held = {"client_id": "c.id", "unit_id": "c.unit_id"}
        held |= {"manager_id": "c.manager_id", "starts_on": "c.assigned_on", "state": "'given'", "made_at": self.moment}
        yield Assignment, CLIENTS, held
        planned = {"client_id": "c.id", "unit_id": "r.unit_id", "unit_before_id": "r.unit_id", "giver_id": "u.id"}
        planned |= {"manager_id": "m.id", "starts_on": "r.valid_from", "request_id": "r.id", "made_at": self.moment}
        of_run = (
            f"clients_request r JOIN staff_user u ON u.id = r.user_id {COLLEAGUE} JOIN {RANKED} ON c.manager_id = u.id"
        )
        yield (
            Assignment,
            f"{of_run} WHERE r.kind = 'handover' AND c.place BETWEEN 41 AND 80",
            planned | {"state": "'planned'", "made_by_id": "r.asked_by_id"},
        )

    def planned(self):
        """The maintenance days of the last weeks and of this one, each with its clients; who is away; lists and exports."""
        plan = {"manager_id": "u.id", "week": f"{self.week} - 7 * n", "day": f"{self.week} - 7 * n + 2"}
        plan |= {"capacity": "300", "built_at": self.moment}
        yield CarePlan, f"generate_series(0, {WEEKS - 1}) n, {MANAGERS}", plan
        item = {"plan_id": "p.id", "client_id": "c.id", "position": f"mod(c.place - 1, {ON_THE_DAY}) + 1"}
        item |= {
            "what": "'due'",
            "why": "'离上次有效联系 35 天，约定每 30 天一次'",
            "via": "'call'",
            "score": "1",
            "minutes": "10",
        }
        item |= {"due_on": "c.next_due_on", "last_on": "c.last_effective_on"}
        item |= {
            "state": f"CASE WHEN p.week = {self.week} THEN 'planned' WHEN mod(c.id, 5) = 0 THEN 'missed' ELSE 'done' END"
        }
        of_week = f"(c.place - 1) / {ON_THE_DAY} = ({self.week} - p.week) / 7"
        yield PlanItem, f"planner_careplan p JOIN {RANKED} ON c.manager_id = p.manager_id AND {of_week}", item
        away = {"absent_id": "u.id", "cover_id": "m.id", "starts_on": f"{self.today} - 20", "reason": "'培训'"}
        of_staff = f"staff_user u {COLLEAGUE} WHERE u.role = 'manager' AND mod(u.id, 25)"
        first = "(SELECT mod(min(id), 25) FROM staff_user WHERE role = 'manager')"  # the measured one has come back
        yield CoverPeriod, f"{of_staff} = {first}", away | {"ends_on": f"{self.today} - 3"}
        yield CoverPeriod, f"{of_staff} = mod({first} + 5, 25)", away | {"ends_on": f"{self.today} + 3"}
        yield SavedList, MANAGERS, {"owner_id": "u.id", "name": "'贵宾'", "asked": """'{"tier": "vip"}'"""}
        yield (
            Kin,
            f"{CLIENTS} WHERE mod(c.id, 2000) = 3",
            {"client_id": "c.id", "relation": "'relative'", "client_no": "c.client_no", "mask": "'7600****'"}
            | {"user_id": "(SELECT min(id) FROM staff_user WHERE role = 'manager')"},
        )
        export = {"kind": "'clients'", "state": "'done'", "by_id": "u.id", "unit_id": "u.unit_id", "role": "u.role"}
        export |= {"finished_at": self.moment, "expires_at": f"{self.moment} + INTERVAL '1 day'", "words": "'核对名单'"}
        yield Export, "staff_user u, generate_series(1, 20) n WHERE u.role = 'branch_head'", export

    def told(self):
        """The audit: looks, changes and talks of a year."""
        at = f"{self.moment} - mod(c.id * n * 7, 365) * INTERVAL '1 day' - mod(c.id, 86400) * INTERVAL '1 second'"
        event = {
            "at": at,
            "actor_no": "u.employee_no",
            "actor_role": "u.role",
            "client_id": "c.id",
            "unit_id": "c.unit_id",
        }
        event |= {"verb": "(ARRAY['view', 'view', 'create', 'update', 'search'])[n]", "target_id": "c.id::text"}
        event |= {"target_type": "'clients.Client'", "changes": """'{"page": "client_detail"}'"""}
        source = f"{CLIENTS} JOIN staff_user u ON u.id = c.manager_id, generate_series(1, {EVENTS}) n"
        yield AuditEvent, source, event

    def kept(self):
        """What nights leave: files, figures, runs of the clock, the month before last; and the price list."""
        back = f"{self.moment} - n * INTERVAL '8 hours'"
        job = {
            "kind": "(ARRAY['balances', 'clients', 'contacts'])[1 + mod(n, 3)]",
            "filename": "'file-' || n || '.csv'",
        }
        job |= {
            "state": "CASE WHEN mod(n, 90) = 0 THEN 'refused' ELSE 'done' END",
            "total": "36000",
            "unchanged": "36000",
        }
        yield ImportJob, "generate_series(1, 1000) n", job | {"created_at": back, "finished_at": back}
        figure = {"unit_id": "o.id", "on": f"{self.today} - n", "key": "k", "value": "mod(o.id * n, 90)", "base": "100"}
        figure |= {"data_date": f"{self.today} - n - 1", "at": f"{self.moment} - n * INTERVAL '1 day'"}
        keys = ", ".join(f"('{key}')" for key in FIGURES)
        yield Figure, f"staff_orgunit o, generate_series(1, {NIGHTS}) n, (VALUES {keys}) AS figures (k)", figure
        rule = {"rule": "k", "local_date": f"{self.today} - n", "due_at": f"{self.moment} - n * INTERVAL '1 day'"}
        rules = "(VALUES ('ratings'), ('greetings'), ('figures')) AS rules (k)"
        yield Occurrence, f"generate_series(1, {NIGHTS}) n, {rules}", rule | {"state": "'done'"}
        price = {
            "code": "'2026-' || n",
            "name": "'存款证明第' || n || '种'",
            "heading": "'服务'",
            "category": "'market'",
        }
        price |= {
            "unit": "'元/份'",
            "price": "20",
            "published_as": "'2026年第 3 号'",
            "published_on": f"{self.today} - 200",
        }
        yield FeeItem, "generate_series(1, 60) n", price | {"effective_on": f"{self.today} - 100"}
        run = RatingRun.objects.create(month=self.month, finished_at=self.now)
        yield Standing, STOOD, standing(run)
