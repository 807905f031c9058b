"""The editing of a client."""

from datetime import date

import pytest

from clients.models import Client
from staff.models import AuditEvent
from tests.numbers import IDENTITY, SPACED


def test_the_manager_edits_his_client(bank, login):
    answer = login(bank.manager).post(
        f"/clients/{bank.mine.pk}/edit/",
        {"salutation": "陈总", "celebrates": "lunar", "hint": "下午三点后", "seen": 0},
    )
    bank.mine.refresh_from_db()
    assert answer.url == f"/clients/{bank.mine.pk}/"
    assert (bank.mine.salutation, bank.mine.celebrates, bank.mine.hint, bank.mine.version) == (
        "陈总",
        "lunar",
        "下午三点后",
        1,
    )
    changes = AuditEvent.objects.latest("pk").changes
    assert set(changes) == {"celebrates", "hint", "salutation"} and changes["hint"] == "已改"


@pytest.mark.parametrize(("born", "code"), [(date(1956, 10, 15), 302), (date(1956, 10, 31), 422)])
def test_the_date_on_the_card_may_be_the_lunar_one(bank, login, born, code):
    Client.objects.filter(pk=bank.mine.pk).update(birth_date=born)
    browser = login(bank.manager)
    assert "多按农历过" in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    data = {"salutation": "", "celebrates": "lunar_id", "hint": "", "seen": 0}
    answer = browser.post(f"/clients/{bank.mine.pk}/edit/", data)
    assert answer.status_code == code
    if code == 302:
        page = browser.get(answer.url).content.decode()
        assert "农历十月十五" in page and "多按农历过" not in page
    else:
        assert "农历没有三十一" in answer.content.decode()


def test_the_form_is_a_piece_of_its_page_and_htmx_is_told_where_to_go(bank, login):
    path, browser, headers = f"/clients/{bank.mine.pk}/edit/", login(bank.manager), {"HX-Request": "true"}
    piece, whole = browser.get(path, headers=headers).content.decode().strip(), browser.get(path).content.decode()
    assert piece.startswith('<div id="client_form"')
    assert [line for line in piece.splitlines() if "csrf" not in line and line not in whole] == []
    data = {"salutation": "陈总", "celebrates": "", "hint": "", "seen": 0}
    answer = browser.post(path, data, headers=headers)
    assert answer.headers["HX-Redirect"] == f"/clients/{bank.mine.pk}/"
    answer = browser.post(path, {**data, "salutation": "老陈"}, headers=headers)
    assert answer.status_code == 409 and answer.content.decode().strip().startswith('<div id="client_form"')


def test_the_head_may_edit_and_another_branch_may_not(bank, login):
    path = f"/clients/{bank.mine.pk}/edit/"
    assert login(bank.head).get(path).status_code == 200
    assert login(bank.stranger).post(path, {"salutation": "坏", "seen": 0}).status_code == 404
    assert login(bank.compliance).get(path).status_code == 403
    bank.mine.refresh_from_db()
    assert bank.mine.salutation == ""


def test_the_second_of_two_editors_sees_what_changed_and_overwrites_nothing(bank, login):
    path, browser = f"/clients/{bank.mine.pk}/edit/", login(bank.manager)
    browser.post(path, {"salutation": "陈总", "celebrates": "", "hint": "", "seen": 0})
    answer = browser.post(path, {"salutation": "老陈", "celebrates": "solar", "hint": "", "seen": 0})
    text = answer.content.decode()
    bank.mine.refresh_from_db()
    assert answer.status_code == 409 and bank.mine.salutation == "陈总"
    assert answer.context["differences"] == [("称呼", "陈总", "老陈"), ("过生日", "没有问过", "公历")]
    assert 'value="老陈"' in text and 'name="seen" value="1"' in text
    assert browser.post(path, {"salutation": "老陈", "celebrates": "solar", "hint": "", "seen": 1}).status_code == 302
    bank.mine.refresh_from_db()
    assert bank.mine.salutation == "老陈"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("hint", "卡号 4111111111111111"),
        ("hint", f"身份证 {SPACED}"),
        ("salutation", IDENTITY),
        ("hint", "密码是 abc123"),
        ("hint", "字" * 201),
        ("salutation", "\x00王叔"),
        ("salutation", "字" * 21),
        ("celebrates", "mars"),
        ("seen", str(10**25) + "x"),
    ],
)
def test_a_refused_edit_keeps_what_was_typed(bank, login, field, typed):
    data = {"salutation": "王叔", "celebrates": "", "hint": "", "seen": 0, field: typed}
    answer = login(bank.manager).post(f"/clients/{bank.mine.pk}/edit/", data)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    if field not in ("celebrates", "seen"):
        assert typed.replace("\x00", "") in answer.content.decode().replace("\x00", "")
