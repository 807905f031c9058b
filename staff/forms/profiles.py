from django import forms

from staff.forms.lines import Form
from staff.forms.texts import clean_evidence
from staff.rules.profiles import LONGEST, MOST, skill_problems, skills_from


class ProfileForm(Form):
    """What one is good at, in one line."""

    use_required_attribute = False
    skills = forms.CharField(
        label="一技之长",
        required=False,
        help_text=f"最多 {MOST} 样，每样不超过 {LONGEST} 个字，用顿号隔开，如：高考志愿、农业保险。留空就是不写。",
    )

    def clean_skills(self):
        skills = skills_from(clean_evidence(self.cleaned_data["skills"], 200))
        if problems := skill_problems(skills):
            raise forms.ValidationError([problem.sentence for problem in problems])
        return skills
