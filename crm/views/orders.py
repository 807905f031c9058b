from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from crm.actions.orders import issue_order
from crm.forms.orders import OrderForm
from crm.queries.orders import thing_of
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.dates import before_text
from words.problems import Refused


def _page(kind):
    """The page on which an order about a row of this kind is given."""

    @traced(Verb.VIEW)
    @requires(Permission.ISSUE_ORDER)
    @require_http_methods(["GET", "POST"])
    def page(request, pk):
        return _order(request, kind, pk)

    return page


order_promise, order_signal, order_client, order_manager = map(_page, ("promise", "signal", "client", "manager"))


def _order(request, kind, pk):
    now = timezone.now()
    thing = thing_of(kind, pk, request.user, timezone.localdate(now))
    if thing is None:
        raise Http404
    note(request, thing.client or thing.manager)
    form = OrderForm(request.POST if request.method == "POST" else None, what=thing.what)
    if form.is_bound and form.is_valid():
        try:
            order = issue_order(thing, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            until = before_text(order.due_on, timezone.localdate(now))
            messages.success(request, f"已请{thing.manager.name}在 {until}办完；办完写的话会回到总览。")
            return redirect("admin:index")
    context = {"thing": thing, "form": form}
    return render(request, "crm/order_add.html", context, status=422 if form.is_bound else 200)
