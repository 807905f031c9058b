from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from clients.admin import AfterComplaintFilter
from clients.rules.ranks import UNRATED
from staff.admin.base import ReadOnlyAdmin
from staff.forms.refusals import put, status_of
from staff.roles import Permission
from tiers.actions.policies import MOVED, differences, save_policies
from tiers.actions.standings import undo_standings
from tiers.forms.policies import PoliciesForm
from tiers.forms.standings import UndoForm
from tiers.models import RatingRun, Standing, TierChange, TierPolicy, TierThreshold
from tiers.queries.policies import TERM_FIELDS, load_policies
from tiers.queries.ratings import simulations
from words.problems import Moved, Refused


def threshold_column(group, label):
    """A column with the thresholds of one client group, 元."""

    @admin.display(description=f"{label}（元）")
    def column(model_admin, policy):
        minimums = [each.minimum for each in policy.thresholds.all() if each.group == group]
        return f"{minimums[0]:,.0f}" if minimums else "不设门槛"

    return column


@admin.register(TierPolicy)
class TierPolicyAdmin(ReadOnlyAdmin):
    """The five tiers to read; head office changes all of them on one page, after seeing what would move."""

    may_view = (Permission.VIEW_CLIENTS, Permission.EDIT_POLICY)
    may_edit = Permission.EDIT_POLICY
    for_everyone = True
    person, business, corporate = (threshold_column(group, label) for group, label in TierThreshold.Group.choices)
    thresholds = ("person", "business", "corporate")
    fields = ("tier", *TERM_FIELDS, *thresholds)
    readonly_fields = thresholds
    list_display = ("label", "client_label", "strategy", "lawful_meaning", "contact_interval", *thresholds)
    ordering = ("pk",)
    sortable_by = ()
    change_list_template = "admin/tiers/tierpolicy/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("thresholds")

    def get_urls(self):
        page = self.admin_site.admin_view(self.edit_view)
        return [path("edit/", page, name="tiers_tierpolicy_edit"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_edit": request.user.can(self.may_edit), **(extra_context or {})})

    def edit_view(self, request):
        """Type → see who would move (the simulation) → confirm exactly these figures."""
        if not request.user.can(self.may_edit):
            raise PermissionDenied
        current = load_policies()
        form = PoliciesForm(request.POST or None, current=current)
        if not form.is_bound:
            return self.page(request, form, current)
        if not form.is_valid():
            return self.page(request, form, current, status=422)
        try:
            if request.POST.get("seen") != current.fingerprint:
                raise Moved(MOVED, current=current)
            if request.POST.get("confirmed") == form.policies.fingerprint:
                return self.saved(request, save_policies(form.policies, by=request.user, seen=current.fingerprint))
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.page(request, form, load_policies(), simulated=True, status=status_of(refusal))
        return self.page(request, form, current, simulated=True)

    def saved(self, request, changed):
        if changed:
            self.message_user(request, f"已保存 {len(changed)} 处改动，下一次评级（每晚）起生效。", messages.SUCCESS)
        else:
            self.message_user(request, "没有改动。")
        return redirect("admin:tiers_tierpolicy_changelist")

    def page(self, request, form, current, *, simulated=False, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": "修改层级政策与门槛",
            "opts": self.opts,
            "form": form,
            "seen": current.fingerprint,
        }
        if simulated:
            context["confirmed"] = form.policies.fingerprint
            context["differences"] = [described(one, current) for one in differences(current, form.policies)]
            context["tier_labels"] = [term.label for term in current.terms.values()]
            context["simulations"] = simulated_rows(current, form.policies)
        return render(request, "admin/tiers/tierpolicy/edit.html", context, status=status)


def described(difference, policies):
    """(tier, word, old, new) in the words of the page."""
    group = difference.name.removeprefix("minimum_")
    if group != difference.name:
        word, old, new = (
            f"{TierThreshold.Group(group).label}门槛（元）",
            f"{difference.old:,.2f}",
            f"{difference.new:,.2f}",
        )
    else:
        word, old, new = TierPolicy._meta.get_field(difference.name).verbose_name, difference.old, difference.new
    return (
        policies.terms[difference.tier].label,
        word,
        "不定期" if old is None else old,
        "不定期" if new is None else new,
    )


def simulated_rows(current, policies):
    """For every group: its label, how many clients each tier holds before and after, and who moves from where to where."""
    labels = {tier: term.label for tier, term in policies.terms.items()}
    rows = []
    for group, found in simulations(current.policy.thresholds, policies.policy.thresholds).items():
        before, after = ([counts.get(tier, 0) for tier in labels] for counts in (found.before, found.after))
        moves = [(labels[old], labels[new], count) for (old, new), count in found.moves.items()]
        rows.append(
            {
                "group": TierThreshold.Group(group).label,
                "before": before,
                "after": after,
                "moves": moves,
                "found": found,
            }
        )
    return rows


@admin.register(RatingRun)
class RatingRunAdmin(ReadOnlyAdmin):
    """Counts only, so they are the same for everyone who may see clients. Head office takes the last month's rating back."""

    may_view = (Permission.VIEW_CLIENTS,)
    may_undo = Permission.RATE_CLIENTS
    for_everyone = True
    list_display = ("started_at", "what", "finished_at", "seen", "changed", "skipped", "failed", "by_no")
    fields = (*list_display, "reason")
    readonly_fields = ("what",)
    list_filter = (("started_at", admin.DateFieldListFilter),)
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
        return (queryset.filter(client__client_no=search_term.strip()) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, standing):
        return standing.client.client_no

    @admin.display(description="评级批次")
    def batch(self, standing):
        return standing.run


@admin.register(TierChange)
class TierChangeAdmin(ReadOnlyAdmin):
    may_view = (Permission.VIEW_CLIENTS,)
    fields = ("at", "client_no", "before", "new", "sentence", "batch")
    readonly_fields = ("client_no", "before", "batch")
    list_display = ("at", "client_no", "before", "new", "sentence")
    list_filter = ("new", ("at", admin.DateFieldListFilter), AfterComplaintFilter)
    list_select_related = ("client",)
    search_fields = ("client__client_no",)
    search_help_text = "客户号"
    ordering = ("-at", "-id")
    sortable_by = ()

    def get_search_results(self, request, queryset, search_term):
        return (queryset.filter(client__client_no=search_term.strip()) if search_term else queryset), False

    @admin.display(description="客户号")
    def client_no(self, change):
        return change.client.client_no

    @admin.display(description="评级批次")
    def batch(self, change):
        return change.run

    @admin.display(description="原层级")
    def before(self, change):
        return change.get_old_display() or UNRATED
