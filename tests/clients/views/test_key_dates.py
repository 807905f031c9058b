"""要紧的日子 on the client page, through the real pages."""

from datetime import datetime

import pytest
import time_machine
from django.utils import timezone

from clients.models import KeyDate
from tests import factories
from tests.numbers import SPACED

NOW = timezone.make_aware(datetime(2026, 11, 28, 9, 0))
HX = {"HX-Request": "true"}
NEW_YEARS_EVE = {"kind": "wedding", "celebrates": "lunar", "month": "12", "day": "30", "year": "2006", "note": ""}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agreed(bank):
    factories.consent(bank.mine, purpose="dossier", via="any")
    return bank


def path(client):
    return f"/clients/{client.pk}/dates/"


def test_the_last_day_of_the_year_is_kept_and_the_page_says_on_which_day(agreed, login):
    browser = login(agreed.manager)
    page = browser.post(path(agreed.mine), NEW_YEARS_EVE, follow=True).content.decode()
    assert "已记下，下次是2027年2月5日 星期五（今年腊月没有三十，按廿九过）。" in page
    assert "农历腊月三十" in page and "满 20 年" in page
    row = KeyDate.objects.get()
    page = browser.post(f"/clients/dates/{row.pk}/delete/", follow=True).content.decode()
    assert "已删除这个日子" in page and not KeyDate.objects.exists()
    assert browser.post(f"/clients/dates/{row.pk}/delete/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"celebrates": "solar", "month": "2", "day": "30"}, "公历2月没有30日"),
        ({"day": "31"}, "农历没有三十一"),
        ({"celebrates": "lunar_leap", "month": "1", "day": "1"}, "没有闰正月"),
        ({"kind": ""}, "必填"),
        ({"year": "去年"}, "整数"),
        ({"kind": "family", "year": "", "note": "陈小燕"}, "只写关系"),
        ({"note": SPACED}, "身份证号码"),
        ({"note": "打 10012342207"}, "手机号"),
        ({"note": "字" * 41}, "最多 40 个字"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_keeps_what_was_typed(agreed, login, typed, words):
    data, headers = NEW_YEARS_EVE | typed, HX if "day" in typed else {}
    answer = login(agreed.manager).post(path(agreed.mine), data, headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page and ("<html" in page) == (headers == {})
    assert data["note"] in page and f'value="{data["day"]}" selected' in page and not KeyDate.objects.exists()


def test_the_same_day_twice_is_said(agreed, login):
    browser = login(agreed.manager)
    assert [browser.post(path(agreed.mine), NEW_YEARS_EVE).status_code for _ in range(2)] == [302, 422]
    assert KeyDate.objects.count() == 1


def test_without_consent_the_card_says_so(bank, login):
    browser = login(bank.manager)
    page = browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "还不能登记" in page and "记一个日子" not in page
    answer = browser.post(path(bank.mine), NEW_YEARS_EVE)
    assert answer.status_code == 422 and "人脉档案" in answer.content.decode()


@pytest.mark.parametrize("person", ["head_office", "compliance", "auditor"])
def test_overseers_see_no_dates(agreed, login, person):
    browser = login(agreed.manager)
    browser.post(path(agreed.mine), NEW_YEARS_EVE)
    browser.post(
        path(agreed.mine), {**NEW_YEARS_EVE, "kind": "memorial", "celebrates": "solar", "month": "11", "day": "28"}
    )
    page = login(getattr(agreed, person)).get(f"/clients/{agreed.mine.pk}/").content.decode()
    assert "不打扰的日子" in page and "忌日" not in page and "结婚纪念日" not in page and "key_dates" not in page
    assert login(getattr(agreed, person)).post(path(agreed.mine), NEW_YEARS_EVE).status_code == 403
