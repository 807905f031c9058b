from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from clients.admin import AfterComplaintFilter
from clients.rules.ranks import UNRATED
from staff.admin.base import DayFilter, ReadOnlyAdmin
from staff.forms.refusals import put, status_of
from staff.roles import Permission
from tiers.actions.standings import undo_standings
from tiers.forms.standings import UndoForm
from tiers.models import RatingRun, Standing, TierChange
from words.identifiers import normalise
from words.problems import Refused


@admin.register(RatingRun)
class RatingRunAdmin(ReadOnlyAdmin):
    """Counts only, so they are the same for everyone who may see clients. Head office takes the last month's rating back."""

    nothing = "还没有评过级，每晚评一次。"
    may_view = (Permission.VIEW_CLIENTS,)
    may_undo = Permission.RATE_CLIENTS
    for_everyone = True
    list_display = ("started_at", "what", "finished_at", "seen", "changed", "skipped", "failed", "by_no")
    fields = (*list_display, "reason")
    readonly_fields = ("what",)
    list_filter = (("started_at", DayFilter),)
    list_select_related = ("undoes",)
    ordering = ("-started_at", "-id")
    change_form_template = "admin/tiers/ratingrun/change_form.html"

    @admin.display(description="种类")
    def what(self, run):
        if run.undoes:
            return f"撤销{run.undoes.month:%Y年%-m月}的评定"
        return f"{run.month:%Y年%-m月}的评定{'（已撤销）' if run.is_void else ''}" if run.month else "每晚评级"

    def get_urls(self):
        page = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/undo/", page, name="tiers_ratingrun_undo"), *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        may = request.user.can(self.may_undo) and _is_latest(object_id)
        return super().changeform_view(request, object_id, form_url, {"may_undo": may, **(extra_context or {})})

    def undo_view(self, request, pk):
        """Ask why → the counter-run; posted without a run to undo, the same month is rated anew."""
        if not request.user.can(self.may_undo):
            raise PermissionDenied
        run, now = get_object_or_404(RatingRun, pk=pk, month__isnull=False), timezone.now()
        form = UndoForm(request.POST or None)
        context = {**self.admin_site.each_context(request), "opts": self.opts, "run": run, "form": form}
        context["title"] = f"撤销{run.month:%Y年%-m月}的评定"
        if not form.is_bound or not form.is_valid():
            status = 422 if form.is_bound else 200
            return render(request, "admin/tiers/ratingrun/undo.html", context, status=status)
        try:
            counter = undo_standings(run, reason=form.cleaned_data["reason"], by=request.user, now=now)
        except Refused as refusal:
            put(form, refusal)
            return render(request, "admin/tiers/ratingrun/undo.html", context, status=status_of(refusal))
        self.message_user(
            request, f"已撤销：{counter.changed} 户回到原来的层级。改好数据以后，下一晚重新评定。", messages.SUCCESS
        )
        return redirect("admin:tiers_ratingrun_changelist")


def _is_latest(pk):
    latest = RatingRun.objects.of_months().first()
    return latest is not None and str(latest.pk) == pk


@admin.register(Standing)
class StandingAdmin(ReadOnlyAdmin):
    """Where each client stood after each month; the amounts stand on his page, for those who may read them."""

    nothing = "还没有月度评定：每月第二个工作日评定上个月。"
    may_view = (Permission.VIEW_CLIENTS,)
    list_display = ("month", "client_no", "tier", "below")
    fields = (*list_display, "batch")
    readonly_fields = ("client_no", "batch")
    list_filter = ("tier",)
    list_select_related = ("client",)
    search_fields = ("client__client_no",)
    search_help_text = "客户号"
    ordering = ("-month", "-id")
    sortable_by = ()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(client__client_no=normalise(search_term)) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, standing):
        return standing.client.client_no

    @admin.display(description="评级批次")
    def batch(self, standing):
        return standing.run


@admin.register(TierChange)
class TierChangeAdmin(ReadOnlyAdmin):
    """Who moved when; why, with the amounts, for those who may read balances (domain 12.2)."""

    nothing = "还没有客户变过层级。"
    may_view = (Permission.VIEW_CLIENTS,)
    fields = ("at", "client_no", "before", "new", "sentence", "batch")
    readonly_fields = ("client_no", "before", "batch")
    list_display = ("at", "client_no", "before", "new", "sentence")
    list_filter = ("new", ("at", DayFilter), AfterComplaintFilter)
    list_select_related = ("client",)
    search_fields = ("client__client_no",)
    search_help_text = "客户号"
    ordering = ("-at", "-id")
    sortable_by = ()

    def get_list_display(self, request):
        return _readable(self.list_display, request.user)

    def get_fields(self, request, obj=None):
        return _readable(self.fields, request.user)

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(client__client_no=normalise(search_term)) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, change):
        return change.client.client_no

    @admin.display(description="评级批次")
    def batch(self, change):
        return change.run

    @admin.display(description="原层级")
    def before(self, change):
        return change.get_old_display() or UNRATED


def _readable(columns, user):
    return columns if user.can(Permission.VIEW_BALANCES) else tuple(name for name in columns if name != "sentence")
