"""Every kind of Request of the system, on one screen: who decides, within what time, what stops it, what follows.

A new kind is one entry here; docs/house.md says how.
"""

from campaigns.queries import gifts
from clients.actions.handovers import approve_handover, drop_handover
from clients.kinds import RequestKind
from clients.queries import handovers
from crm.actions.exports import end_export, release_export
from crm.queries import exports
from crm.queries.policies import request_effects
from planner.actions.visits import allow_visit
from planner.queries import guests
from staff.models import OrgUnit
from tiers.actions.appeals import answer_appeal
from tiers.actions.concessions import end_concession, grant_concession
from tiers.actions.overrides import apply_override, end_override
from tiers.actions.policies import apply_policy, end_policy
from tiers.queries import appeals, concessions, overrides, policies
from tiers.rules.appeals import answer_problems

REQUESTS = {
    overrides.KIND: RequestKind(
        "层级调整",
        within=2,
        decided_at=overrides.decided_at,
        countersigned_by=overrides.countersigned_by,
        asked=overrides.asked_words,
        checked=overrides.checks,
        approved=apply_override,
        ended=end_override,
        page="override_ask",
    ),
    policies.KIND: RequestKind(
        "层级政策",
        within=5,
        decided_at=policies.decided_at,
        asked=policies.asked_words,
        checked=policies.checks,
        approved=apply_policy,
        ended=end_policy,
        page="admin:tiers_tierpolicy_edit",
        about=request_effects,
        fragment="crm/_policy_request.html",
    ),
    handovers.KIND: RequestKind(
        "移交",
        within=1,
        decided_at=handovers.decided_at,
        asked=handovers.asked_words,
        checked=handovers.checks,
        approved=approve_handover,
        ended=drop_handover,
        dropped=drop_handover,
        page="handover_choose",
    ),
    concessions.KIND: RequestKind(
        "让利",
        within=2,
        decided_at=concessions.decided_at,
        countersigned_by=concessions.countersigned_by,
        desk=OrgUnit.Desk.FINANCE,
        signer="计财",
        signs=("gain_before", "gain_after", "floor"),
        asked=concessions.asked_words,
        checked=concessions.checks,
        about=concessions.about,
        fragment="tiers/_concession.html",
        approved=grant_concession,
        ended=end_concession,
        page="concession_ask",
    ),
    guests.KIND: RequestKind(
        "上门",
        within=2,
        decided_at=guests.decided_at,
        asked=guests.asked_words,
        checked=guests.checks,
        approved=allow_visit,
        ended=allow_visit,
        page="visit_ask",
    ),
    gifts.KIND: RequestKind(
        "礼品",
        within=2,
        decided_at=gifts.decided_at,
        asked=gifts.asked_words,
        checked=gifts.checks,
        approved=gifts.agreed,
        ended=gifts.agreed,
        page="gift_add",
    ),
    exports.KIND: RequestKind(
        "导出名单",
        within=2,
        decided_at=exports.decided_at,
        asked=exports.request_words,
        checked=exports.checks,
        approved=release_export,
        ended=end_export,
        page="export_new",
    ),
    appeals.KIND: RequestKind(
        "层级复核",
        within=5,
        decided_at=appeals.decided_at,
        asked=appeals.asked_words,
        checked=appeals.checks,
        about=appeals.about,
        fragment="tiers/_appeal.html",
        says=("成立，另行调整", "维持现在的层级"),
        answered=answer_problems,
        approved=answer_appeal,
        ended=answer_appeal,
        page="appeal_ask",
    ),
}
