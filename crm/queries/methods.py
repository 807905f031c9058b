"""By which of the ten methods a client was cared for lately, and what comes next: a report, a question, somebody who knows."""

from django.db.models import Count, Max, Q
from django.utils import timezone

from clients.models import ContactLog, Fact
from clients.rules.aims import briefing_words, by_method, next_ask
from staff.cached import cached
from staff.models import User
from words.dates import ONE_DAY

YEAR = 365 * ONE_DAY
Aim = ContactLog.Aim


def method_facts(client, terms, now, facts, promises=()):
    """One query. `facts`: those that may be used and shown; `promises`: the words of what is open with him."""
    today = timezone.localdate(now)
    rows = client.contacts.not_struck().filter(reached=ContactLog.Reached.CLIENT).exclude(aim="").order_by()
    lately = Count("pk", filter=Q(occurred_at__gte=now - YEAR))
    counted = rows.values_list("aim").annotate(number=lately, last=Max("occurred_at"))
    found = {aim: (number, last) for aim, number, last in counted}
    used, missing = by_method({aim: n for aim, (n, _last) in found.items()})
    briefed_on, asked_on = (_day(found, aim) for aim in (Aim.BRIEFING, Aim.ADVICE_ASKED))
    is_promised = terms and terms.briefing_interval  # then 服务承诺 says how it stands
    return {
        "methods": used,
        "missing_methods": missing,
        "briefing": "" if is_promised else briefing_words(None, briefed_on, None, today),
        **_topics(client, facts, promises, asked_on, today),
    }


def _day(found, aim):
    return timezone.localdate(found[aim][1]) if aim in found else None


def _topics(client, facts, promises, asked_on, today):
    """What one may ask him about, and which colleague knows what he talks of."""
    if not facts:
        return {}
    expertise = next((fact.topic or fact.text for fact in facts if fact.kind == Fact.Kind.EXPERTISE), "")
    words = {word for fact in facts for word in (fact.topic, fact.text) if word}
    return {"ask": next_ask(expertise, asked_on, promises, today), "who_knows": _who_knows(client.unit, words)}


def _who_knows(unit, words):
    """[(name, skill)] of the people of the same branch whose skill is one of the words."""
    people = cached("skills", unit.branch_path, lambda: _skilled(unit.branch_path))
    return [(name, skill) for name, skills in people for skill in skills if skill in words]


def _skilled(branch):
    people = User.objects.filter(is_active=True, unit__path__startswith=branch).exclude(skills=[])
    return list(people.order_by("employee_no").values_list("name", "skills"))
