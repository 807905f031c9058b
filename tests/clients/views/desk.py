"""The manager at 记一笔: what the browser shows and sends, without one."""

from datetime import datetime

from django.utils import timezone

from clients.forms.contacts import ContactForm

NOW = timezone.make_aware(datetime(2026, 11, 30, 10, 20))  # a Monday
HX = {"HX-Request": "true"}
LINE = "刚给她打了电话，聊了十分钟，孩子明年高考，答应周三把教育储蓄的利率表发她"
UNSURE = "昨天下午在她店里坐了半个钟头，孩子想学医，答应下下礼拜五前后回她贷款要哪些材料"
CARD = "给她打了电话，卡号 4111111111111111 要查一下"


class Desk:
    def __init__(self, browser, client):
        self.browser, self.path = browser, f"/clients/{client.pk}/contacts/"

    @staticmethod
    def opened():
        return typed_in(ContactForm(now=timezone.now()))

    def read(self, line, typed=None, **changes):
        """The form as it stands after `line` was read into it."""
        answer = self.browser.post(
            self.path + "read/", {**(typed or self.opened()), "line": line, **changes}, headers=HX
        )
        assert answer.status_code == 200
        self.text, self.form = answer.content.decode(), answer.context["form"]
        return typed_in(self.form)

    def save(self, typed, **changes):
        return self.browser.post(self.path, {**typed, **changes}, headers=HX)


def typed_in(form):
    """What the browser would send."""
    fields = [field for row in (form, *form.promise_rows, *form.fact_rows, *form.close_rows) for field in row]
    values = {field.html_name: field.value() for field in fields}
    shown = {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    return {
        name: "on" if value is True else str(value) for name, value in shown.items() if value not in (None, False, "")
    }
