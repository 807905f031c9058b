from django import forms

from clients.enums.facts import FactKind
from imports.kinds import file_kinds
from imports.models import Word
from imports.readers.columns import title
from staff.forms.lines import Form

SEPARATOR = "."


def columns():
    """Every column of every kind of file, grouped by kind."""
    return [
        (importer.label, [(f"{kind}{SEPARATOR}{field}", title(kind, field)) for field in importer.columns])
        for kind, importer in file_kinds().items()
    ]


class WordForm(Form):
    """A header of the bank's files, and which of our columns it is. `job` is the import that waits for it."""

    header = forms.CharField(label="文件里的列名", max_length=40, error_messages={"required": "请写文件里的列名。"})
    column = forms.ChoiceField(
        label="是我们的哪一列",
        choices=lambda: [("", "请选择"), *columns()],
        error_messages={"required": "请选择是我们的哪一列。", "invalid_choice": "没有这一列，请重新选择。"},
    )
    job = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_column(self):
        """(kind, field)."""
        return self.cleaned_data["column"].split(SEPARATOR)


class TagForm(Form):
    """What a tag of 企业微信 says of a client."""

    header = forms.CharField(label="标签", max_length=40, error_messages={"required": "请写标签。"})
    kind = forms.ChoiceField(
        label="记作",
        choices=[("", "请选择"), *FactKind.choices, (Word.SKIP, "不导入")],
        error_messages={"required": "请选择记作哪一类，或不导入。", "invalid_choice": "没有这一类，请重新选择。"},
    )
    text = forms.CharField(label="写成（空着就用标签本身）", required=False)
    topic = forms.CharField(label="话题", required=False)


class HeaderForm(WordForm):
    """The same beside a file that is being checked: its unknown headers, and the columns of its kind that it lacks."""

    def __init__(self, *, job, unknown, missing):
        super().__init__(initial={"job": job.pk})
        self.fields["header"] = forms.ChoiceField(label="不认识的列", choices=[(name, name) for name in unknown])
        self.fields["column"].choices = [
            ("", "请选择"),
            *((f"{job.kind}{SEPARATOR}{field}", title(job.kind, field)) for field in missing),
        ]
