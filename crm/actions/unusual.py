"""The night notes whose reading was unusual; somebody looks at it and says so (ORG-R8). Both are rows of the audit."""

from django.db import transaction
from django.utils import timezone

from crm.queries.unusual import found_on, means_before, readings_on, verdict_of
from crm.rules.unusual import unusual
from staff.audit import Verb, event, record, record_many
from staff.models import AuditEvent, User
from words.content import forbidden_in_text
from words.dates import ONE_DAY
from words.masking import mask_text
from words.problems import Moved, Problem, Refused

NIGHTS = 2  # days looked at, so that one night without the clock loses nothing
SHORTEST = 4  # characters of what somebody says who has looked at it
LIMIT = AuditEvent._meta.get_field("reason").max_length


@transaction.atomic
def note_unusual(now):
    """One event for each person, day and reason; a second run adds nothing."""
    today = timezone.localdate(now)
    rows = [row for back in range(NIGHTS, 0, -1) for row in _unusual_of(today - back * ONE_DAY)]
    record_many(rows)
    return f"异常查看 {len(rows)} 条" if rows else ""


def _unusual_of(day):
    noted, read = found_on(day), readings_on(day)
    people = {person.employee_no: person for person in User.objects.filter(employee_no__in=read)}
    for number, reading in read.items():
        means = means_before(number, day) if reading.needs_mean else (0, 0)
        for why, (count, mean) in unusual(reading, *means).items():
            if number in people and (number, why) not in noted:
                about = {"on": day.isoformat(), "why": str(why), "count": count, "mean": mean}
                yield event(Verb.UNUSUAL, target=people[number], changes={"who": number, **about})


@transaction.atomic
def see_unusual(finding, words, *, by):
    """Somebody has looked at it, and says what it was. Refuses himself, too few words, and a second look."""
    AuditEvent.objects.select_for_update().get(pk=finding.pk)
    words = words.strip()
    if finding.target_id == str(by.pk):
        raise Refused("自己的查看记录由别人来看")
    if problems := forbidden_in_text(words, "words", LIMIT):
        raise Refused(problems)
    if len(words) < SHORTEST:
        raise Refused(Problem("words", f"请写一句看下来是怎么回事，至少 {SHORTEST} 个字"))
    if seen := verdict_of(finding):
        raise Moved("别人刚才已经看过了。", current=seen)
    about = {name: finding.changes[name] for name in ("who", "on", "why")}
    return record(
        Verb.SEEN, by=by, target=finding, unit_id=finding.unit_id, reason=mask_text(words)[:LIMIT], changes=about
    )
