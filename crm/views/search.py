from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.queries.search import matching
from clients.rules.search import parse_query
from staff.audit import Verb, record
from staff.roles import Permission, requires

SHOWN = 25


@requires(Permission.VIEW_CLIENTS)
@require_http_methods(["GET", "POST"])
def search(request):
    """Names and numbers are posted, so that none ever stands in an address or a log. One hit opens the client at once."""
    text = request.POST.get("q", "").replace("\x00", "").strip()[:60]
    found = []
    if text:
        rows = matching(request.user, text).select_related("unit", "manager").order_by("next_due_on", "pk")
        found = list(rows[: SHOWN + 1])
        kind = parse_query(text).kind
        record(Verb.SEARCH, by=request.user, changes={"kind": kind, "length": len(text), "hits": len(found)})
    if len(found) == 1 and not request.htmx:
        return redirect("client_detail", found[0].pk)
    context = {
        "searched": text,
        "rows": found[:SHOWN],
        "more": len(found) > SHOWN,
        "logs": request.user.can(Permission.LOG_CONTACT),
    }
    return render(request, "crm/_search_results.html" if request.htmx else "crm/search.html", context)
