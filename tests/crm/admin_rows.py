"""Who may do what in the admin, and one row of everything; shared by the tests of the admin."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import GreetingPhrase, Occasion
from clients.models import Client, Holding
from crm.models import Occurrence
from imports.models import ImportJob
from staff.audit import Verb, record
from staff.models import AuditEvent, CalendarDay, CoverPeriod, OrgUnit, User
from tests import factories
from tiers.models import FeeDiscount, FeeItem, RatingRun, Standing, TierChange, TierPolicy

OVERSEERS = {"head_office", "compliance", "auditor"}
INSIDE = OVERSEERS | {"head", "other_head", "sysadmin"}
READERS = OVERSEERS | {"head", "other_head"}
HEADS = {"head", "other_head", "head_office"}
EVERYONE = INSIDE | {"manager"}
# model → (who may look, who may add, who may change, who may delete)
TABLE = {
    OrgUnit: (INSIDE, {"sysadmin"}, {"sysadmin"}, set()),
    User: (INSIDE, {"sysadmin"}, {"sysadmin", "head", "other_head"}, set()),
    CoverPeriod: (INSIDE, HEADS, HEADS, set()),
    CalendarDay: (INSIDE, {"head_office", "sysadmin"}, {"head_office", "sysadmin"}, {"head_office", "sysadmin"}),
    AuditEvent: (READERS, set(), set(), set()),
    Client: (READERS, set(), HEADS, set()),
    Holding: (READERS, set(), set(), set()),
    ImportJob: ({"head_office", "sysadmin"}, set(), set(), set()),
    TierPolicy: (READERS, set(), set(), set()),
    RatingRun: (READERS, set(), set(), set()),
    TierChange: (READERS, set(), set(), set()),
    Standing: (READERS, set(), set(), set()),
    FeeItem: (READERS, {"head_office"}, {"head_office"}, set()),
    FeeDiscount: (READERS, {"head_office"}, {"head_office"}, set()),
    Occurrence: ({"head_office", "sysadmin"}, set(), set(), set()),
    Occasion: (READERS, set(), {"head_office"}, set()),
    GreetingPhrase: (READERS, {"head_office"}, {"head_office"}, set()),
}
LIST_ONLY = {(ImportJob, "sysadmin")}  # sees that a file was imported, not its name
SCOPED = (OrgUnit, User, CoverPeriod, AuditEvent, Client, Holding, TierChange, Standing)


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def rows(bank):
    """One row of every model that the head of 城关支行 may reach, and one that he may not where rows belong to somebody."""
    run = RatingRun.objects.create(seen=2, changed=2)
    own, other = (
        {OrgUnit: bank.outlet, User: bank.manager, Client: bank.mine},
        {OrgUnit: bank.west, User: bank.stranger, Client: bank.theirs},
    )
    today = timezone.localdate()
    for found, client, absent in ((own, bank.mine, bank.manager), (other, bank.theirs, bank.stranger)):
        cover = factories.user(unit=client.unit, name="代管人")
        found[CoverPeriod] = CoverPeriod.objects.create(
            absent=absent, cover=cover, starts_on=today, ends_on=today, reason="年假"
        )
        found[AuditEvent] = record(Verb.ASSIGN, by=absent, target=client, changes={"manager": ["", absent.employee_no]})
        found[TierChange] = TierChange.objects.create(
            client=client, run=run, new="vip", value=235000, sentence="年日均达到贵宾线"
        )
        found[Holding] = factories.holding(client)
        found[Standing] = Standing.objects.create(client=client, run=run, month="2026-10-01", value=235000, tier="vip")
    own[CalendarDay] = CalendarDay.objects.create(date="2026-10-01", is_workday=False, name="国庆节")
    own[ImportJob] = ImportJob.objects.create(kind="clients", filename="clients.csv", path="x", by=bank.head_office)
    own[TierPolicy] = TierPolicy.objects.get(tier="vip")
    own[RatingRun] = run
    own[FeeItem] = factories.fee_item()
    own[FeeDiscount] = factories.fee_discount(own[FeeItem])
    own[Occasion] = Occasion.objects.get(code="new_year", year=2027)
    own[GreetingPhrase] = GreetingPhrase.objects.order_by("pk").first()
    own[Occurrence] = Occurrence.objects.create(rule="rate_clients", local_date=today, due_at=timezone.now())
    return own, other
