from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe

from crm.queries.health import clock, health, mail


@login_not_required
@require_safe
def healthz(request):
    parts = health()
    well = all(state == "ok" for state in parts.values())
    answer = {"status": "ok" if well else "down", **parts, **mail(), **clock()}
    return JsonResponse(answer, status=200 if well else 503, json_dumps_params={"ensure_ascii": False})
