from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.db import transaction

from staff.actions.grants import grant_password, grant_place, granter_of, place_of, put_password, withdraw_place
from staff.audit import Verb, compared, record
from staff.models import User
from staff.queries.logins import locks
from staff.queries.users import leaving_problems
from staff.roles import Role
from staff.rules.grants import NOBODY, needs_second_person
from words.masking import mask_email
from words.problems import Problem, Refused

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
CARE_DAY = ("care_weekday", "daily_minutes", "care_day_minutes")
AUDITED = ("employee_no", "name", "role", "unit_id", "care_weekday", "daily_minutes", "care_day_minutes", "is_active")
OWN_PLACE = "不能提升自己的岗位或机构，请由另一个人操作"
OWN_PASSWORD = "自己的密码请在「修改密码」页修改"


@transaction.atomic
def save_user(user, *, by=None):
    """Creates or changes a person; returns the Grant that this needs, or None.

    A role or unit that needs a second person (ORG-R6) is held back until one has decided; of the command line (`by`
    is None) it is in force at once and shown to head office. A new person cannot log in until a
    password is set.
    """
    stored = User.objects.select_for_update(of=("self",)).filter(pk=user.pk).first() if user.pk else None
    if problems := leaving_problems(stored, role=user.role, unit_id=user.unit_id, is_active=user.is_active):
        raise Refused(problems)
    before, after = place_of(stored), place_of(user)
    needs_another = needs_second_person(granter_of(by), before, after)
    waits = needs_another and by is not None
    if waits and by.pk == user.pk:
        raise Refused(Problem("role", OWN_PLACE))
    wish = {"role": user.role, "unit": user.unit}
    if waits:
        _hold_back(user, stored)
    if stored is None:
        user.set_unusable_password()
    # Never the whole row: who edits a person must not put back the password that this person has just changed.
    user.save(update_fields=WRITTEN if stored else None)
    changes = compared(stored, user, AUDITED)
    if stored and stored.email != user.email:  # where he is told of what others do with his account
        changes["email"] = [mask_email(stored.email), mask_email(user.email)]
    record(Verb.UPDATE if stored else Verb.CREATE, by=by, target=user, changes=changes)
    if before != after:
        withdraw_place(user)
    return grant_place(user, stored, by=by, waits=waits, **wish) if needs_another else None


def _hold_back(user, stored):
    """What has to wait stays as it is stored; a new person waits without his role, and cannot log in."""
    user.role = stored.role if stored else Role.MANAGER
    user.unit = stored.unit if stored else user.unit
    user.is_active = stored is not None and stored.is_active


@transaction.atomic
def arrange_care_day(user, *, by):
    """Writes a manager's weekday and minutes as they stand in `user`, and nothing else of the row."""
    stored = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    user.save(update_fields=CARE_DAY)
    record(Verb.UPDATE, by=by, target=user, changes=compared(stored, user, CARE_DAY))
    return user


@transaction.atomic
def set_password(user, password, *, by=None):
    """A password for somebody else, who must change it when he logs in. Returns the Grant.

    It opens to `by` what that person sees, so it may need a second person as his role does (ORG-R6); the command line
    (`by` is None) needs none.
    """
    if by is not None and by.pk == user.pk:
        raise Refused(Problem("new_password1", OWN_PASSWORD))
    list(User.objects.select_for_update(of=("self",)).filter(pk=user.pk))  # of two who ask at once, one waits
    # Of a closed account, too: who opens it later must not open it to who knows the password.
    place = place_of(user, is_active=True)
    waits = by is not None and needs_second_person(granter_of(by), NOBODY, place)
    return grant_password(user, password, by=by, waits=waits)


@transaction.atomic
def change_own_password(user, password):
    """By himself, at once: what somebody else has chosen, or asked for, is over. His other sessions end by themselves."""
    put_password(user, make_password(password), is_known_to_others=False)
    user.grants.waiting().of_password().delete()
    record(Verb.UPDATE, by=user, target=user, changes={"password": "已设置"})
    return user


@transaction.atomic
def lock_out(user, *, by):
    """Nobody logs in with this account any more, at once; clients whom he has still are without a manager who works here."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if user.pk == by.pk:
        raise Refused("不能停用自己，请由另一位系统管理员操作。")
    if not user.is_active:
        raise Refused(f"{user.name}已经停用。")
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(Verb.UPDATE, by=by, target=user, reason="立即停用登录", changes={"is_active": [True, False]})
    withdraw_place(user)


@transaction.atomic
def unlock(user, *, by, now):
    """Forgets the wrong tries at this account, from wherever they came, and those at the addresses where he has to wait."""
    addresses = sorted({lock.address for lock in locks(now).get(user.employee_no, ()) if lock.address})
    reset(username=user.employee_no)
    for address in addresses:
        reset(ip=address)
    reason = f"连同地址 {'、'.join(addresses)}" if addresses else ""
    record(Verb.UPDATE, by=by, target=user, reason=reason, changes={"login": "已解锁"})
