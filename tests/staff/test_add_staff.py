import io

import pytest
from django.core.management import CommandError, call_command

from staff.models import AuditEvent, OrgUnit, User

GOOD = "liushu-fengqi-88"


def add(monkeypatch, *, password=GOOD, **options):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    options = {"no": "000001", "name": "管理员", "role": "sysadmin", "unit": "0300", **options}
    call_command("add_staff", password_stdin=True, stdout=io.StringIO(), **options)


def test_the_first_administrator_of_an_empty_bank_can_log_in(db, monkeypatch, client):
    add(monkeypatch, unit_name="栖禾农村商业银行")
    user = User.objects.get(employee_no="000001")
    assert (user.role, user.unit.name, user.unit.path) == ("sysadmin", "栖禾农村商业银行", "/0300/")
    answer = client.post("/login/", {"username": "000001", "password": GOOD})
    assert (answer.status_code, answer.url) == (302, "/")
    assert AuditEvent.objects.filter(verb="create", target_type="staff.User").count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"password": "12345678901"}, "数字"),
        ({"password": "short"}, "至少"),
        ({"unit": "9999"}, "不存在"),
        ({"no": "a b"}, "工号"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(db, monkeypatch, options, words):
    if "unit" in options:
        add(monkeypatch)
        options = {**options, "no": "000002"}
    before = (User.objects.count(), OrgUnit.objects.count())
    with pytest.raises(CommandError, match=words):
        add(monkeypatch, **options)
    assert (User.objects.count(), OrgUnit.objects.count()) == before


def test_a_number_is_given_once(db, monkeypatch):
    add(monkeypatch)
    with pytest.raises(CommandError, match="已存在"):
        add(monkeypatch)
