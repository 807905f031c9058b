"""The list of greetings: per occasion how far one is, what is to be looked through, who is left out and why."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from campaigns.models import Greeting, Occasion
from campaigns.rules.greetings.eligibility import HANDED_OVER, Facts, Stage, why_not
from campaigns.rules.greetings.timing import SHOWN_DAYS
from clients.models import Client, DoNotDisturb
from outbox.models import Message
from staff.cached import cached, forget

State = Greeting.State
SHOWS = {
    "review": (State.DRAFT,),
    "said": (State.APPROVED, State.SENT, State.BY_HAND),
    "left": (State.SKIPPED, State.EXPIRED),
    "omitted": (State.OMITTED,),
}
UNSENT = "unsent"
DRAFTED_AHEAD = "系统在节日前 20 天、生日前 7 天的清早起草。"
NOTHING = {  # what an empty list says: a title and a sentence
    "review": ("没有待审阅的问候", DRAFTED_AHEAD),
    "said": ("还没有定稿的问候", ""),
    "left": ("没有跳过或过期的问候，很好", ""),
    "omitted": ("没有因容量等原因落下的客户，很好", ""),
    "stopped": ("近 7 天没有按规则拦下的问候", "没有同意、勿扰、过了时段的，系统不发，都写明原因。"),
    UNSENT: ("没有因容量等原因落下的客户，很好", ""),
}
SHOW_WORDS = {"review": "待审阅", "said": "已定稿", "left": "跳过与过期", "omitted": "本节不问候"}


@dataclass
class OccasionProgress:
    """One occasion of one year; birthdays of all days are one occasion here."""

    code: str
    name: str
    on: date
    counts: Counter = field(default_factory=Counter)
    until: date | None = None

    @property
    def total(self):
        return sum(number for state, number in self.counts.items() if state != State.OMITTED)

    @property
    def left(self):
        return self.counts[State.DRAFT]

    @property
    def expired(self):
        return self.counts[State.EXPIRED]

    @property
    def done(self):
        """Looked at and decided; who let one expire has not."""
        return self.total - self.left - self.expired

    @property
    def confirmed(self):
        return sum(self.counts[state] for state in SHOWS["said"])

    @property
    def omitted(self):
        return self.counts[State.OMITTED]

    @property
    def is_birthdays(self):
        return self.until is not None


def greetings_of(user, today):
    """What stands on this person's list: his own and those of whom he covers, up to some days after the occasion."""
    rows = Greeting.objects.visible_to(user).written_for(user)
    return rows.filter(on__gte=today - timedelta(days=SHOWN_DAYS))


def unsent_of(rows, today):
    """{"missed": how many did not arrive, "unsure": of how many nobody knows}; only the former are made up for."""
    unsure = Q(message__state=Message.State.UNCERTAIN)
    return rows.undelivered(today).aggregate(missed=Count("pk", filter=~unsure), unsure=Count("pk", filter=unsure))


def chosen(rows, show, today):
    return rows.undelivered(today) if show == UNSENT else rows.filter(state__in=SHOWS[show])


def progress_of(user, today):
    """How far he is with each occasion; a minute old at most, and new as soon as he has done something himself."""
    return cached("greeting_progress", user.pk, lambda: progress_by_occasion(greetings_of(user, today)))


def forget_progress(user):
    forget("greeting_progress", user.pk)


def progress_by_occasion(rows):
    """One OccasionProgress each, by day."""
    found = {}
    counted = (
        rows.order_by().values_list("occasion__code", "occasion__name", "on", "state").annotate(number=Count("pk"))
    )
    for code, name, on, state, number in counted:
        is_birthday = code in Occasion.PERSONAL
        progress = found.setdefault(
            (code, None if is_birthday else on), OccasionProgress(code, name, on, until=on if is_birthday else None)
        )
        progress.counts[state] += number
        progress.on = min(progress.on, on)
        progress.until = max(progress.until, on) if is_birthday else None
    return sorted(found.values(), key=lambda progress: (progress.on, progress.code))


def drafts_to_confirm(manager, day):
    """How many drafts this manager should have looked through by the end of `day` (E02, the navigation's count)."""
    return drafts_of([manager.pk], day).get(manager.pk, 0)


def drafts_of(managers, day):
    """{id: how many} of those of the `managers` (ids) who should look through any by the end of `day`."""
    rows = Greeting.objects.drafts().filter(manager__in=managers, review_on__lte=day, on__gte=day).order_by()
    return dict(rows.values_list("manager").annotate(number=Count("pk")))


def drafts_waiting(user, today):
    """The same for everything on this person's own list."""
    return Greeting.objects.written_for(user).drafts().filter(review_on__lte=today, on__gte=today)


def handed_over(user, today):
    """[(where they went, how many)] of his approved greetings whose client was handed over before they left."""
    since = today - timedelta(days=SHOWN_DAYS)
    gone = Message.objects.filter(by=user, kind=Greeting.MAIL, state=Message.State.CANCELLED)
    gone = gone.filter(reason__startswith=HANDED_OVER, expires_at__date__gte=since)
    return list(gone.order_by("reason").values_list("reason").annotate(number=Count("pk")))


def not_asked(user, today):
    """[(why, how many)] of his active clients for whom nothing is drafted at all."""
    agreed = Client.objects.agreed_to_mail().filter(pk=OuterRef("pk"))
    silent = DoNotDisturb.objects.silencing(today).filter(client=OuterRef("pk"))
    clients = Client.objects.active().filter(manager=user).order_by()
    clients = clients.annotate(has_email=~Q(email=""), has_agreed=Exists(agreed), is_quiet=Exists(silent))
    groups = clients.values_list("has_email", "has_agreed", "is_quiet").annotate(number=Count("pk"))
    found = Counter()
    for has_email, has_agreed, is_quiet, number in groups.order_by("has_email", "has_agreed", "is_quiet"):
        quiet = [(today, today)] if is_quiet else ()
        morning = datetime.combine(today, time.min)
        facts = Facts(on=today, now=morning, has_email=has_email, has_agreed=has_agreed, quiet=quiet)
        found[why_not(facts, Stage.ASK)] += number
    return [(reason, number) for reason, number in found.items() if reason]
