from functools import wraps

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from crm.queries.sink import read, received
from staff.audit import Verb, note, traced

SHOWN = 100


def in_demo_mode_only(view):
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@traced(Verb.VIEW)
@in_demo_mode_only
@require_safe
def sink_list(request):
    """What arrived in the demo machine's mailboxes."""
    mails, total = received(SHOWN)
    note(request, rows=len(mails))
    return render(request, "crm/sink_list.html", {"mails": mails, "total": total, "limit": SHOWN})


@traced(Verb.VIEW)
@in_demo_mode_only
@require_safe
def sink_detail(request, name):
    mail = read(name)
    if mail is None:
        raise Http404
    return render(request, "crm/sink_detail.html", {"mail": mail})
