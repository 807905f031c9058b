from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.actions.rests import end_rest
from clients.forms.rests import RestForm
from clients.models import Client
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.problems import Moved, Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def client_rest_end(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    form = RestForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end_rest(client, by=request.user, reason=form.cleaned_data["reason"], now=timezone.now())
        except Moved as moved:
            messages.info(request, str(moved))
            return redirect("client_detail", client.pk)
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, "已恢复联系，应联系日已重算。")
            return redirect("client_detail", client.pk)
    context = {"client": client, "rest_form": form}
    template = "clients/_rest_form.html" if request.htmx else "clients/client_rest_end.html"
    return render(request, template, context, status=422 if form.is_bound else 200)
