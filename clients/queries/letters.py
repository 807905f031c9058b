"""The 交接信 of one client: what the system knows, what the manager added, and who may read it (O24, DOS-R1)."""

from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.text import Truncator

from clients.enums import Aim, Owes, PromiseOrigin, PromiseState, QuietScope, RequestState
from clients.enums.facts import FactKind, SeenBy, Verdict
from clients.models import Assignment, Client, ContactLog, Draft, Fact, Holding, KeyDate, Promise
from clients.queries.introductions import receiver_of, receives
from clients.queries.key_dates import key_days
from clients.rules.birthdays import age_on
from clients.rules.drafts import LETTER
from clients.rules.letters import About, Known, Line, Owed, lines_in, lines_of, may_have_letter
from staff.roles import Permission, Role
from staff.scope import reach, subtree_ids
from words.dates import moment_text, month_day
from words.masking import mask_name

State = Assignment.State
AHEAD, LATELY, YEAR = timedelta(days=90), timedelta(days=180), timedelta(days=366)
TALKS, OWED, FAVOURS = 3, 6, 3
HELPED = (Aim.HELP, Aim.INTRODUCTION, Aim.ADVICE_ASKED, Aim.CHANNEL)
ABOUT = (
    "client__unit",
    "client__sponsor",
    "giver",
    "manager",
    "unit",
    "letter__closed_by",
    "introduction__owed_by",
    "letter_log",
    "request",
)


@dataclass(frozen=True)
class Letter:
    """`lines` as they stand now; `talks` the last ones; `questions` of the receiver with their answers. Who does not read the client
    any more, but owes the letter, `knows` nothing: his lines are empty, and what is `kept` for the reader is whole.

    `taboos` stand above everything else. `is_writer`, `is_reader`: who may hand it over, and who says that he has read it.
    """

    assignment: Assignment
    lines: list[Line]
    kept: list[Line]
    talks: list
    questions: list
    taboos: list[str]
    is_writer: bool
    is_reader: bool
    knows: bool
    name: str

    @property
    def receiver(self):
        """Whose letter it is: who was chosen anew, where the client did not want the first one."""
        return receiver_of(self.assignment)

    @property
    def is_done(self):
        return self.assignment.letter_log_id is not None

    @property
    def read_at(self):
        return self.assignment.letter and self.assignment.letter.read_at

    @property
    def stands(self):
        """「11月24日 10:05 写好，还没有读，补了 4 句」「11月25日 前写好，补了 1 句」."""
        row, added = self.assignment, sum(bool(line.sentence) for line in self.lines)
        due = f"{month_day(row.letter.due_on)} 前写好" if row.letter and not self.is_done else ""
        done = f"{moment_text(timezone.localtime(row.letter_log.occurred_at))} 写好" if self.is_done else ""
        read = f"{moment_text(timezone.localtime(self.read_at))} 读过" if self.read_at else ""
        unread = "还没有读" if self.is_done and row.letter and not read else ""
        return "，".join(filter(None, (due, done, read, unread, f"补了 {added} 句")))

    @property
    def may_be_read(self):
        """Whether it waits for the word of the receiver; one that nobody owed does not."""
        return self.is_reader and self.is_done and self.assignment.letter_id is not None and not self.read_at

    @property
    def hint(self):
        if self.is_writer and not self.knows:
            return "客户已归接手人，系统知道的由系统写给接手人；您补上您知道的，第 4、6、9、10 行一定要补"
        if self.is_writer:
            return "「已有」从客户页来，只补系统不知道的一句；第 4、6、9、10 行一定要补"
        return f"「已有」从客户页来，其余是{self.assignment.giver.name}写的"


