from django import forms

from imports.readers.containers import EMPTY, MOST_BYTES, SUFFIXES


class UploadForm(forms.Form):
    """One bank file; what is in it is looked at by imports/readers."""

    file = forms.FileField(
        label="选择文件",
        help_text="机构、员工、客户、余额或联系记录，CSV 或 XLSX，最大 200 MB。文件类型、编码和分隔符自动识别。",
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
