"""The form of a 交接信; what may not be is said by the action, at these fields."""

from django import forms

from clients.rules.letters import SENTENCE_LIMIT, TITLES
from staff.forms.lines import Form

PLACEHOLDERS = {
    4: "如：下个月要付货款，手上想留活钱",
    6: "如：先说结论；下午四点后好找",
    9: "如：家里人面前不提存款",
    10: "如：先问问今年的收成，多听少说",
}


class LetterForm(Form):
    """One sentence a line."""

    use_required_attribute = False

    def __init__(self, data=None, *, lines):
        super().__init__(data, auto_id="letter_%s")
        self.lines = lines
        for number, title in enumerate(TITLES, 1):
            attrs = {"maxlength": SENTENCE_LIMIT, "placeholder": PLACEHOLDERS.get(number, "")}
            self.fields[f"line{number}"] = forms.CharField(
                label=title, required=False, initial=lines[number - 1].sentence, widget=forms.TextInput(attrs=attrs)
            )

    @property
    def rows(self):
        """[(line, its field)]."""
        return [(line, self[line.name]) for line in self.lines]

    @property
    def sentences(self):
        return {line.name: self.cleaned_data.get(line.name, "") for line in self.lines}


class QuestionForm(Form):
    use_required_attribute = False
    question = forms.CharField(label="想问什么", required=False)
