from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.queries.sink import read, received

SHOWN = 100


@require_safe
def sink_list(request):
    """What arrived in the demo machine's mailboxes. Its address exists in demo mode only (crm/urls.py)."""
    mails, total = received(SHOWN)
    return render(request, "crm/sink_list.html", {"mails": mails, "total": total, "limit": SHOWN})


@require_safe
def sink_detail(request, name):
    mail = read(name)
    if mail is None:
        raise Http404
    return render(request, "crm/sink_detail.html", {"mail": mail})
