from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from clients.actions.deputies import set_deputy
from clients.forms.deputies import DeputyForm
from clients.queries.deputies import deputies
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.problems import Refused

SHOWN = 50


@traced(Verb.VIEW)
@requires(Permission.ASSIGN_CLIENT)
@require_http_methods(["GET", "POST"])
def deputy_list(request):
    """Whose clients have no B角, and one B角 for all of somebody's clients at once."""
    user = request.user
    form = DeputyForm(request.POST or None, user=user, initial={"manager": request.GET.get("manager")})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            outcome = set_deputy(asked["manager"], asked["deputy"], replaces=asked["replaces"], by=user)
        except Refused as refusal:
            put(form, refusal)
        else:
            _say(request, outcome, **asked)
            return redirect("deputy_list")
    rows, number = deputies(user, SHOWN)
    note(request, rows=number)
    context = {"form": form, "rows": rows, "most": SHOWN if number > SHOWN else 0}
    return render(request, "clients/deputy_list.html", context, status=422 if form.is_bound else 200)


def _say(request, outcome, manager, deputy, **_asked):
    messages.success(request, f"{deputy.name}已是{manager.name} {outcome.done} 位客户的B角。")
    for problem, number in outcome.left.items():
        messages.warning(request, f"{number} 位没有设：{problem}")