def letters_for(user):
    """The assignments whose letter the user may read: receiver, backup and head, who see the client or are about to get him, and
    the giver while he reads the client or owes it. Nobody gets a client before head office has agreed where it is asked."""
    if not (user.is_active and user.can(Permission.VIEW_NAMES)):
        return Assignment.objects.none()
    still_owed, sees = Q(letter__state=PromiseState.OPEN, letter_log=None), reach(user, "client__")
    comes = sees | Q(state__in=(State.PLANNED, State.HELD), request__state=RequestState.APPROVED)
    anew = Q(introduction__owed_by=user) & sees
    mine = Q(manager=user) & comes | anew | Q(client__backup=user) | Q(giver=user) & (sees | still_owed)
    if user.role == Role.BRANCH_HEAD:
        mine |= Q(unit__in=subtree_ids(user)) & comes | Q(client__unit__in=subtree_ids(user))
    rows = Assignment.objects.filter(mine, manager__isnull=False, giver__isnull=False)
    return rows.exclude(state=State.UNDONE).apart_from(user).select_related(*ABOUT)


def letter_of(assignment, user, now):
    """The letter as the user reads it; the manager who writes it goes on with his draft."""
    today, client = timezone.localdate(now), assignment.client
    about = _about(assignment, user, now)
    said = _said(assignment, user, now)
    kept = lines = [replace(line, **said.get(line.number, {})) for line in lines_of(about, today)]
    knows = user.pk != assignment.giver_id or Client.objects.visible_to(user).filter(pk=client.pk).exists()
    if not knows:  # he writes what he owes still, and reads of the client no more
        lines = [Line(line.number, line.title, sentence=line.sentence) for line in lines]
        about = About()
    taboos = [fact.text for fact in about.facts if fact.kind == FactKind.TABOO and not fact.is_sensitive]
    return Letter(
        assignment,
        lines,
        kept,
        list(client.contacts.latest_effective(client).select_related("by")[:TALKS]) if knows else [],
        _questions(assignment),
        taboos,
        is_writer=user.pk == assignment.giver_id and not assignment.letter_log_id and may_have_letter(client.tier),
        is_reader=user.pk == receiver_of(assignment).pk,
        knows=knows,
        name=client.name if knows else mask_name(client.name, client.is_business),
    )


def _said(assignment, user, now):
    """{number: what is kept of the line}: of the finished letter, else what its writer has typed so far."""
    if assignment.letter_log:
        return {
            line.number: {"known": line.known, "sentence": line.sentence}
            for line in lines_in(assignment.letter_log.note)
        }
    typed = Draft.objects.filter(client=assignment.client, by=assignment.giver_id).kept(LETTER, now).first()
    if typed is None or user.pk != assignment.giver_id:
        return {}
    return {number: {"sentence": typed.values.get(f"line{number}", "")} for number in range(1, 11)}


def _questions(assignment):
    """What the receiver asked about the letter, each with its answer."""
    if not assignment.letter_log_id:
        return []
    asked = Promise.objects.filter(log=assignment.letter_log_id, owed_to__isnull=False)
    return list(asked.select_related("owed_by", "owed_to", "closed_by").order_by("pk"))


def _about(assignment, user, now):
    client, today = assignment.client, timezone.localdate(now)
    touches = client.contacts.effective().aggregate(number=Count("pk"), last=Max("occurred_at"))
    days, memorials = _days(client, today)
    return About(
        who=_who(client, today),
        opened_on=client.opened_on,
        since=_since(assignment),
        giver=assignment.giver.name,
        contacts=touches["number"],
        last_on=touches["last"] and timezone.localdate(touches["last"]),
        average=client.average if user.can(Permission.VIEW_BALANCES) else None,
        maturing=tuple(_maturing(client, today)),
        promises=tuple(_owed(client)),
        favours=tuple(_favours(client, now)),
        facts=tuple(_facts(client, user, today)),
        days=days,
        memorials=memorials,
        quiet=tuple(_quiet(client, today)),
        hint=client.hint,
        sponsor=client.sponsor.name if client.sponsor else "",
        complains=client.promises.open()
        .filter(origin__in=(PromiseOrigin.COMPLAINT_ANSWER, PromiseOrigin.COMPLAINT_DECISION))
        .exists(),
        meet_by=assignment.introduction and assignment.introduction.due_on,
    )


