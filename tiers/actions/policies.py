"""A version of the policies is written down while it is asked for, and in force from its day once it is approved (domain 3.2)."""

from django.db import transaction

from staff.audit import Verb, record
from tiers.models import TierPolicy, TierThreshold
from tiers.models.policies import FIRST_DAY
from tiers.queries.policies import TERM_FIELDS, last_version, policies_of
from tiers.rules.policies import differences, problems_with
from words.problems import Refused


def lock_versions():
    """One asks for a version, or approves one, at a time."""
    list(TierPolicy.objects.select_for_update(of=("self",)).filter(effective_on=FIRST_DAY).order_by("pk"))


@transaction.atomic
def write_version(policies, request):
    """The five rows of what `request` asks for, with their lines; they are in force on no day yet. Refuses what may not be."""
    if problems := problems_with(policies):
        raise Refused(problems)
    TierPolicy.objects.filter(request=request).delete()  # as it was asked for before it was sent back
    for tier, term in policies.terms.items():
        values = {name: getattr(term, name) for name in TERM_FIELDS}
        row = TierPolicy.objects.create(tier=tier, request=request, **values)
        lines = ((group, thresholds.of(tier)) for group, thresholds in policies.policy.thresholds.items())
        TierThreshold.objects.bulk_create(
            TierThreshold(policy=row, group=group, minimum=minimum) for group, minimum in lines if minimum is not None
        )


@transaction.atomic
def apply_policy(request, by, now):
    """In force from the day that was asked for; what it changes is one row of the audit a tier."""
    lock_versions()
    _day, before = last_version()
    version = TierPolicy.objects.filter(request=request)
    version.update(effective_on=request.valid_from)
    _record(version, differences(before, policies_of(version)), by, {"effective_on": request.valid_from.isoformat()})


@transaction.atomic
def end_policy(request, by, now):
    """Taken back before its day: the version that is in force stays."""
    version = TierPolicy.objects.filter(request=request)
    version.update(effective_on=None)
    for row in version.order_by("pk"):
        record(
            Verb.PARAM,
            by=by,
            target=row,
            changes={"tier": row.tier, "effective_on": [request.valid_from.isoformat(), None]},
        )


def _record(version, changed, by, about):
    for row in version.order_by("pk"):
        mine = {one.name: [_plain(one.old), _plain(one.new)] for one in changed if one.tier == row.tier}
        if mine:
            record(Verb.PARAM, by=by, target=row, changes={"tier": row.tier, **about, **mine})


def _plain(value):
    return value if value is None or isinstance(value, int) else str(value)
