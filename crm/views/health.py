from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from crm.queries.health import health, mail


@login_not_required
@require_safe
def healthz(request):
    parts = health()
    well = all(state == "ok" for state in parts.values())
    return JsonResponse({"status": "ok" if well else "down", **parts, "mail": mail()}, status=200 if well else 503)
