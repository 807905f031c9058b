"""Who may press what (domain 1.2, domain C). Whose rows one sees is staff/scope.py."""

from enum import StrEnum
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Role(TextChoices):
    MANAGER = "manager", "客户经理"
    BRANCH_HEAD = "branch_head", "支行行长"
    HEAD_OFFICE = "head_office", "总行管理"
    COMPLIANCE = "compliance", "合规"
    AUDITOR = "auditor", "审计"
    SYSADMIN = "sysadmin", "系统管理员"
    COUNTER = "counter", "柜员"  # of the whole site he has one page


EVERYTHING = (Role.HEAD_OFFICE, Role.COMPLIANCE, Role.AUDITOR)  # see the clients of the whole bank


class Permission(StrEnum):
    VIEW_CLIENTS = "view_clients"
    VIEW_NAMES = "view_names"  # in full; everybody else reads them masked (domain 12.2)
    VIEW_BALANCES = "view_balances"  # of one client
    VIEW_TOTALS = "view_totals"  # sums over many
    LOG_CONTACT = "log_contact"
    EDIT_CLIENT = "edit_client"
    ASSIGN_CLIENT = "assign_client"
    VIEW_EXPORTS = "view_exports"  # who of the bank has asked for which list, and taken it; not the file
    EXPORT_CLIENTS = "export_clients"  # a list as a file; nobody who looks after clients himself (H9)
    VIEW_REPORTS = "view_reports"  # tables about many, each with the right that its own page asks for
    NAME_SPONSOR = "name_sponsor"  # who of head office looks after a client together with his manager
    HONOUR_PARTNERS = "honour_partners"  # name the best partners of a quarter, and print their certificates
    MARK_RELATED = "mark_related"  # say that a client is a related party, or is none any more
    IMPORT_FILES = "import_files"
    EDIT_POLICY = "edit_policy"
    DECIDE_REQUESTS = "decide_requests"  # or countersign them: what needs a second person
    RATE_CLIENTS = "rate_clients"
    EDIT_CALENDAR = "edit_calendar"
    EDIT_OCCASIONS = "edit_occasions"
    VIEW_ORGANISATION = "view_organisation"
    EDIT_ORGANISATION = "edit_organisation"
    ARRANGE_COVER = "arrange_cover"
    ARRANGE_PLACES = "arrange_places"  # which places there are, and who answers for each
    LOOK_AT_PLACES = "look_at_places"  # note whether people can pay with us at a scene
    ARRANGE_CARE_DAY = "arrange_care_day"  # weekday and minutes of the managers within reach
    VIEW_AUDIT = "view_audit"
    USE_ADMIN = "use_admin"
    REVIEW_GREETINGS = "review_greetings"  # and write to clients of his own accord
    VIEW_GREETINGS = "view_greetings"  # of everybody within reach, to read
    COSIGN_GREETINGS = "cosign_greetings"
    RECORD_CONSENT = "record_consent"
    ANSWER_INFORMATION = "answer_information"  # that a colleague handed on: the line, no more
    OPERATE_OUTBOX = "operate_outbox"
    ASK_AT_COUNTER = "ask_at_counter"  # look at one client by his whole number, and ask him one thing
    ISSUE_ORDER = "issue_order"  # 督办: ask a manager for something until a day, with one's own help
    DECIDE_GRANTS = "decide_grants"  # the second person for a role, a unit or a password (ORG-R6)


P = Permission
READING = {P.VIEW_CLIENTS, P.VIEW_NAMES, P.VIEW_BALANCES, P.VIEW_TOTALS}  # of those who may only look
GRANTS = {
    Role.MANAGER: {
        P.VIEW_CLIENTS,
        P.VIEW_NAMES,
        P.VIEW_BALANCES,
        P.VIEW_TOTALS,
        P.LOG_CONTACT,
        P.EDIT_CLIENT,
        P.REVIEW_GREETINGS,
        P.RECORD_CONSENT,
        P.LOOK_AT_PLACES,
        P.ANSWER_INFORMATION,
    },
    Role.BRANCH_HEAD: {
        P.VIEW_CLIENTS,
        P.VIEW_NAMES,
        P.VIEW_BALANCES,
        P.VIEW_TOTALS,
        P.LOG_CONTACT,
        P.EDIT_CLIENT,
        P.ASSIGN_CLIENT,
        P.EXPORT_CLIENTS,
        P.VIEW_REPORTS,
        P.NAME_SPONSOR,
        P.HONOUR_PARTNERS,
        P.ISSUE_ORDER,
        P.VIEW_ORGANISATION,
        P.ARRANGE_COVER,
        P.ARRANGE_PLACES,
        P.LOOK_AT_PLACES,
        P.ARRANGE_CARE_DAY,
        P.VIEW_AUDIT,
        P.USE_ADMIN,
        P.RECORD_CONSENT,
        P.VIEW_GREETINGS,
        P.COSIGN_GREETINGS,
        P.DECIDE_GRANTS,
        P.DECIDE_REQUESTS,
        P.ANSWER_INFORMATION,
    },
    Role.HEAD_OFFICE: {
        P.VIEW_CLIENTS,
        P.VIEW_TOTALS,
        P.ASSIGN_CLIENT,
        P.VIEW_REPORTS,
        P.MARK_RELATED,
        P.ISSUE_ORDER,
        P.IMPORT_FILES,
        P.EDIT_POLICY,
        P.RATE_CLIENTS,
        P.EDIT_CALENDAR,
        P.EDIT_OCCASIONS,
        P.VIEW_ORGANISATION,
        P.ARRANGE_COVER,
        P.ARRANGE_PLACES,
        P.VIEW_AUDIT,
        P.USE_ADMIN,
        P.OPERATE_OUTBOX,
        P.VIEW_GREETINGS,
        P.DECIDE_GRANTS,
        P.DECIDE_REQUESTS,
        P.ANSWER_INFORMATION,
    },
    Role.COMPLIANCE: {
        P.VIEW_CLIENTS,
        P.EXPORT_CLIENTS,
        P.VIEW_EXPORTS,
        P.VIEW_REPORTS,
        P.VIEW_ORGANISATION,
        P.VIEW_AUDIT,
        P.USE_ADMIN,
        P.RECORD_CONSENT,
        P.DECIDE_GRANTS,
        P.DECIDE_REQUESTS,
        P.ANSWER_INFORMATION,
    },
    Role.AUDITOR: {
        P.VIEW_CLIENTS,
        P.EXPORT_CLIENTS,
        P.VIEW_EXPORTS,
        P.VIEW_REPORTS,
        P.VIEW_BALANCES,
        P.VIEW_TOTALS,
        P.VIEW_ORGANISATION,
        P.VIEW_AUDIT,
        P.USE_ADMIN,
    },
    Role.SYSADMIN: {P.VIEW_ORGANISATION, P.EDIT_ORGANISATION, P.EDIT_CALENDAR, P.USE_ADMIN},
    Role.COUNTER: {P.ASK_AT_COUNTER},
}


def may(role, permission):
    return permission in GRANTS.get(role, ())


def roles_with(permission):
    return [role for role in GRANTS if may(role, permission)]


def requires(permission):
    """The view answers 403 to everyone whose role lacks the permission."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.can(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission
        return guarded

    return decorate
