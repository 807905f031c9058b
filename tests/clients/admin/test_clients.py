"""Who opens a client in the admin has seen him as on his own page, and that is written down (H12)."""

import pytest

from staff.admin import base
from staff.forms import people
from staff.models import AuditEvent
from tests import factories


def opened(bank):
    found = AuditEvent.objects.filter(verb="view").order_by("pk")
    return list(found.values_list("actor_no", "target_type", "target_id", "client_id", "unit_id"))


@pytest.mark.parametrize("who", ["head", "head_office", "auditor"])
def test_opening_a_client_is_audited_as_on_his_page(bank, login, who):
    browser, user = login(getattr(bank, who)), getattr(bank, who)
    assert browser.get(f"/admin/clients/client/{bank.mine.pk}/change/").status_code == 200
    [event] = opened(bank)
    assert event == (user.employee_no, "clients.Client", str(bank.mine.pk), bank.mine.pk, bank.east.pk)
    assert browser.get(f"/clients/{bank.mine.pk}/").status_code == 200
    assert opened(bank) == [event, event]


def test_who_does_not_get_to_see_him_leaves_no_such_row(bank, login):
    browser = login(bank.head)
    assert browser.get(f"/admin/clients/client/{bank.theirs.pk}/change/").status_code == 404
    assert browser.get("/admin/clients/client/").status_code == 200
    assert [client for *_rest, client, _unit in opened(bank)] == [None]  # a look at the list, and no client


@pytest.mark.parametrize("asked", ["unit__id__exact={west}", "manager__id__exact={stranger}", "manager__id__exact=x"])
def test_a_filter_that_names_somebody_out_of_reach_finds_nothing_never_everybody(bank, login, asked):
    query = asked.format(west=bank.west.pk, stranger=bank.stranger.pk)
    assert login(bank.head).get(f"/admin/clients/client/?{query}").status_code == 404
    assert login(bank.head).get(f"/admin/clients/client/?unit__id__exact={bank.east.pk}").status_code == 200


def test_of_very_many_people_a_number_is_typed_in_filters_and_forms_and_only_within_reach(bank, login, monkeypatch):
    monkeypatch.setattr(base, "FEW", 1)
    monkeypatch.setattr(people, "MANY", 0)
    browser, listed, page = login(bank.head), "/admin/clients/client/", f"/admin/clients/client/{bank.mine.pk}/change/"
    plain = browser.get(listed).content.decode()
    assert 'name="manager_no"' in plain and 'name="unit_no"' in plain and "manager__id__exact" not in plain
    for asked, is_there in {
        f"manager_no={bank.manager.employee_no}": True,
        f"manager_no={bank.backup.employee_no}&tier__exact={bank.mine.tier}": False,
        f"manager_no={bank.stranger.employee_no}": False,
        f"unit_no={bank.west.code}": False,
        "manager_no=没有": False,
        f"unit_no={bank.east.code}&manager_no=": True,
    }.items():
        found = browser.get(f"{listed}?{asked}")
        assert found.status_code == 200 and (f"{bank.mine.client_no}</a>" in found.content.decode()) is is_there, asked
    third, form = factories.user(unit=bank.east, employee_no="990103"), browser.get(page).content.decode()
    assert f'name="backup_no" value="{bank.backup.employee_no}"' in form and "<select" not in form
    typed = {"backup_no": third.employee_no, "seen": bank.mine.version}
    for wrong in (bank.stranger.employee_no, "0" * 20, "x\x00y"):
        answer = browser.post(page, typed | {"backup_no": wrong}).content.decode()
        wrong = wrong.replace("\x00", "")
        assert f"没有工号是“{wrong}”的人可选" in answer and f'value="{wrong}"' in answer
    assert browser.post(page, typed).status_code == 302
    bank.mine.refresh_from_db()
    assert bank.mine.backup == third
