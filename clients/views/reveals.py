from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.reveals import reveal
from clients.forms.reveals import RevealForm
from clients.models import Client
from clients.rules.reveals import SECONDS
from staff.audit import Verb, note, traced
from staff.forms.refusals import status_of
from staff.roles import Permission, requires
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def client_reveal(request, pk):
    """看号码: one field in full after a POST with a reason; asked again, which the fragment does by itself, it is masked."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    asked = request.POST if request.method == "POST" else request.GET
    posted = request.POST if request.method == "POST" else None
    form = RevealForm(posted, client=client, field=asked.get("field", "phone"))
    context, status = {"client": client, "reveal": form, "full": "", "problem": ""}, 200
    if posted is not None and form.is_valid():
        try:
            context["full"] = reveal(client, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            context["problem"], status = str(refusal), status_of(refusal)
    elif posted is not None:
        context["problem"], status = "请选择查看理由。", 422
    if request.htmx or context["full"]:  # who sees a number has his own row, and who sees it go away sees nothing
        request.trace = None
    if request.htmx:
        return render(request, "clients/_client_reveal.html", context, status=status)
    answer = render(request, "clients/client_reveal.html", context, status=status)
    if context["full"]:  # without JavaScript the page itself goes away again
        answer.headers["Refresh"] = f"{SECONDS}; url={reverse('client_detail', args=[client.pk])}"
    return answer
