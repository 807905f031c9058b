"""Where a number leads: the list of exactly the rows that it counts, within the reach of whoever opens it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from crm.rules.figures import COVERED
from crm.templatetags.addresses import address
from staff.roles import EVERYTHING

ACTIVE = {"standing": "active"}
UPPER = {"tier": "upper"}
CLIENTS = {
    "clients": ACTIVE,
    "cover": {**UPPER, "due": "unkept"},
    **{f"cover_{tier}": {"tier": tier, "due": "unkept"} for tier in COVERED},
    "late": {**UPPER, "due": "long"},
    "valid": {"tier": "valid", **ACTIVE},
    "unmanaged": {"unmanaged": "1", **ACTIVE},
    "net": {"standing": "crossed"},
    "near": {"standing": "waiting"},
    "matures": {"maturing": "open"},
    "alone": {**UPPER, "no_deputy": "1", **ACTIVE},
    **{key: {**ACTIVE, "sort": "average"} for key in ("average", "growth", "since_year", "month", "deviation")},
}
PROMISES = {
    "overdue": {"late": "clients"},
    "orders": {"late": "orders"},
    "complaints": {"late": "complaints"},
    "kept": {"kept": "missed", "by": "all"},
    "kept_basic": {"kept": "missed", "by": "tier", "key": "basic"},
}
SIGNALS = {"red": {"show": "late"}}
GREETINGS = {"stopped": {"show": "stopped"}}
PRIVATE = {"orders"}
PAGES = {
    "client_list": CLIENTS,
    "promise_list": PROMISES,
    "signal_list": SIGNALS,
    "greeting_team": GREETINGS,
    "capacity": {"load": {}},
    "admin:staff_coverperiod_changelist": {"covers": {"state": "covered"}},
}


@dataclass(frozen=True)
class Links:
    """What `user` may open; of a past day nothing, since the lists are of now."""

    user: object
    is_past: bool

    def to(self, key, unit, person):
        return "" if self.is_past else _url(key, unit, person)

    def hides(self, key):
        """What a head asks of his people is theirs: whoever sees the whole bank neither reads it nor its number."""
        return key in PRIVATE and self.user is not None and self.user.role in EVERYTHING


def url_of(key, unit):
    """The list of the number `key` of the unit; "" without one."""
    return _url(key, unit.pk, None)


def _url(key, unit, person):
    for page, lists in PAGES.items():
        if key in lists:
            asked = {**lists[key], "unit": unit} | ({"manager": person} if person else {})
            return f"{address(page)}?{urlencode(asked)}"
    return ""
