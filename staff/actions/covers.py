"""AB角 (domain 1.5): who looks after the clients of somebody who is away."""

from django.db import transaction
from django.db.models import Q

from staff.audit import Verb, record
from staff.models import CoverPeriod, User
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Problem, Refused

REASON_LIMIT = CoverPeriod._meta.get_field("reason").max_length


@transaction.atomic
def save_cover(period, *, by):
    """Writes a cover period. Refuses a chain of covers, and two covers for one person at a time (domain 1.5)."""
    both = User.objects.select_for_update(of=("self",)).filter(pk__in=[period.absent_id, period.cover_id])
    list(both.order_by("pk"))  # both are held: two arrangements that share a person are checked one after the other
    if problems := cover_problems(period):
        raise Refused(problems)
    period.save()
    people = {"absent": period.absent.employee_no, "cover": period.cover.employee_no}
    changes = people | {"from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()}
    unit_id, reason = period.absent.unit_id, mask_text(period.reason)
    record(Verb.COVER, by=by, target=period, unit_id=unit_id, reason=reason, changes=changes)
    return period


def cover_problems(period):
    if period.absent_id == period.cover_id:
        return [Problem("cover", "代管人不能是离岗人自己")]
    if period.ends_on < period.starts_on:
        return [Problem("ends_on", "结束日期不能早于开始日期")]
    if problems := forbidden_in_text(period.reason, "reason", REASON_LIMIT):
        return problems
    same_time = CoverPeriod.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exclude(
        pk=period.pk
    )
    if same_time.filter(absent=period.absent_id).exists():
        return [Problem("absent", "这段时间内此人已有代管安排，请先调整原安排")]
    if same_time.filter(Q(absent=period.cover_id) | Q(cover=period.absent_id)).exists():
        return [Problem("cover", "代管不能接力：代管人此时也离岗，或离岗人正替别人代管")]
    return []
