"""Every URL × every role answers what this table says, and another branch's rows are 404 (ORG-R3, S1–S3, S11)."""

import pytest
from django.urls import reverse

from clients.models import Client
from tests.door_rows import rows
from tests.doors import ELSEWHERE, ROLES, ROW_ACTIONS, ROW_PAGES, TABLED, addresses, names
from tests.test_guards import PUBLIC

__all__ = ["rows"]


def test_the_tables_name_every_url():
    assert names() == set(TABLED) | set(PUBLIC) | set(ELSEWHERE)


def test_strangers_are_sent_to_the_door(rows, client):
    for name, path in addresses(rows, "own"):
        for method in (client.get, client.post):
            answer = method(path)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login")), (name, method)


@pytest.mark.sweep
@pytest.mark.parametrize("role", ROLES)
def test_nobody_acts_without_permission(bank, rows, login, role):
    browser = login(getattr(bank, role))
    for name, (row, who) in ROW_ACTIONS.items():
        answer = browser.post(reverse(name, args=[rows["own"][row]]), {})
        assert (answer.status_code == 403) == (role not in who), (name, answer.status_code)


@pytest.mark.sweep
@pytest.mark.parametrize("person", ["manager", "backup", "head"])
@pytest.mark.parametrize("fragment", [False, True])
def test_another_branchs_rows_do_not_exist(bank, rows, login, person, fragment):
    """404 with every method, and nothing changes."""
    browser = login(getattr(bank, person))
    headers = {"HX-Request": "true"} if fragment else {}
    before = list(Client.objects.filter(pk=bank.theirs.pk).values())
    role = "head" if person == "head" else "manager"
    for name, (row, who) in {**ROW_PAGES, **ROW_ACTIONS}.items():
        path = reverse(name, args=[rows["other"][row]])
        for method in ("get", "post"):
            status = getattr(browser, method)(path, headers=headers).status_code
            fine = {404, 405} | ({302} if method == "get" and name in ROW_ACTIONS else set())  # to the page above
            assert status in (fine if role in who else {403, *fine}), (name, method, status)
    assert list(Client.objects.filter(pk=bank.theirs.pk).values()) == before
