from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from staff.audit import Verb, note, traced
from staff.queries.org import bank_name
from staff.roles import Permission, requires
from tiers.forms.prices import DayForm, PriceForm
from tiers.queries import prices as queries
from tiers.queries.policies import load_policies
from tiers.rules.prices import why_words


@traced(Verb.VIEW)
@requires(Permission.VIEW_CLIENTS)
@require_safe
def price_list(request):
    """价目: what everybody of a tier pays on a day, and one price with its reason; printed in the client's words."""
    today = timezone.localdate()
    days = DayForm(request.GET if "on" in request.GET else None, today=today)
    day = days.day
    headings = queries.price_list(day)
    rows = [row for _heading, found in headings for row in found]
    note(request, rows=len(rows), **({"printed": True} if "print" in request.GET else {}))
    terms = load_policies(today).terms
    context = {"day": day, "headings": headings, "terms": list(reversed(terms.values())), "today": today, "days": days}
    if "print" in request.GET:
        return render(request, "tiers/price_list_print.html", {**context, "now": timezone.now(), "bank": bank_name()})
    context |= {"coming": queries.coming(day), "ending": queries.ending(day)}
    form = PriceForm(request.GET if request.GET.get("item") else None, rows=rows)
    asked = _asked(form, terms, day) if form.is_bound and form.is_valid() else None
    return render(request, "tiers/price_list.html", {**context, "form": form, "asked": asked})


def _asked(form, terms, day):
    """The sentence for staff, and the one for the client."""
    data = form.cleaned_data
    row, term = form.rows[data["item"]], terms[data["tier"]]
    price = row.price(data["tier"], data["group"], data["exempt"])
    return why_words(row.listed, price, term.client_label, day)
