"""Which grants need a second person, and who may be that person (ORG-R6, domain C)."""

from dataclasses import dataclass

from staff.roles import EVERYTHING, GRANTS, Permission, Role, may
from words.problems import Problem


@dataclass(frozen=True)
class Place:
    """Where somebody stands: his role, '' for one who may do nothing, the path of his unit, and which desk of head office it is."""

    role: str = ""
    path: str = ""
    desk: str = ""


NOBODY = Place()
COMMAND_LINE = Place(Role.HEAD_OFFICE)  # who works on the machine itself
WITH_CLIENTS_OF_THEIR_OWN = (Role.MANAGER, Role.BRANCH_HEAD)
TIES = {"asked": "自己提出的授权", "owner": "给自己的授权", "entered": "自己新建的账号的授权"}


def needs_second_person(granter, before, after):
    """Whether moving a person from `before` to `after` gives more than `granter` may see; all three are a Place.

    A role with clients always does: the system administrator sees none, head office no names. The one exception is a
    new manager, who sees only what is assigned to him: who may assign clients may appoint him.
    """
    if not gains(before, after):
        return False
    if not may(after.role, Permission.VIEW_CLIENTS):
        return not GRANTS[after.role] <= GRANTS.get(granter.role, set())
    return not (after.role == Role.MANAGER and may(granter.role, Permission.ASSIGN_CLIENT) and reaches(granter, after))


def gains(before, after):
    """Whether `after` may see or do anything that `before` may not."""
    if not after.role or before == after:
        return False
    if after.role == Role.MANAGER and before.role in WITH_CLIENTS_OF_THEIR_OWN:
        return False  # he keeps his own clients, in whatever unit
    if signs_more(after.role, before.desk, after.desk):
        return True
    return not (GRANTS[after.role] <= GRANTS.get(before.role, set()) and reaches(before, after))


def signs_more(role, old_desk, new_desk):
    """Whether who comes to this desk signs what only its people may: those of head office, each desk its own."""
    return role == Role.HEAD_OFFICE and new_desk not in ("", old_desk)


def reaches(holder, other):
    """Whether `holder` may see every client that `other` may see, assigned ones included."""
    if holder.role in EVERYTHING or not may(other.role, Permission.VIEW_CLIENTS):
        return True
    return holder.role == Role.BRANCH_HEAD and other.role not in EVERYTHING and other.path.startswith(holder.path)


def is_known_to_one(old_role, new_role):
    """Whether a password of before may be known to one person who may not see what the new role sees.

    Of who had no clients an administrator alone could have set it, so it is not worth what is granted now.
    """
    return may(new_role, Permission.VIEW_CLIENTS) and not may(old_role, Permission.VIEW_CLIENTS)


def sees_more_by_move(head_path, old_path, new_path):
    """Whether the head of the unit at `head_path` sees more clients once a unit has moved from `old_path` to `new_path`."""
    return bool(old_path) and new_path.startswith(head_path) and not old_path.startswith(head_path)


def tie_problems(tie, what):
    """[] or why somebody with this tie to a grant neither confirms it nor looks it away (`what` in Chinese)."""
    return [Problem("", f"{TIES[tie]}，要由另一个人{what}")] if tie else []


def problems_of_deciding(decider, after, tie=""):
    """Why this person may not decide about a grant that leads to `after`; [] if he may."""
    if tie:
        return tie_problems(tie, "确认")
    sees_it = decider.role in EVERYTHING or (may(after.role, Permission.VIEW_CLIENTS) and reaches(decider, after))
    if not (may(decider.role, Permission.DECIDE_GRANTS) and sees_it):
        return [Problem("", "这项授权超出了您能看到的范围，请由总行管理或合规确认")]
    return []
