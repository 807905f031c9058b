from django.db import transaction

from staff.audit import Verb, record
from staff.cached import forget
from staff.rules.profiles import skill_problems
from words.content import forbidden_in_text
from words.problems import Refused


@transaction.atomic
def set_skills(user, skills):
    """What one is good at, by oneself. Refuses too many or too long words, and what no record may hold (H1)."""
    if problems := [*skill_problems(skills), *forbidden_in_text("、".join(skills), "skills")]:
        raise Refused(problems)
    before, user.skills = user.skills, skills
    user.save(update_fields=["skills"])
    if user.unit:
        transaction.on_commit(lambda: forget("skills", user.unit.branch_path))
    record(Verb.UPDATE, by=user, target=user, changes={"skills": ["、".join(before), "、".join(skills)]})
