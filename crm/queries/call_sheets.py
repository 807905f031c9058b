"""见面提示 for one client or for all of a day, gathered in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from clients.enums import ContactKind, ContactSource, KeyDateKind, QuietScope
from clients.models import Client
from clients.queries.holdings import next_unplanned, with_maturities
from clients.queries.promises import may_close
from clients.rules.birthdays import age_on
from clients.rules.key_dates import name_of, next_key_date
from clients.rules.promises import OF_COMPLAINT
from crm.queries.sheet_rows import gathered, with_last_talk
from crm.rules import call_sheets as rules
from crm.rules.call_sheets import Owed
from crm.rules.complaints import FEELINGS, FOUR, OBJECTIONS, listed
from crm.rules.sheet_aims import NEEDS_GOAL, Due, aims_for, proposed
from crm.rules.sheet_words import IN_PERSON, Line, Tone
from planner.models import PlanItem
from words.dates import day_text
from words.masking import mask_name

EARLIER = "上次的事见客户页"
FIRST_TALK = Line("还没有聊过，先聊生活，不谈产品", "还没有聊过，先聊生活")
NO_TOPIC = Line("没有新话题，问问近况就好", "问问近况就好")


@dataclass(frozen=True)
class Part:
    """Some lines under one title; `rest` counts those that have no room."""

    title: str
    hint: str
    lines: list[Line]
    rest: int = 0

    @property
    def is_on_paper(self):
        return any(line.paper for line in self.lines)

    @property
    def is_ticked(self):
        """Whether its lines are ticked when they were talked of."""
        return any(line.pk for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """What one sheet shows. Every Line says what is on the screen and what on paper."""

    client: Client
    today: date
    tone: Tone
    masked: str
    label: str
    lede: str
    stop: str
    complaint: list[Owed]
    may_settle: bool
    aim: str
    goal: Line
    last: Line
    donts: Part
    talks: bool
    owed: Part
    topics: Part
    thanks: Part
    services: Part
    manners: Part
    days: Part

    four = listed(FEELINGS)
    seven = listed(OBJECTIONS, FOUR + 1)

    @property
    def last_title(self):
        """Only who wrote it down himself says that one talked; a file only tells that there was a contact."""
        source = self.client.last_source
        return {None: "第一次聊", ContactSource.STAFF: "上次聊到"}.get(source, "上次联系")

    @property
    def aims(self):
        return aims_for(self.tone.is_quiet)

    @property
    def lacks_goal(self):
        """顶级 and 优质 are not printed before somebody has said why (domain 2.6)."""
        return self.client.tier in NEEDS_GOAL and not (self.goal.words and self.aim)

    @property
    def answer(self):
        """What was said to whoever complained; '' without a complaint."""
        return rules.answer_words(self.complaint[0], self.today) if self.complaint else ""

    @property
    def complained(self):
        """What he complained of, a Line or None."""
        said, on = self.complaint[0].said, self.complaint[0].said_on
        return self.tone.line(f"{day_text(on, self.today)} {said}", instead=EARLIER) if said else None


def call_sheets(clients, user, now):
    """A Sheet for each of `clients`, a QuerySet within reach of `user`, by client id."""
    today = timezone.localdate(now)
    rows = list(with_maturities(with_last_talk(clients, now), today).select_related("unit"))
    found = gathered([row.pk for row in rows], user, now, today)
    return {row.pk: _sheet(row, found, user, today) for row in rows}


def clients_of(plan, user, today):
    """The ids of the clients who are still to be contacted on this day, in order."""
    items = plan.items.visible_to(user).with_contact().with_silence(today).filter(contacted=False, silence=None)
    return list(items.filter(state__in=PlanItem.OPEN).order_by("position", "pk").values_list("client", flat=True))


def _sheet(client, found, user, today):
    facts, owed = found.facts[client.pk], found.promises[client.pk]
    promises = rules.still_open(owed)
    complaint = [row for row in promises if row.origin in OF_COMPLAINT]
    age = age_on(client.birth_date, today)
    reasons = rules.quiet_reasons(client.last_effective_on, age, bool(complaint), today)
    tone = Tone(bool(reasons), rules.is_private(facts), client.name, client.is_business)
    stop = _stop(client, found.quiet[client.pk], today)
    talks = not stop or bool(complaint)
    days, memorials = _days(client, found.dates[client.pk], found.ahead, tone, today) if talks else ([], [])
    topics = rules.topics(facts, tone, today) if talks else []
    label, interval = found.terms.get(client.tier, ("", None))
    briefing = rules.briefing(interval, _day_of(client.briefed_at), client.assigned_on, tone, today)
    briefing = briefing if talks and not complaint else None
    thanks = _thanks(client, facts, owed, tone, today, topics, briefing, bool(complaint)) if talks else []
    due = Due(today, tone, complaint, promises, days, briefing, client.wanted_on, next_unplanned(client, today))
    aim, goal = _aim(found.drafts.get(client.pk), due, tone)
    return Sheet(
        client=client,
        today=today,
        tone=tone,
        masked=mask_name(client.name, is_business=client.is_business),
        label=label,
        lede=_lede(client, age),
        stop=stop,
        complaint=complaint,
        may_settle=any(may_close(row, user) for row in complaint),
        aim=aim,
        goal=goal,
        last=_last(client, tone, today),
        donts=Part("不要说", "", _donts(facts, found.quiet[client.pk], reasons, memorials, tone, today)),
        talks=talks,
        owed=_owed_part(promises, rules.kept_words(owed, today), tone, today),
        topics=Part("可以聊", "30 天里没聊过的", topics or [NO_TOPIC] * talks),
        thanks=Part(rules.thanks_title(thanks), "", thanks),
        services=Part("请这样做", "", rules.services(facts, tone)),
        manners=Part("怎么说话", "只记看到过的", rules.manners(facts, tone, today)),
        days=Part("要紧的日子", "30 天内", days),
    )


def _day_of(moment):
    return moment and timezone.localdate(moment)


def _stop(client, quiet, today):
    """Why the client is not to be contacted for care or business; '' if he may be."""
    if not client.is_in_care:
        return f"客户状态：{client.get_status_display()}，不要联系"
    silent = [row for row in quiet if row.scope == QuietScope.ALL]
    return f"勿扰{_until(silent[0], today)}，不要联系" if silent else ""


def _until(row, today):
    return f"至 {day_text(row.ends_on, today)}" if row.ends_on else ""


def _lede(client, age):
    """「薛哥，58 岁，果农；2012 年起的客户」, of what is known."""
    words = "，".join(filter(None, (client.salutation, age and f"{age} 岁", client.occupation)))
    return "；".join(filter(None, (words, client.opened_on and f"{client.opened_on.year} 年起的客户")))


def _last(client, tone, today):
    if client.last_occurred_at is None:
        return FIRST_TALK
    on = timezone.localdate(client.last_occurred_at)
    minutes = f" {client.last_seconds // 60} 分钟" if (client.last_seconds or 0) >= 60 else ""
    ago = f"{(today - on).days} 天前" if on < today else "今天"
    why = f"{day_text(on, today)} {ContactKind(client.last_kind).label}{minutes}"
    why = "，".join(filter(None, (why, client.last_by__name, ago)))
    return tone.line(client.last_note, instead=EARLIER, why=why) or Line(EARLIER, EARLIER, why)


def _owed_part(promises, kept, tone, today):
    lines = [rules.owed_line(row, tone, today) for row in promises[: rules.PROMISES]]
    return Part("答应过的事", kept, lines, max(len(promises) - rules.PROMISES, 0))


def _days(client, dates, ahead, tone, today):
    """(days to speak of, days to leave the client in peace) within 30 days, the next first."""
    days, memorials = [], []
    born = ahead.get((client.celebrates, client.birthday))
    if born:
        days.append(Line("生日", "生日", day=born))
    for row in dates:
        on = _falls_on(row, ahead, today)
        if on and row.kind == KeyDateKind.MEMORIAL:
            memorials.append(on)
        elif on and (line := tone.line(name_of(row.kind, row.note), day=on)):
            days.append(line)
    return sorted(days, key=lambda line: line.day), sorted(memorials)


def _falls_on(row, ahead, today):
    """The day within 30 days on which a key date falls that has begun, or None."""
    on = ahead.get((row.celebrates, row.number))
    found = on and next_key_date(row.number, row.celebrates, row.year, today)
    return on if found and found.on == on else None


def _aim(draft, due, tone):
    """What this person wrote today, else what is due proposes: the words of a promise, which paper holds as little here as there."""
    if draft:
        return draft.get("aim", ""), tone.goal(draft.get("goal", ""))
    aim, goal = proposed(due)
    return aim, tone.line(goal, instead=IN_PERSON) or Line("", "")


def _thanks(client, facts, owed, tone, today, topics, briefing, complains):
    """What to thank or praise for; without a complaint also what to ask, and that a briefing is due."""
    lines = [rules.praise(facts, owed, tone, today, {line.pk for line in topics})]
    if not complains:
        lines += [rules.ask(facts, owed, _day_of(client.asked_at), tone, today), briefing]
    return [line for line in lines if line]


def _donts(facts, quiet, reasons, memorials, tone, today):
    """What not to say or do, above everything else on the sheet; empty when nothing is known."""
    calls = [row for row in quiet if row.scope == QuietScope.CALLS]
    lines = [Line("不打电话", "不打电话", why=_until(calls[0], today))] if calls else []
    if reasons:
        lines.append(Line("业务上的事一句不提", "", why="，".join(reasons)))
    for on in memorials:
        words = f"{day_text(on, today)}是家里的忌日，不打扰"
        lines.append(Line(words, f"{day_text(on, today)}不打扰"))
    return [*lines, *rules.taboos(facts, tone, today)]
