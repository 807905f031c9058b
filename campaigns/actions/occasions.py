"""The calendar of occasions: filled by rule, switched by head office (domain 6.2)."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from campaigns.models import GreetingPhrase, Occasion
from campaigns.rules.greetings.wording import LEFTOVER, wording_problems
from campaigns.rules.occasions import occasions_of, why_not_for_all
from staff.actions.calendar import fill_calendar
from staff.audit import Verb, record
from words.problems import Problem, Refused

YEARS_AHEAD = 2
TOKENS = ("{称呼}", "{节日}", "{机构}", "{经理}", "{农历}")


def keep_calendar(*, now):
    """Occasions and days off of this year and the coming ones, every night; on almost all there is nothing to do."""
    year = timezone.localdate(now).year
    days = fill_calendar(range(year - 1, year + 2))
    made = fill_occasions(range(year, year + YEARS_AHEAD + 1))
    return "，".join(filter(None, (days and f"补入 {days} 个放假或调休日", made and f"补入 {made} 个节日")))


@transaction.atomic
def fill_occasions(years, by=None):
    """Adds the occasions of these solar years that are not there yet; returns how many.

    Rows that exist stay as they are, and what head office switched by hand passes on to the years that are added.
    """
    held = set(Occasion.objects.values_list("code", "year"))
    switched = dict(
        Occasion.objects.exclude(switched_by=None).order_by("year").values_list("code", "is_active")
    )  # the latest year wins
    rows = [row for year in years for row in rows_of(year) if (row.code, row.year) not in held]
    for row in rows:
        row.is_active = switched.get(row.code, row.is_active)
    Occasion.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    if rows:
        record(Verb.PARAM, by=by, changes={"occasions": len(rows), "years": sorted({row.on.year for row in rows})})
    return len(rows)


def rows_of(year):
    """The unsaved rows of one solar year; 生日 is one row that covers all of it."""
    rows = [
        Occasion(code=each.code, name=each.name, on=each.on, until=each.until, tone=each.tone, calendar=each.calendar,
                 year=each.year, is_active=each.active, note=each.note)
        for each in occasions_of(year)
    ]  # fmt: skip
    birthday = Occasion(
        code=Occasion.BIRTHDAY, name="生日", on=date(year, 1, 1), until=date(year, 12, 31), tone=Occasion.Tone.JOY,
        calendar=Occasion.Calendar.SOLAR, year=year, is_active=True, note="公历或农历，按客户自己的过法",
    )  # fmt: skip
    return [birthday, *rows]


@transaction.atomic
def switch_occasion(occasion, *, is_active, by):
    """Head office turns the greetings of one occasion on or off; it is looked at again when a mail is about to leave.

    The years behind it follow, up to the next that somebody switched himself. Refuses a solemn or silent
    day and an occasion that is for some people only.
    """
    row = Occasion.objects.select_for_update(of=("self",)).get(pk=occasion.pk)
    if is_active and row.tone in Occasion.SILENT:
        raise Refused(Problem("is_active", f"{row.name}是{row.get_tone_display()}的日子，不能起草问候"))
    if is_active and (reason := why_not_for_all(row.code)):
        raise Refused(Problem("is_active", f"{row.name}{reason}"))
    if row.is_active == is_active:
        return row
    row.is_active, row.switched_by = is_active, by
    row.save(update_fields=["is_active", "switched_by"])
    later = Occasion.objects.filter(code=row.code, on__gt=row.on)
    if own := later.exclude(switched_by=None).order_by("on").first():
        later = later.filter(on__lt=own.on)
    changes = {"occasion": row.code, "year": row.year, "is_active": is_active}
    record(Verb.PARAM, by=by, target=row, changes={**changes, "later_years": later.update(is_active=is_active)})
    return row


@transaction.atomic
def save_phrase(phrase, *, by):
    """Adds or changes a sentence of the library. Refuses words that no greeting may hold."""
    phrase.text, phrase.code = phrase.text.strip(), phrase.code.strip()
    known = Occasion.objects.filter(code=phrase.code).exists()
    if phrase.code and not known:
        raise Refused(Problem("code", "没有这个节日代码"))
    problems = phrase_problems(phrase)
    if problems:
        raise Refused(problems)
    same = GreetingPhrase.objects.filter(code=phrase.code, part=phrase.part, text=phrase.text).exclude(pk=phrase.pk)
    if same.exists():
        raise Refused(Problem("text", "句库里已有这一句"))
    verb = Verb.UPDATE if phrase.pk else Verb.CREATE
    phrase.save()
    record(verb, by=by, target=phrase, changes={"code": phrase.code, "part": phrase.part, "active": phrase.is_active})
    return phrase


def phrase_problems(phrase):
    plain = phrase.text
    for token in TOKENS:
        plain = plain.replace(token, "客")
    if LEFTOVER.search(plain):
        return [Problem("text", f"只能使用{'、'.join(TOKENS)}")]
    # The length of a whole greeting is not asked of one sentence.
    problems = wording_problems(plain + "愿您一切顺心如意", phrase.tone or "joy", phrase.code)
    return [Problem("text", problem) for problem in problems]
