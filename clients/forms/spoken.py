"""A spoken line fills in 记一笔's form: what a person changed himself stays as it is."""

import json

from django.utils import timezone

from clients.forms.taken import MOST, FactRow, PromiseRow
from clients.models import ContactLog
from clients.rules.aims import aim_of
from clients.rules.one_line import read_line
from clients.rules.spoken import AT, heard

READ = ("kind", "reached", "minutes", "note", "direction", "aim", AT)  # what a line fills in
MOMENT = "%Y-%m-%dT%H:%M"


def hear(line, now, calendar):
    """What `line` says, as Heard."""
    local = timezone.localtime(now)
    return heard(read_line(line, local, calendar), line, local)


def read_into(values, *, said, now, agreed):
    """`values` of the form as it was sent, with what was heard filled in wherever no person has written or chosen."""
    line, own, was = values.get("line", ""), own_fields(values), _was(values)
    found = {name: value for name, value in values.items() if not name.startswith(("promise-", "fact-"))}
    for name in READ:
        if name not in own:
            found[name] = was[name] = _start(name, said, line, now) or _meant(name, values)
    fresh = [{**row, "due_on": row["due_on"] and row["due_on"].isoformat(), "keep": "on"} for row in said.promises]
    found |= _rows(PromiseRow, values, fresh)
    today = timezone.localdate(now)
    ticks = [FactRow.problems(row["kind"], row["text"], agreed, today) for row in said.facts]
    fresh = [{**row, "keep": "" if hindered else "on"} for row, hindered in zip(said.facts, ticks, strict=True)]
    found |= _rows(FactRow, values, fresh)
    return found | {"was": json.dumps(was, ensure_ascii=False), "line_read": line}


def own_fields(values):
    """The fields that a person has changed, or touched, since the line was read."""
    was = _was(values)
    changed = (name for name in READ if _plain(values.get(name, "")) != _plain(was.get(name, "")))
    return {*values.get("touched", "").split(), *changed}


def is_unread(values):
    """Whether the line is another than the one that was read back."""
    return _plain(values.get("line", "")).strip() != _plain(values.get("line_read", "")).strip()


def _plain(text):
    """Browsers end lines in two ways."""
    return str(text).replace("\r\n", "\n")


def _was(values):
    try:
        was = json.loads(values.get("was") or "{}")
    except (ValueError, RecursionError):
        was = {}
    return was if isinstance(was, dict) else {}


def _meant(name, values):
    """The aim with which one went to the client, where the line tells none."""
    meant = values.get("meant", "")
    return meant if name == "aim" and meant in ContactLog.Aim.values else ""


def _start(name, said, line, now):
    """What the field says when nobody has touched it: what was heard, else nothing; without a line its usual start."""
    if name == AT:
        return timezone.localtime(said.values.get(AT) or now).strftime(MOMENT)
    if name == "note":
        return line
    if name == "aim":
        return str(aim_of(said.values.get("kind", ""), line))
    if name == "direction" or not line:
        usual = {
            "kind": ContactLog.Kind.CALL,
            "reached": ContactLog.Reached.CLIENT,
            "direction": ContactLog.Direction.OUT,
        }
        return said.values.get(name) or str(usual.get(name, ""))
    return said.values.get(name, "")


def _rows(row, values, fresh):
    """{name: value} of the rows that a person changed, then of what was heard and is not among them."""
    posted = [found for number in range(MOST) if (found := row.posted(values, number))]
    own = [found for found in posted if row.is_own(found)]
    known = {row.heard_text(found) for found in own}
    new = [row.fresh(found) for found in fresh if found[row.watched[0]] not in known]
    return {
        f"{row.noun}-{number}-{name}": found.get(name) or ""
        for number, found in enumerate([*own, *new][:MOST])
        for name in row.base_fields
    }
