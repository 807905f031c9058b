"""我的资料: one's own page, for everybody."""

import pytest

from staff.models import AuditEvent
from tests.numbers import SPACED


def test_everybody_says_what_he_is_good_at(bank, login):
    browser = login(bank.auditor)
    page = browser.post("/me/", {"skills": " 高考志愿、农业保险，高考志愿 "}, follow=True).content.decode()
    assert 'value="高考志愿、农业保险"' in page and "已保存" in page
    bank.auditor.refresh_from_db()
    assert bank.auditor.skills == ["高考志愿", "农业保险"]
    assert AuditEvent.objects.filter(verb="update").latest("pk").actor_no == bank.auditor.employee_no
    browser.post("/me/", {"skills": ""})
    bank.auditor.refresh_from_db()
    assert bank.auditor.skills == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("一 二 三 四 五 六", "最多写 5 样"),
        ("字" * 9, "每样最多 8 个字"),
        ("打 10012342207", "手机号"),
        (SPACED, "身份证号码"),
    ],
)
def test_what_is_refused_stays_in_the_box(bank, login, typed, words):
    answer = login(bank.manager).post("/me/", {"skills": typed})
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and typed in page
    bank.manager.refresh_from_db()
    assert bank.manager.skills == []
