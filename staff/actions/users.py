from django.db import transaction

from staff.audit import Verb, record

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
def arrange_care_day(user, *, by):
    """Writes a manager's weekday and minutes as they stand in `user`, and nothing else of the row."""
    user.save(update_fields=CARE_DAY)
    record(Verb.UPDATE, by=by, target=user, changes={name: getattr(user, name) for name in CARE_DAY})
    return user


@transaction.atomic
def set_password(user, password, *, by=None):
    user.set_password(password)
    user.save(update_fields=["password"])
    record(Verb.UPDATE, by=by, target=user, changes={"password": "已设置"})
