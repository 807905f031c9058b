"""A phone, an e-mail or a WeCom name that people learned, beside what the bank's file says (rules/reach.py)."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clients.actions.clients import locked
from clients.actions.search import replace_tokens
from clients.enums import Difference
from clients.enums.facts import FactSource
from clients.rules.reach import (
    FIELDS,
    MASKS,
    found_in,
    is_same,
    known_of,
    learned_problems,
    reach_problems,
    registered,
    settled,
)
from staff.audit import Verb, record
from words.content import forbidden_in_line
from words.masking import mask_name, mask_text
from words.problems import Moved, Problem, Refused

WECOM_LIMIT = 40
REGISTERED, BANK, KEPT, REMOVED = "登记联系方式", "采用银行档案", "保留登记的", "去掉登记的"
GONE = "这一条已经处理过了。"


@transaction.atomic
def register_reach(client, *, source, learned_on, by, now, seen=None, **values):
    """Registers `phone`, `email` and `wecom`, those that are given; what is used changes at once. `seen` as for edit_client.

    Refuses what is no number or address, a WeCom name that holds one, a day to come and nothing at all.
    """
    values = {name: value for name, value in values.items() if value}
    if problems := _problems(values, learned_on, now):
        raise Refused(problems)
    client = locked(client, seen)
    new = {}
    for field in FIELDS.keys() & values.keys():
        old = vars(client)
        if not old[f"{field}_source"] and is_same(field, values[field], old[field]):
            raise Refused(Problem(field, f"这就是银行档案里的{FIELDS[field]}，不用登记"))
        new |= registered(old, field, values[field], source=source, learned_on=learned_on)
    if "wecom" in values:
        new |= {"wecom": values["wecom"], "wecom_source": source, "wecom_learned_on": learned_on}
    return _write(client, new, by=by, reason=REGISTERED)


@transaction.atomic
def take_reach(row, field, *, by, now):
    """Registers the number or address that stands in the note of a ledger row, as told by the client on that day."""
    client, known = row.client, known_of(row.client)
    value = found_in(row.note, known, demo=settings.DEMO).get(field)
    if value is None or row.struck_at:
        raise Moved(GONE, current=client)
    day = timezone.localdate(row.occurred_at)
    return register_reach(client, source=FactSource.TOLD, learned_on=day, by=by, now=now, **{field: value})


@transaction.atomic
def settle_reach(client, field, *, uses_bank, by, seen):
    """采用银行的: what was registered goes. 保留登记的: it stays, and the same word of the bank does not ask again."""
    client = locked(client, seen)
    if not getattr(client, f"{field}_source"):
        raise Moved(GONE, current=client)
    if field == "wecom":
        new = {"wecom": "", "wecom_source": "", "wecom_learned_on": None} if uses_bank else {}
        return _write(client, new, by=by, reason=REMOVED)
    if uses_bank:
        bank = getattr(client, f"bank_{field}")
        return _write(client, settled(field, bank), by=by, reason=BANK if bank else REMOVED)
    return _write(client, {f"{field}_difference": Difference.KEPT}, by=by, reason=KEPT)


def _problems(values, learned_on, now):
    if not values:
        return [Problem("", "请至少填一项：手机、邮箱或企业微信名")]
    problems = learned_problems(learned_on, timezone.localdate(now))
    for field in FIELDS.keys() & values.keys():
        problems += reach_problems(field, values[field], demo=settings.DEMO)
    wecom = values.get("wecom", "")
    problems += forbidden_in_line(wecom, "wecom")
    if len(wecom) > WECOM_LIMIT:
        problems.append(Problem("wecom", f"最多 {WECOM_LIMIT} 个字，现在 {len(wecom)} 个"))
    if mask_text(wecom) != wecom:
        problems.append(Problem("wecom", "这里填企业微信里的名字；号码和邮箱请填在自己的一栏"))
    return problems


def _write(client, new, *, by, reason):
    before = {name: getattr(client, name) for name in new}
    changed = {name: value for name, value in new.items() if before[name] != value}
    if not changed:
        return client
    for name, value in changed.items():
        setattr(client, name, value)
    client.version += 1
    client.save(update_fields=[*changed, "version"])
    if changed.keys() & {"phone", "bank_phone", "wecom"}:
        beside = {client.pk: (client.bank_phone, client.wecom)}
        replace_tokens([(client.pk, client.name, client.phone, False)], beside)
    masks = {**MASKS, "wecom": mask_name}
    said = {name: [mask(before[name]), mask(changed[name])] for name, mask in masks.items() if name in changed}
    record(Verb.UPDATE, by=by, target=client, changes=said, reason=reason)
    return client
