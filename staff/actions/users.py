from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from staff.audit import Verb, record
from staff.models import CoverPeriod, User

WRITTEN = (
    "employee_no",
    "name",
    "email",
    "role",
    "unit",
    "care_weekday",
    "daily_minutes",
    "care_day_minutes",
    "is_active",
)
AUDITED = ("employee_no", "name", "role", "unit_id", "care_weekday", "daily_minutes", "care_day_minutes", "is_active")


@transaction.atomic
def save_user(user, *, by=None, password=None):
    """Creates or changes a person. Without `password` a new person cannot log in until one is set."""
    created = user.pk is None
    if password is not None:
        user.set_password(password)
    elif created:
        user.set_unusable_password()
    # Never the whole row: who edits a person must not put back the password that this person has just changed.
    user.save(update_fields=None if created else [*WRITTEN, *(["password"] if password is not None else [])])
    changes = {name: getattr(user, name) for name in AUDITED}
    if password is not None:
        changes["password"] = "已设置"
    record(Verb.CREATE if created else Verb.UPDATE, by=by, target=user, changes=changes)
    return user


@transaction.atomic
def set_password(user, password, *, by=None):
    user.set_password(password)
    user.save(update_fields=["password"])
    record(Verb.UPDATE, by=by, target=user, changes={"password": "已设置"})


@transaction.atomic
def save_cover(period, *, by):
    """Writes a cover period. No chains, no two covers for one person at a time (domain 1.5)."""
    both = User.objects.select_for_update(of=("self",)).filter(pk__in=[period.absent_id, period.cover_id])
    list(both.order_by("pk"))  # both are held: two arrangements that share a person are checked one after the other
    problem = cover_problem(period)
    if problem:
        raise ValidationError(problem)
    period.save()
    record(Verb.COVER, by=by, target=period, unit_id=period.absent.unit_id, reason=period.reason,
           changes={"absent": period.absent.employee_no, "cover": period.cover.employee_no,
                    "from": period.starts_on.isoformat(), "to": period.ends_on.isoformat()})  # fmt: skip
    return period


def cover_problem(period):
    """{field: why it is refused} in Chinese, or None."""
    if period.absent_id == period.cover_id:
        return {"cover": "代管人不能是离岗人自己。"}
    if period.ends_on < period.starts_on:
        return {"ends_on": "结束日期不能早于开始日期。"}
    same_time = CoverPeriod.objects.filter(starts_on__lte=period.ends_on, ends_on__gte=period.starts_on).exclude(
        pk=period.pk
    )
    if same_time.filter(absent=period.absent_id).exists():
        return {"absent": "这段时间内此人已有代管安排，请先调整原安排。"}
    if same_time.filter(Q(absent=period.cover_id) | Q(cover=period.absent_id)).exists():
        return {"cover": "代管不能接力：代管人此时也离岗，或离岗人正替别人代管。"}
    return None
