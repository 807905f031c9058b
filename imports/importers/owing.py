"""Who does what a file says that somebody promised: himself as long as he works here, as when clients are handed over."""

from staff.models import User
from staff.models.org import lineage_of
from staff.roles import Role


class Owing:
    """Read once a file. Of who has left the client's manager does it, and without one who works here the nearest head above."""

    def __init__(self):
        people = User.objects.filter(is_active=True)
        self.present = set(people.values_list("pk", flat=True))
        heads = people.filter(role=Role.BRANCH_HEAD, unit__isnull=False).order_by("-employee_no")
        self.heads = dict(heads.values_list("unit__path", "pk"))

    def who(self, person, manager, path):
        """The id of who does it, None where nobody was ever named. `path`: of the client's unit."""
        if person is None and manager is None:
            return None
        for one in (person, manager):
            if one in self.present:
                return one
        return next((self.heads[each] for each in reversed(lineage_of(path)) if each in self.heads), None)
