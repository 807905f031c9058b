from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext

from clients.queries.requests import sent_back
from crm.actions.policies import MOVED, ask_policy
from crm.queries.policies import effects
from staff.admin.base import ReadOnlyAdmin
from staff.cached import forget
from staff.forms.refusals import put, status_of
from staff.roles import Permission
from tiers.forms.policies import PoliciesForm
from tiers.models import TierPolicy, TierThreshold
from tiers.models.policies import FIRST_DAY
from tiers.queries.policies import KIND, TERM_FIELDS, last_version, policies_of
from words.dates import full_date
from words.problems import Moved, Refused


def threshold_column(group, label):
    """A column with the thresholds of one client group, 元."""

    @admin.display(description=f"{label}（元）")
    def column(model_admin, policy):
        minimums = [each.minimum for each in policy.thresholds.all() if each.group == group]
        return f"{minimums[0]:,.0f}" if minimums else "不设门槛"

    return column


class VersionFilter(admin.SimpleListFilter):
    """Which version is looked at; the one in force unless somebody asks for another."""

    title, parameter_name = "版本", "version"
    VERSIONS = (("coming", "将要生效"), ("past", "以前的"), ("all", "每一版"))

    def lookups(self, request, model_admin):
        return self.VERSIONS

    def choices(self, changelist):
        for choice in super().choices(changelist):
            yield {**choice, "display": "现在的" if choice["display"] == gettext("All") else choice["display"]}

    def queryset(self, request, rows):
        now = rows.in_force(timezone.localdate())
        if self.value() == "coming":
            return rows.filter(effective_on__gt=timezone.localdate())
        if self.value() == "past":
            return rows.filter(effective_on__lte=timezone.localdate()).exclude(pk__in=now.values("pk"))
        return rows if self.value() == "all" else now


@admin.register(TierPolicy)
class TierPolicyAdmin(ReadOnlyAdmin):
    """The tiers to read, now, to come and past; head office asks for another version, after seeing what would move."""

    nothing = "没有这一版的层级政策。"
    may_view = (Permission.VIEW_CLIENTS, Permission.EDIT_POLICY)
    may_ask = Permission.EDIT_POLICY
    for_everyone = True
    person, business, corporate = (threshold_column(group, label) for group, label in TierThreshold.Group.choices)
    thresholds = ("person", "business", "corporate")
    fields = ("tier", "from_day", *TERM_FIELDS, *thresholds)
    readonly_fields = ("from_day", *thresholds)
    list_display = (
        *("label", "from_day", "client_label", "strategy", "lawful_meaning", "contact_interval"),
        *thresholds,
    )
    list_filter = (VersionFilter,)
    ordering = ("-effective_on", "pk")
    sortable_by = ()
    change_list_template = "admin/tiers/tierpolicy/change_list.html"

    def get_queryset(self, request):
        return super().get_queryset(request).approved().prefetch_related("thresholds")

    @admin.display(description="从哪天起")
    def from_day(self, policy):
        return "启用时" if policy.effective_on == FIRST_DAY else full_date(policy.effective_on)

    def get_urls(self):
        page = self.admin_site.admin_view(self.edit_view)
        return [path("edit/", page, name="tiers_tierpolicy_edit"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may = {"may_ask": request.user.can(self.may_ask), "coming": coming(timezone.localdate())}
        return super().changelist_view(request, {**may, **(extra_context or {})})

    def edit_view(self, request):
        """Type → see what it would do → ask for exactly these figures, which somebody else approves."""
        if not request.user.can(self.may_ask):
            raise PermissionDenied
        now = timezone.now()
        today, (latest, current) = timezone.localdate(now), last_version()
        back = sent_back(KIND, None, request.user)
        former = (back, policies_of(TierPolicy.objects.filter(request=back))) if back else None
        form = PoliciesForm(request.POST or None, current=current, latest=latest, today=today, former=former)
        if not form.is_bound or not form.is_valid():
            return self.page(request, form, status=422 if form.is_bound else 200)
        try:
            if request.POST.get("seen") != current.fingerprint:
                raise Moved(MOVED, current=current)
            if request.POST.get("confirmed") == form.policies.fingerprint:
                about = {"effective_on": form.cleaned_data["effective_on"], "words": form.cleaned_data["words"]}
                row = ask_policy(form.policies, by=request.user, now=now, seen=current.fingerprint, **about)
                return self.asked(request, row)
        except Refused as refusal:
            put(form, refusal)
            return self.page(request, form, simulated=True, status=status_of(refusal))
        return self.page(request, form, simulated=True)

    def asked(self, request, row):
        forget("requests", request.user.pk)
        self.message_user(request, "已提出，等总行的另一个人批准；批准以前什么也不变。", messages.SUCCESS)
        return redirect("request_detail", row.pk)

    def page(self, request, form, *, simulated=False, status=200):
        context = {
            **self.admin_site.each_context(request),
            "title": "提出一版新的层级政策",
            "opts": self.opts,
            "form": form,
            "seen": form.current.fingerprint,
            "latest": None if form.latest == FIRST_DAY else form.latest,
        }
        if simulated:
            context["confirmed"] = form.policies.fingerprint
            context["effects"] = effects(form.current, form.policies, form.today)
        return render(request, "admin/tiers/tierpolicy/edit.html", context, status=status)


def coming(today):
    """The day of the next version, None where nothing is to come."""
    rows = TierPolicy.objects.filter(effective_on__gt=today).order_by("effective_on")
    return rows.values_list("effective_on", flat=True).first()