def _since(assignment):
    """Since when the giver has had the client; None where no change of manager says so, as of those that a file brought."""
    client, giver = assignment.client_id, assignment.giver_id
    if assignment.client.manager_id != giver:
        return None
    rows = Assignment.objects.given().filter(client=client, manager=giver, ends_on=None)
    return rows.order_by("-starts_on").values_list("starts_on", flat=True).first()


def _who(client, today):
    age = None if client.is_business else age_on(client.birth_date, today)
    kind = client.get_kind_display() if client.is_business else ""
    return tuple(filter(None, (client.salutation, age and f"{age} 岁", client.occupation, kind)))


def _maturing(client, today):
    rows = Holding.objects.maturing(today).filter(client=client).order_by("matured_on", "pk")
    return rows.values_list("product", "amount", "matured_on")


def _owed(client):
    """What both sides still owe; what colleagues owe one another about him is not his."""
    between = Q(owes=Owes.CLIENT) | Q(owed_to=None)
    rows = client.promises.open().shown().filter(between).exclude(origin=PromiseOrigin.INTRODUCTION)
    return (Owed(*row) for row in rows.order_by("due_on", "pk").values_list("owes", "what", "due_on")[:OWED])


def _favours(client, now):
    """What he did for us: what he promised and did, and how he helped."""
    kept = client.promises.kept().filter(owes=Owes.CLIENT, closed_at__gte=now - LATELY).values_list("closed_at", "what")
    helped = ContactLog.objects.touches().filter(client=client, aim__in=HELPED, occurred_at__gte=now - YEAR)
    rows = [
        *kept,
        *(
            (at, Truncator(note).chars(20, truncate="…"))
            for at, note in helped.order_by("-occurred_at").values_list("occurred_at", "note")[:FAVOURS]
        ),
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return [(timezone.localdate(at), words) for at, words in rows[:FAVOURS]]


def _facts(client, user, today):
    """What may be told of him now. What only its writer and the head read stays with them (DOS-R1)."""
    rows = Fact.objects.filter(client=client).for_letters(today)
    if user.role != Role.BRANCH_HEAD:
        rows = rows.filter(~Q(seen_by=SeenBy.HEAD) | Q(by=user))
    rows = rows.order_by("-learned_on", "-pk").values_list("kind", "text", "is_sensitive", "verdict")
    return (Known(kind, text, hides, verdict == Verdict.RISK) for kind, text, hides, verdict in rows)


def _days(client, today):
    """(days of the next 90 to think of, days on which he is left in peace)."""
    near = [day for day in key_days(KeyDate.objects.filter(client=client).agreed(), today) if day.on <= today + AHEAD]
    peace = [day.on for day in near if day.row.kind == KeyDate.Kind.MEMORIAL]
    return tuple((day.on, day.name) for day in near if day.row.kind != KeyDate.Kind.MEMORIAL), tuple(peace)


def _quiet(client, today):
    words = {QuietScope.CALLS: "不打电话", QuietScope.ALL: "在勿扰期"}
    return (words[scope] for scope in client.quiet_periods.in_force_on(today).values_list("scope", flat=True))


def next_letter(assignment, user):
    """The id of the next letter of the same handover that this person has to write or to read; None when none is left."""
    rows = (
        letters_for(user)
        .filter(request=assignment.request_id, request__isnull=False, letter__isnull=False)
        .exclude(pk=assignment.pk)
    )
    to_write = Q(giver=user, letter_log=None)
    to_read = receives(user) & Q(letter_log__isnull=False, letter__read_at=None)
    mine = to_write if user.pk == assignment.giver_id else to_read
    return rows.filter(mine).order_by("letter__due_on", "pk").values_list("pk", flat=True).first()
