from django import forms
from django.utils.functional import lazy

from imports.kinds import choices
from imports.readers.containers import EMPTY, MOST_BYTES, SUFFIXES
from staff.forms.lines import Form


class UploadForm(Form):
    """One bank file; what is in it is looked at by imports/readers."""

    file = forms.FileField(
        label="选择文件",
        help_text=lazy(lambda: f"{_kinds()}，CSV 或 XLSX，最大 200 MB。文件类型、编码和分隔符自动识别。", str)(),
        error_messages={
            "required": "请先选择一个文件，再上传。",
            "empty": EMPTY,
            "invalid": "没有收到文件，请重新选择。",
        },
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过了 200 MB。请分成几个文件，再导入。")
        return file


def _kinds():
    *labels, last = (label for _name, label in choices())
    return f"{'、'.join(labels)}或{last}"
