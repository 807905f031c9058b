"""Key dates are entered and deleted here, and each year's 忌日 becomes a day of 勿扰 (domain 2.5)."""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clients.actions.cadence import move_clock
from clients.models import Client, DoNotDisturb, KeyDate
from clients.rules.key_dates import key_date_problems, next_key_date, number_of
from staff.audit import Verb, record
from words.content import forbidden_in_text
from words.dates import ONE_DAY
from words.problems import Problem, Refused

NOTE_LIMIT = KeyDate._meta.get_field("note").max_length
SILENCE = "不打扰的日子"  # no word of why: overseers read the reason
NOT_AGREED = "客户还没有同意「人脉档案」，不能登记要紧的日子；请先在客户信息里登记客户的同意"
KNOWN = "这个日子已经登记过了"


@transaction.atomic
def add_key_date(client, *, kind, celebrates, month, day, by, now, year=None, note=""):
    """Enters one day of every year. Returns the KeyDate.

    Refuses without the consent to 人脉档案, a day that no calendar has, one that is known, and words that no record may hold (H1).
    """
    note, today = note.strip(), timezone.localdate(now)
    about = {"kind": kind, "celebrates": celebrates, "year": year, "note": note}
    problems = key_date_problems(month=month, day=day, today=today, **about)
    if problems := [*problems, *forbidden_in_text(note, "note", NOTE_LIMIT)]:
        raise Refused(problems)
    if not client.consents.to_write_down().exists():  # before anything is said of a date that is hidden
        raise Refused(NOT_AGREED)
    row = KeyDate(client=client, number=number_of(celebrates, month, day), by=by, created_at=now, **about)
    _write(row)
    if kind == KeyDate.Kind.MEMORIAL:
        settle_memorials(client, today=today)
    record(Verb.CREATE, by=by, target=row, client=client, changes={"kind": str(kind), "celebrates": str(celebrates)})
    return row


@transaction.atomic
def delete_key_date(row, *, by, now):
    """Deletes it; what it kept quiet is not quiet any more."""
    record(Verb.DELETE, by=by, target=row, client=row.client, changes={"kind": str(row.kind)})
    is_memorial, client = row.kind == KeyDate.Kind.MEMORIAL, row.client
    row.delete()
    if is_memorial:
        move_clock(Client.objects.select_for_update(of=("self",)).get(pk=client.pk), today=timezone.localdate(now))


def keep_memorials(*, now):
    """Every night: the next day of each 忌日 is one of 勿扰; of a client who took his consent back none is any more."""
    today = timezone.localdate(now)
    ahead = DoNotDisturb.objects.filter(key_date=OuterRef("pk"), starts_on__gte=today)
    removed = _forget(DoNotDisturb.objects.all())
    made = _write_silences(KeyDate.objects.memorials().agreed().exclude(Exists(ahead)), today)
    return f"忌日：补入 {made} 天，撤去 {removed} 天" if made or removed else ""


def settle_memorials(client, *, today):
    """The same for one client, at once: his consent or his dates have changed."""
    removed = _forget(DoNotDisturb.objects.filter(client=client))
    made = _write_silences(KeyDate.objects.memorials().agreed().filter(client=client), today)
    if made or removed:
        move_clock(Client.objects.select_for_update(of=("self",)).get(pk=client.pk), today=today)


def _write(row):
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Refused(Problem("day", KNOWN)) from None


def _forget(periods):
    agreed = KeyDate.objects.agreed().values("pk")
    return periods.exclude(key_date=None).exclude(key_date__in=agreed).delete()[0]


def _write_silences(memorials, today):
    """The coming day of each, and the one after it: a night that fails leaves no hole. Returns how many were written."""
    days = [
        DoNotDisturb(client_id=client, key_date_id=pk, starts_on=on, ends_on=on, reason=SILENCE)
        for pk, client, *kept in memorials.values_list("pk", "client", "number", "celebrates", "year")
        for on in _coming(*kept, today)
    ]
    return len(DoNotDisturb.objects.bulk_create(days, ignore_conflicts=True))


def _coming(number, celebrates, year, today):
    for _ in range(2):
        found = next_key_date(number, celebrates, year, today)
        if found is None:
            return
        yield found.on
        today = found.on + ONE_DAY
