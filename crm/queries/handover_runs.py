"""A running handover as one page: counts, each client's row, and what waits for whoever looks at it."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, IntegerField, Q, Value, When

from clients.enums import PromiseState, RequestState
from clients.models import Assignment, Client
from clients.queries.deputies import LONE as NO_DEPUTY
from clients.queries.handovers import handovers_within
from clients.queries.introductions import (
    NOT_ANEW,
    handover_rows,
    leads,
    managers_of,
    other_of,
    receiver_of,
    receives,
    was_chosen_anew,
)
from clients.rules.introductions import Stand, next_step, where
from clients.rules.letters import OPTIONAL
from clients.rules.ranks import TIER_ORDER
from staff.roles import Permission
from words.dates import month_day
from words.masking import mask_name

State = Assignment.State
OPEN = PromiseState.OPEN
LOWER, WAITS, LONE = "lower", "waits", "lone"
TO_WRITE, TO_READ = "写交接信", "读交接信"
SHOWN = 100  # handovers of the list
FIGURES = ("all", "letters", "written", "introduced", "open", "late", "objected", "held", "skipped")
ALARMS = ("late", "objected")
GOES = ~Q(state__in=(State.SKIPPED, State.UNDONE))
INTRODUCES = Q(introduction__isnull=False)
APART = Q(state__in=(State.OBJECTED, State.HELD)) & NOT_ANEW
SAID = Q(introduction__state=OPEN, introduction__proof__isnull=False)


LABELS = {
    "all": "要移交",
    "letters": "信没写",
    "written": "信已写",
    "introduced": "已介绍",
    "open": "没介绍",
    "late": "逾期",
    "objected": "客户不愿",
    "held": "暂缓",
    "skipped": "不移",
    LOWER: "不写信的",
    WAITS: "等行长定",
    LONE: "没有B角",
}


def shows(today):
    """{word of the address: which rows}: every figure of the page opens the rows that it counts."""
    late = Q(introduction__state=OPEN, introduction__due_on__lt=today) | Q(letter__state=OPEN, letter__due_on__lt=today)
    return {
        "all": GOES,
        "letters": GOES & Q(letter__state=OPEN, letter_log=None),
        "written": GOES & Q(letter_log__isnull=False),
        "introduced": GOES & Q(introduction__state=PromiseState.KEPT),
        "open": GOES & Q(introduction__state=OPEN),
        "late": GOES & ~APART & late,
        "objected": APART & Q(state=State.OBJECTED),
        "held": APART & Q(state=State.HELD),
        "skipped": Q(state=State.SKIPPED),
        LOWER: GOES & ~INTRODUCES,
        WAITS: APART,
        LONE: Q(
            state=State.GIVEN, client__manager=F("manager"), client__in=Client.objects.filter(NO_DEPUTY).values("pk")
        ),
    }


def waits_for(user):
    """The rows at which this person has to do something, as giver, receiver or head."""
    to_write = Q(giver=user, letter__state=OPEN, letter_log=None)
    to_read = receives(user) & Q(letter_log__isnull=False, letter__read_at=None, letter__isnull=False)
    to_introduce = Q(introduction__owed_by=user, introduction__state=OPEN, introduction__proof=None) & ~Q(
        state=State.PLANNED
    )
    both = Q(giver=user) | Q(introduction__owed_by=user)
    to_confirm = both & SAID & Q(introduction__read_at=None) & ~Q(introduction__proof__by=user)
    found = to_write | (to_read & ~APART) | (to_introduce & ~APART) | (to_confirm & ~APART)
    if user.can(Permission.ASSIGN_CLIENT):
        found |= APART | (SAID & Q(introduction__read_at__isnull=False))
    return GOES & found


def handovers_of(user, waits):
    """The handovers this person reads, the running ones first, each with how many clients go, how many are settled and
    how many wait for the head, of whom `waits` {handover id: number} tells."""
    done = Q(assignments__introduction__state=PromiseState.KEPT) | Q(
        assignments__introduction=None, assignments__state=State.GIVEN
    )
    goes = ~Q(assignments__state__in=(State.SKIPPED, State.UNDONE))
    order = (F("valid_until").asc(nulls_first=True), "-asked_at", "-pk")
    rows = handovers_within(user)
    rows = rows.filter(pk__in=rows.order_by(*order).values("pk")[:SHOWN]).order_by(
        *order
    )  # only of these it is counted
    rows = rows.annotate(clients=Count("assignments", filter=goes), settled=Count("assignments", filter=goes & done))
    for row in rows:
        row.now = "已撤回或结束" if row.ended_at else "监交完成" if row.valid_until else row.get_state_display()
        row.waits = waits.get(row.pk, 0)
        row.now = "进行中" if row.now == RequestState.APPROVED.label else row.now
    return rows


@dataclass(frozen=True)
class Row:
    """One client of the handover as the user sees him, and what the user may do: `offers` are names of forms."""

    row: Assignment
    stand: Stand
    name: str
    sees_client: bool
    label: str
    tone: str
    next: str
    receiver: object
    offers: tuple[str, ...]
    letter_word: str  # of the link to the letter; '' where there is none to read
    may_choose: bool  # another receiver

    @property
    def waits_for_letter(self):
        """The letter comes first, unless the other one has said that he is introduced; all the rest stands on the page of the row."""
        return self.letter_word in (TO_WRITE, TO_READ) and not self.stand.said_by


def run_rows(user, request):
    """The rows of the handover that the user works at, the urgent tiers first."""
    order = Case(
        *(When(client__tier=tier, then=Value(place)) for tier, place in TIER_ORDER.items()),
        default=Value(len(TIER_ORDER)),
        output_field=IntegerField(),
    )
    return handover_rows(user).filter(request=request).annotate(order=order).order_by("order", "pk")


def figures(rows, today):
    """{word: number} of all that the page counts, in one statement."""
    counts = {name: Count("pk", filter=condition) for name, condition in shows(today).items()}
    return rows.order_by().aggregate(**counts)


def chosen(rows, show, today):
    """(the word, the rows that it shows): without one those who are introduced or stand apart, the others being one line."""
    words = shows(today)
    if show in words:
        return show, rows.filter(words[show])
    return "", rows.filter(INTRODUCES | APART | Q(state=State.SKIPPED))


def figure_rows(counts, show):
    """[(word, label, number, whether it is shown now, tone)] of the figures above the rows; what is not asked for is left out."""
    always = ("all", "letters", "introduced", "open")
    return [
        (name, LABELS[name], counts[name], name == show, "overdue" if name in ALARMS else "")
        for name in FIGURES
        if counts[name] or name in always
    ]


def receivers_in(rows):
    """「李航 73 户、何晓雯 52 户」: who takes how many, the most first."""
    found = rows.filter(GOES).order_by().values_list("manager__name").annotate(number=Count("pk"))
    return "、".join(f"{name} {number} 户" for name, number in found.order_by("-number", "manager__name") if name)


def shown(rows, user, today):
    """[Row] of these assignments."""
    rows = list(rows)
    ids = [row.client_id for row in rows]
    seen = set(Client.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [_row(row, user, today, row.client_id in seen) for row in rows]


def _row(row, user, today, sees_client):
    stand = stand_of(row)
    label, tone = where(stand, today)
    receiver = receiver_of(row)
    giver = row.giver.name if row.giver else ""
    reads = user.can(Permission.VIEW_NAMES) and (sees_client or _gets(user, row))
    client, word = row.client, _letter_word(row, user)
    return Row(
        row,
        stand,
        name=client.name if reads else mask_name(client.name, client.is_business),
        sees_client=sees_client,
        letter_word=word
        if reads or word == TO_WRITE
        else "",  # what he owes he writes, when he reads the client no more
        may_choose=is_apart(row) and leads(user, row),
        label=label,
        tone=tone,
        next=next_step(stand, today, giver, receiver.name if receiver else ""),
        receiver=receiver,
        offers=tuple(_offers(row, stand, user)),
    )


def _gets(user, row):
    """Whether he is about to get the client: not before head office has agreed, and no more when it came to nothing."""
    waits = row.state == State.PLANNED or is_apart(row)
    return waits and row.manager_id == user.pk and row.request.state == RequestState.APPROVED


def is_apart(row):
    """Waits for the head: the client does not want the receiver, or is held back."""
    return row.state in (State.OBJECTED, State.HELD) and not was_chosen_anew(row)


def _letter_word(row, user):
    optional = row.client.tier in OPTIONAL and user.pk == row.giver_id and row.state == State.PLANNED
    if not (row.letter_id or row.letter_log_id or optional) or not user.can(Permission.LOG_CONTACT):
        return ""
    if row.letter_log_id is None and user.pk == row.giver_id:
        return TO_WRITE
    is_read = row.letter_id is None or row.letter.read_at
    return TO_READ if user == receiver_of(row) and row.letter_log_id and not is_read else "看信"


def stand_of(row):
    letter, introduction = row.letter, row.introduction
    proof = introduction and introduction.proof
    waits = other_of(row, proof.by) if proof and introduction.state == OPEN and not introduction.read_at else None
    return Stand(
        state=row.state,
        letter=letter.state if letter else "",
        letter_on=letter and letter.due_on,
        is_written=row.letter_log_id is not None,
        is_read=bool(letter and letter.read_at),
        introduction=introduction.state if introduction else "",
        due_on=introduction and introduction.due_on,
        said_by=proof.by.name if proof and proof.by and introduction.state == OPEN else "",
        waits_for=waits.name if waits else "",
        is_chosen_anew=was_chosen_anew(row),
        words=row.words,
    )


def _offers(row, stand, user):
    """What the user may do about the row now, the likely one first."""
    heads = leads(user, row)
    if is_apart(row):
        return ["resume"] if heads and row.state == State.HELD else []
    found, mine = [], user.pk in [person.pk for person in managers_of(row)]
    if stand.introduction == OPEN:
        if stand.said_by:
            if mine and stand.waits_for == user.name and row.introduction.proof.by_id != user.pk:
                found.append("confirm")
            if heads and not stand.waits_for:
                found += ["agree", "decline"]
        elif mine:
            found += ["say"]
        if mine or heads:
            found += ["object", "postpone"]
    begun = row.state == State.PLANNED and row.request.state == RequestState.APPROVED
    if begun and (heads or user.pk == row.giver_id):
        found.append("hold")
    return found


def watch_words(request):
    """Why the head cannot finish it now; '' when he can."""
    if request.ended_at:
        return "这次移交已经撤回或结束。"
    if request.valid_until:
        return f"监交完成。{month_day(request.valid_until)} 前可以撤回。"
    if request.state != RequestState.APPROVED:
        return "总行同意以后才开始。"
    left = open_rows(request)
    return f"还有 {left} 户未了，暂不能监交完成。" if left else ""


def open_rows(request):
    """How many clients of the handover are not settled, of whomever they are; the reader's kin are counted, too."""
    left = APART | Q(state=State.PLANNED) | Q(letter__state=OPEN) | Q(introduction__state=OPEN)
    return Assignment.objects.filter(GOES & left, request=request).count()
