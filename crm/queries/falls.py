"""Where a place is losing: of whom the daily average has fallen most, and how many went down a tier; one line each."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from crm.templatetags.ui import name_for
from staff.roles import Permission
from words.money import money_text

SHOWN = 3  # units of a bank


@dataclass(frozen=True)
class Fall:
    """「经理 周敏」 with his list, and what was lost: 「名下年日均 −12.35 万元」."""

    what: str
    name: str
    url: str
    words: str


def falls_of(place, figures, money, ways):
    """The units of a bank as against a week ago; of a branch the manager and the client as against the monthly rating."""
    user, found = place.user, []
    if place.by_unit and user.can(Permission.VIEW_TOTALS):
        found += _units(place, figures)
    if user.can(Permission.VIEW_BALANCES):
        found += [_manager(*row) for row in money["teams"][:1]] + [
            _client(*row, user) for row in _fallen(money["moved"])
        ]
    down = [(number, url) for label, number, url in ways if label == "降" and number]
    return found + [Fall("层级", f"降下来的 {number:,} 户", url, "评定以来") for number, url in down]


def _units(place, figures):
    rows = [(unit, figures.units.get(unit.pk, {}).get("average")) for unit in place.children]
    fallen = [(unit, line) for unit, line in rows if line and line.change_is_bad]
    fallen.sort(key=lambda row: row[1].trend[-1] - row[1].trend[-2])
    return [
        Fall("机构", unit.name, f"?{urlencode({'unit': unit.pk})}", f"年日均比上周 {line.change_text}")
        for unit, line in fallen[:SHOWN]
    ]


def _manager(pk, name, by):
    url = f"{reverse('client_list')}?{urlencode({'manager': pk, 'standing': 'active', 'sort': 'average'})}"
    return Fall("经理", name, url, f"名下客户年日均 {money_text(by)}，和评定时比")


def _fallen(moved):
    """Who fell most, if anybody did."""
    return [row for row in moved[-1:] if row[1] < 0]


def _client(row, by, user):
    who = row.client.manager.name if row.client.manager else "没有管户经理"
    url = reverse("client_detail", args=[row.client_id])
    return Fall("客户", name_for(row.client, user), url, f"年日均 {money_text(by)}，{who}")
