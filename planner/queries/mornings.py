"""What waits for each of many managers this morning: as many statements for two hundred of them as for one."""

from collections import defaultdict
from heapq import nsmallest

from django.db.models import Q
from django.db.models.functions import Coalesce

from campaigns.queries.greetings.lists import drafts_of
from clients.models import Client, Promise, Request
from clients.queries.holdings import asking, has_maturity, with_maturities
from clients.queries.kin import avoided_by
from clients.queries.promises import presses_on
from clients.queries.saved_lists import reminded_on
from clients.rules.birthdays import days_by_number
from clients.rules.ranks import TIER_ORDER
from planner.rules import mornings as rules
from planner.rules.due import DueFacts, rank_key
from tiers.queries.registers import AHEAD, ending
from words.dates import ONE_DAY
from words.masking import mask_name

WHO = ("manager", "name", "kind", "tier", "client_no", "status")


def parts_of(managers, day, until):
    """{manager id: [Part]} of those for whom anything waits on `day`; `until` is the last day before the next working day."""
    found, ids = defaultdict(list), [manager.pk for manager in managers]
    for parts in (
        _due(ids, day),
        _promises(ids, day),
        _birthdays(ids, day, until),
        _maturities(ids, day),
        _drafts(ids, day),
        _concessions(ids, day, until),
    ):
        for manager, part in parts:
            found[manager].append(part)
    return found


def weekly_parts_of(managers, day):
    """{manager id: [Part]} of the saved lists that asked to be reminded of each week: his own words, so nobody else's to read."""
    return {
        manager: [rules.list_part(each.name, each.count) for each in lists]
        for manager, lists in reminded_on(day, managers).items()
    }


def _due(ids, day):
    rows = Client.objects.due(day).filter(manager__in=ids).exclude(_hidden(day)).order_by()
    by_manager = defaultdict(list)
    for manager, name, kind, tier, number, status, interval, due_on in rows.values_list(
        *WHO, "contact_interval", Coalesce("planned_on", "next_due_on")
    ):
        facts = DueFacts(number, tier, interval, due_on)
        by_manager[manager].append((rank_key(facts, day), _named(name, kind, tier, status), due_on))
    for manager, clients in by_manager.items():
        lines = [rules.due_line(*who, due_on, day) for _rank, who, due_on in nsmallest(rules.NAMED, clients)]
        late = sum(due_on < day for _rank, _who, due_on in clients)
        yield manager, rules.due_part(len(clients), late, lines)


def _promises(ids, day):
    rows = Promise.objects.open().without_information().asking(day).filter(presses_on(day), owed_by__in=ids)
    rows = rows.exclude(avoided_by("owed_by", on=day))
    by_person = defaultdict(list)
    for person, due_on, owes, name, kind in rows.order_by("due_on", "pk").values_list(
        "owed_by", "due_on", "owes", "client__name", "client__kind"
    ):
        by_person[person].append(rules.promise_line(_named(name, kind, "")[0], due_on, owes, day))
    for person, lines in by_person.items():
        yield person, rules.promises_part(len(lines), lines[: rules.NAMED])


def _birthdays(ids, day, until):
    """Of today, and of the days off that follow it."""
    days = days_by_number(day + ahead * ONE_DAY for ahead in range((until - day).days + 1))
    kept = Q(pk__in=[])
    for celebrates, number in days:
        kept |= Q(celebrates=celebrates, birthday=number)
    rows = Client.objects.approachable(day).filter(kept, manager__in=ids).exclude(_hidden(day)).order_by()
    by_manager = defaultdict(list)
    for manager, name, kind, tier, number, status, *birthday in rows.values_list(*WHO, "celebrates", "birthday"):
        on = days[tuple(birthday)]
        by_manager[manager].append((on, TIER_ORDER.get(tier, 5), number, _named(name, kind, tier, status)))
    for manager, clients in by_manager.items():
        lines = [rules.birthday_line(*who, on, day) for on, _tier, _number, who in nsmallest(rules.NAMED, clients)]
        yield manager, rules.birthdays_part(len(clients), lines)


def _maturities(ids, day):
    rows = Client.objects.approachable(day).filter(has_maturity(day), manager__in=ids).exclude(_hidden(day))
    rows = with_maturities(rows.order_by(), day)
    by_manager = defaultdict(list)
    known = ("maturing", "talked_at", "last_effective_on", "planned_on")
    for manager, name, kind, tier, number, status, *values in rows.values_list(*WHO, *known):
        for row in asking(*values, day)[:1]:
            rank = (row.matured_on, TIER_ORDER.get(tier, 5), number)
            by_manager[manager].append((rank, _named(name, kind, tier, status), row.matured_on))
    for manager, clients in by_manager.items():
        lines = [rules.maturity_line(*who, on, day) for _rank, who, on in nsmallest(rules.NAMED, clients)]
        yield manager, rules.maturities_part(len(clients), lines)


def _drafts(ids, day):
    for manager, number in drafts_of(ids, day).items():
        yield manager, rules.drafts_part(number)


def _concessions(ids, day, until):
    """Once, thirty days before the end; of the days off that follow, too."""
    rows = ending(Request.objects.filter(client__manager__in=ids), day + AHEAD, until + AHEAD)
    by_manager = defaultdict(list)
    for manager, name, kind, tier, on in rows.exclude(avoided_by("client__manager", on=day)).values_list(
        "client__manager", "client__name", "client__kind", "client__tier", "valid_until"
    ):
        by_manager[manager].append((on, _named(name, kind, tier)))
    for manager, found in by_manager.items():
        lines = [rules.concession_line(*who, on, day) for on, who in nsmallest(rules.NAMED, found)]
        yield manager, rules.concessions_part(len(found), lines)


def _hidden(day):
    """Whom who stands in for the manager must avoid: the mail is his (ORG-R7)."""
    return avoided_by("manager", "pk", on=day)


def _named(name, kind, tier, status=Client.Status.ACTIVE):
    """(masked name, tier in words)."""
    client = Client(name=name or "", kind=kind or Client.Kind.PERSON, tier=tier, status=status)
    return mask_name(client.name, client.is_business), client.tier_words
