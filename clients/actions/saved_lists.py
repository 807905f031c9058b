from django.db import transaction

from clients.models import SavedList
from clients.rules.saved_lists import problems_of
from staff.audit import Verb, record
from words.problems import Refused


@transaction.atomic
def save_list(name, asked, *, is_weekly, by):
    """What the list is narrowed by, under a name; of the same name it replaces the older. Refuses a name or conditions that are none."""
    name, mine = name.strip(), SavedList.objects.visible_to(by).select_for_update()
    problems = problems_of(name, asked, sum(each.name != name for each in mine))
    if problems:
        raise Refused(problems)
    values = {"asked": asked, "is_weekly": is_weekly}
    saved, is_new = SavedList.objects.update_or_create(owner=by, name=name, defaults=values)
    former = next((each for each in mine if each.name == name), None)
    changes = {"by": sorted(asked), "weekly": [former.is_weekly, is_weekly] if former else is_weekly}
    record(Verb.CREATE if is_new else Verb.UPDATE, by=by, target=saved, changes=changes)
    return saved


@transaction.atomic
def remind_weekly(saved, is_weekly, *, by):
    SavedList.objects.filter(pk=saved.pk).update(is_weekly=is_weekly)
    record(Verb.UPDATE, by=by, target=saved, changes={"weekly": [saved.is_weekly, is_weekly]})


@transaction.atomic
def drop_list(saved, *, by):
    record(Verb.DELETE, by=by, target=saved)
    saved.delete()
