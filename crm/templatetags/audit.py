"""The history of one row of the admin, from our audit. {% load audit %}."""

from urllib.parse import urlencode

from django import template
from django.urls import reverse

from clients.models import Client
from crm.admin.audit_lines import LIST, Teller
from crm.queries.audit import history_of
from staff.models import User
from staff.roles import Permission

register = template.Library()
MOST = 100  # events of one row; whoever wants more asks the list


@register.inclusion_tag("admin/_audit_history.html", takes_context=True)
def audit_history(context, row):
    """The newest events about the row, and where all about a client or all that a person did stands."""
    request = context["request"]
    events = list(history_of(row, request.user)[:MOST])
    teller = Teller(events, request)
    told = [(event, teller.sentence(event), teller.lines(event)) for event in events]
    asked = {"client": row.pk} if isinstance(row, Client) else {"who": row.employee_no} if isinstance(row, User) else {}
    reads = asked and request.user.can(Permission.VIEW_AUDIT)
    words = "关于这位客户的全部留痕" if "client" in asked else "本人做过的事"
    return {
        "told": told,
        "is_cut": len(events) == MOST,
        "url": f"{reverse(LIST)}?{urlencode(asked)}" if reads else "",
        "words": words,
    }
