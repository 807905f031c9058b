from django import forms

from clients.queries.kept import TITLES
from crm.rules.reports import LONGEST, month_text, period_problems
from staff.forms.lines import Form
from words.dates import months_later

MONTH = {"input_formats": ["%Y-%m"], "error_messages": {"invalid": "请写成年和月，例如 2026-11。"}}


class ReportForm(Form):
    """Which report, of which unit, from month to month; `ways`: by what it may be told apart."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="报表", error_messages={"invalid_choice": "没有这种报表，请重新选择。"})
    unit = forms.ChoiceField(label="机构", required=False)
    by = forms.ChoiceField(
        label="分开看", required=False, error_messages={"invalid_choice": "这张报表不能这样分开看，请重新选择。"}
    )
    since = forms.DateField(label="从", widget=forms.Select, **MONTH)
    to = forms.DateField(label="到", widget=forms.Select, **MONTH)

    def __init__(self, asked, *, reports, units, today):
        """`asked`: of an address, which names some of them; the others are as usual: the last month and this one."""
        month = today.replace(day=1)
        usual = {"kind": next(iter(reports)), "unit": str(units[0].pk), "by": "", "to": f"{month:%Y-%m}"}
        usual["since"] = f"{months_later(month, -1):%Y-%m}"
        names = [*usual]
        super().__init__(usual | {name: asked[name] for name in names if asked.get(name)}, auto_id="report_%s")
        months = [months_later(month, -back) for back in range(LONGEST)]
        for name in ("since", "to"):
            self.fields[name].widget.choices = [(f"{one:%Y-%m}", month_text(one)) for one in months]
        self.today, self.fields["kind"].choices = today, [(name, report.label) for name, report in reports.items()]
        self.fields["unit"].choices = [(str(unit.pk), unit.name) for unit in units]
        report = reports.get(self.data["kind"])
        if report and report.ways:
            self.fields["by"].choices = [(way, TITLES[way]) for way in report.ways]
            self.data["by"] = self.data["by"] or report.ways[0]
        else:
            del self.fields["by"]

    def clean(self):
        known = super().clean()
        for problem in period_problems(known.get("since"), known.get("to"), self.today):
            self.add_error(problem.field, problem.sentence)
        return known

    @property
    def asked(self):
        """{name: value} as it stands in an address."""
        return {name: self.data[name] for name in self.fields}
