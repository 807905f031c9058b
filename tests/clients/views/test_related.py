"""关联关系 by hand: head office only, with a reason, and each change stands in the audit."""

import pytest

from clients.actions.related import mark_related
from staff.models import AuditEvent
from words.problems import Refused

WHY = "2026年股东名册第 12 行，陈国强本人"


def test_head_office_marks_it_on_a_page_with_a_reason_and_it_stands_in_the_audit(bank, login):
    browser, path = login(bank.head_office), f"/clients/{bank.mine.pk}/related/"
    assert path in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    typed = {"related": "shareholder", "why": "名册", "seen": bank.mine.version}
    short = browser.post(path, typed)
    assert short.status_code == 422 and "至少 6 个字" in short.content.decode()
    assert browser.post(path, typed | {"why": WHY, "related": "friend"}).status_code == 422
    assert browser.post(path, typed | {"why": WHY}).status_code == 302
    assert browser.post(path, typed | {"why": WHY, "related": ""}).status_code == 409  # an old page
    event = AuditEvent.objects.filter(verb="update").latest("pk")
    assert (event.changes, event.client_id) == ({"related": ["", "shareholder"]}, bank.mine.pk)
    assert event.reason == "2026年股东名册第 12 行，陈*强本人"
    page = login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "股东≥5%" in page and path not in page


def test_nobody_else_marks_it(bank):
    for person in (bank.manager, bank.head, bank.compliance, bank.auditor, bank.sysadmin):
        with pytest.raises(Refused, match="只由总行登记"):
            mark_related(bank.mine, related="party", why=WHY, by=person)
