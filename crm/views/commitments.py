from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clients.models import Client
from crm.queries.commitments import pledge_facts
from staff.audit import Verb, note, traced
from staff.queries.org import bank_name
from staff.roles import Permission, requires
from tiers.queries.sponsors import nearest_head


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_safe
def commitment_print(request, pk):
    """服务承诺书 for one client, on A4 and in his words; why not, where nothing is handed to him now."""
    rows = Client.objects.visible_to(request.user).select_related("unit", "manager", "backup", "sponsor")
    client, now = get_object_or_404(rows.annotate(head_name=nearest_head("name")), pk=pk), timezone.now()
    facts = pledge_facts(client, timezone.localdate(now))
    note(request, client, **({"printed": True} if facts["rows"] else {}))
    context = {"client": client, "now": now, "bank": bank_name(), **facts}
    return render(request, "crm/commitment_print.html", context)
