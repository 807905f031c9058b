from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from clients.actions.key_dates import add_key_date, delete_key_date
from clients.forms.key_dates import KeyDateForm
from clients.models import Client, KeyDate
from clients.queries.key_dates import key_days
from clients.rules.key_dates import kept_words, next_key_date
from staff.audit import Verb, note, traced
from staff.forms.refusals import put
from staff.roles import Permission, requires
from words.dates import full_date, weekday
from words.problems import Refused


@traced(Verb.VIEW)
@requires(Permission.LOG_CONTACT)
@require_http_methods(["GET", "POST"])
def key_date_add(request, pk):
    client = get_object_or_404(Client.objects.visible_to(request.user), pk=pk)
    note(request, client)
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    form = KeyDateForm(data, now=now)
    if data is not None and form.is_valid():
        try:
            row = add_key_date(client, by=request.user, now=now, **form.cleaned_data)
        except Refused as refusal:
            put(form, refusal)
        else:
            messages.success(request, _saved(row, timezone.localdate(now)))
            url = f"{reverse('client_detail', args=[client.pk])}#key_dates"
            return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    status = 200 if data is None else 422
    if request.htmx:
        return render(request, "clients/_key_date_form.html", {"client": client, "key_date_form": form}, status=status)
    today = timezone.localdate(now)
    days = key_days(client.key_dates.visible_to(request.user).agreed(), today)
    context = {"client": client, "key_date_form": form, "key_days": days, "today": today}
    return render(request, "clients/key_date_add.html", context, status=status)


@requires(Permission.LOG_CONTACT)
@require_POST
def key_date_delete(request, pk):
    row = get_object_or_404(KeyDate.objects.visible_to(request.user).select_related("client"), pk=pk)
    client = row.client_id
    delete_key_date(row, by=request.user, now=timezone.now())
    messages.success(request, "已删除这个日子。")
    return redirect(f"{reverse('client_detail', args=[client])}#key_dates")


def _saved(row, today):
    """「已记下，下次是 2027年2月5日 星期五（今年腊月没有三十，按廿九过）。」"""
    on = next_key_date(row.number, row.celebrates, row.year, today).on
    moved = kept_words(row.number, row.celebrates, on, today)
    return f"已记下，下次是{full_date(on)} {weekday(on)}{f'（{moved}）' if moved else ''}。"
