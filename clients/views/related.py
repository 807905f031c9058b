from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from clients.actions.related import mark_related
from clients.forms.related import RelatedForm
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import put, see_anew, status_of
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.MARK_RELATED)
@require_http_methods(["GET", "POST"])
def client_related(request, pk):
    """Head office marks a related party, or takes it back."""
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    form, status = RelatedForm(request.POST if request.method == "POST" else None, client=client), 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                mark_related(client, by=request.user, **form.cleaned_data)
            except Refused as refusal:
                put(form, refusal)
                status = status_of(refusal)
                if isinstance(refusal, Moved):
                    see_anew(form, refusal.current.version)
            else:
                messages.success(request, "已登记，写进留痕。")
                return redirect("client_detail", client.pk)
    return render(request, "clients/client_related.html", {"client": client, "form": form}, status=status)
