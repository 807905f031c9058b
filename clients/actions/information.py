"""An information is judged, handed to a colleague, and answered (搜集 → 提炼 → 分析 → 反馈, domain 4.3)."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clients.actions.facts import add_fact
from clients.actions.promises import close_promise, make_promise
from clients.models import Fact, Promise
from clients.rules.facts import words_problems
from clients.rules.information import answer_due, handing_problems, judging_problems
from staff.audit import Verb, record
from staff.calendar import load_calendar
from staff.roles import Permission
from words.content import forbidden_in_text
from words.dates import before_text
from words.problems import Moved, Problem, Refused

State = Promise.State
JUDGEMENT_LIMIT = Fact._meta.get_field("judgement").max_length
WANTED_LIMIT = Promise._meta.get_field("what").max_length
AHEAD = timedelta(days=31)


@transaction.atomic
def distil_fact(raw, *, by, now, text):
    """提炼: one line out of a raw note, with its source and its dates; the raw note stays beneath it. Returns the new Fact.

    Refuses to distil a line again, and the raw words unchanged.
    """
    row, text = _standing(raw), text.strip()
    if row.distilled_from_id:
        raise Refused("这一句已经是提炼过的，要改请按「变了」")
    if text == row.text:
        raise Refused(Problem("text", "和原话一样：不用提炼，直接判断就可以"))
    kept = {
        name: getattr(row, name) for name in ("kind", "topic", "source", "learned_on", "good_until", "seen_by", "log")
    }
    return add_fact(row.client, by=by, now=now, text=text, distilled_from=row, **kept)


@transaction.atomic
def judge_fact(fact, *, by, now, verdict, judgement, dimension=""):
    """Notes what an information means for us: 机会 or 风险, why, and along which dimension where one applies. Returns it."""
    judgement = judgement.strip()
    problems = judging_problems(verdict=verdict, judgement=judgement)
    if problems := [*problems, *forbidden_in_text(judgement, "judgement", JUDGEMENT_LIMIT)]:
        raise Refused(problems)
    row = _standing(fact)
    changes = {"verdict": [row.verdict, str(verdict)], "dimension": [row.dimension, str(dimension)]}
    row.verdict, row.dimension, row.judgement = verdict, dimension, judgement
    row.save(update_fields=["verdict", "dimension", "judgement"])
    record(Verb.UPDATE, by=by, target=row, client=row.client, changes=changes)  # its words go with the consent
    return row


@transaction.atomic
def hand_on(fact, *, by, now, to, wanted):
    """Asks one colleague about an information: he owes an answer in three working days, about a risk in one.

    Returns the Promise. Refuses what is sensitive, seen by the head only, stale or not judged, himself, who is not at
    work, and a second time to who has not answered yet.
    """
    today, row = timezone.localdate(now), _standing(fact)
    problems = handing_problems(
        is_sensitive=row.is_sensitive,
        seen_by=row.seen_by,
        good_until=row.good_until,
        verdict=row.verdict,
        is_agreed=Fact.objects.agreed().filter(pk=row.pk).exists(),
        today=today,
    )
    problems += [*_receiver_problems(row, by, to, today), *_wanted_problems(wanted)]
    if problems:
        raise Refused(problems)
    due_on = answer_due(today, row.verdict, load_calendar(today, today + AHEAD).is_workday)
    about = {"owed_by": to, "owed_to": by, "what": wanted, "due_on": due_on}
    return make_promise(row.client, by=by, now=now, origin=Promise.Origin.FACT, fact=row, **about)


def _receiver_problems(fact, by, to, today):
    if to == by:
        return [Problem("to", "不能转给自己")]
    if not to.can(Permission.ANSWER_INFORMATION):
        return [Problem("to", f"{to.name}不在岗，或岗位不处理信息")]
    waiting = fact.promises.open().filter(owed_by=to).first()
    return [Problem("to", f"已经转给{to.name}，等 {before_text(waiting.due_on, today)}答复")] if waiting else []


def _wanted_problems(wanted):
    if not wanted.strip():
        return [Problem("wanted", "请写明希望对方做什么")]
    return [*words_problems(wanted, "wanted"), *forbidden_in_text(wanted, "wanted", WANTED_LIMIT)]


def answer_information(promise, *, by, now, words, is_returned=False):
    """The answer of who was asked, or why he gives it back; it closes the loop. Refuses an empty one."""
    if not words.strip():
        missing = "请写明还缺什么" if is_returned else "请写下您的答复"
        raise Refused(Problem("words", missing))
    if problems := words_problems(words, "words"):
        raise Refused(problems)
    state = State.RELEASED if is_returned else State.KEPT
    return close_promise(promise, state=state, by=by, now=now, words=words)


def recall_information(promise, *, by, now):
    """Who handed it on needs no answer any more."""
    return close_promise(promise, state=State.RELEASED, by=by, now=now, words="转出人收回，不必答复")


@transaction.atomic
def read_answer(promise, *, by, now):
    """知道了: the answer leaves the workbench of who asked; the client page keeps it. Repeating it changes nothing."""
    row = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if row.state == State.OPEN:
        raise Moved("还没有答复。", current=row)
    if not row.read_at:
        row.read_at = now
        row.save(update_fields=["read_at"])
    return row


def _standing(fact):
    """The row, locked; Moved when it was ended meanwhile."""
    row = Fact.objects.select_for_update(of=("self",)).select_related("client").get(pk=fact.pk)
    if row.ended_at:
        raise Moved("这条信息已经更正或失效，没有改动。", current=row)
    return row
