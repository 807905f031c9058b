from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from staff.admin.base import ReadOnlyAdmin
from staff.forms.refusals import status_of
from staff.roles import Permission
from tiers.actions.policies import MOVED, differences, save_policies
from tiers.forms.policies import PoliciesForm
from tiers.models import TierPolicy, TierThreshold
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
        return super().get_queryset(request).in_force(timezone.localdate()).prefetch_related("thresholds")

    def get_urls(self):
        page = self.admin_site.admin_view(self.edit_view)
        return [path("edit/", page, name="tiers_tierpolicy_edit"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"may_edit": request.user.can(self.may_edit), **(extra_context or {})})

    def edit_view(self, request):
        """Type → see who would move (the simulation) → confirm exactly these figures."""
        if not request.user.can(self.may_edit):
            raise PermissionDenied
        today = timezone.localdate()
        current = load_policies(today)
        form = PoliciesForm(request.POST or None, current=current)
        if not form.is_bound:
            return self.page(request, form, current)
        if not form.is_valid():
            return self.page(request, form, current, status=422)
        try:
            if request.POST.get("seen") != current.fingerprint:
                raise Moved(MOVED, current=current)
            if request.POST.get("confirmed") == form.policies.fingerprint:
                return self.saved(
                    request, save_policies(form.policies, by=request.user, today=today, seen=current.fingerprint)
                )
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return self.page(request, form, load_policies(today), simulated=True, status=status_of(refusal))
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
    if difference.name == "sponsor_line":
        old, new = (f"{value:,}" if value else "不设" for value in (difference.old, difference.new))
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
