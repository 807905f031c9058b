"""Who opens a client in the admin has seen him as on his own page, and that is written down (H12)."""

import pytest

from staff.models import AuditEvent


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
