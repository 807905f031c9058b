"""Who stands in for a client's manager: the only thing of a client that the admin changes, and only through assign_client."""

import pytest
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.search import replace_tokens
from clients.models import Client
from imports.models import ImportJob
from staff.models import AuditEvent
from tests import factories

LIST = "/admin/clients/client/"


def page(client):
    return f"{LIST}{client.pk}/change/"


def typed(client, backup):
    return {"backup": backup.pk if backup else "", "seen": client.version}


def assigned():
    return AuditEvent.objects.filter(verb="assign")


@pytest.mark.parametrize("who", ["head", "head_office"])
def test_a_head_sets_the_deputy_and_finds_the_way_to_another_manager(bank, login, who):
    by, third = getattr(bank, who), factories.user(unit=bank.east, employee_no="990103")
    assert login(by).post(page(bank.mine), typed(bank.mine, third)).status_code == 302
    bank.mine.refresh_from_db()
    assert (bank.mine.manager, bank.mine.backup, bank.mine.version) == (bank.manager, third, 1)
    assert f"/clients/{bank.mine.pk}/manager/" in login(by).get(page(bank.mine)).content.decode()
    event = assigned().get()
    assert (event.actor_no, event.client_id) == (by.employee_no, bank.mine.pk)
    assert event.changes == {"manager": ["990101", "990101"], "backup": ["990102", "990103"]}


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 403), ("other_head", 404), ("compliance", 403), ("auditor", 403), ("sysadmin", 403)],
)
def test_nobody_else_does(bank, login, who, status):
    assert login(getattr(bank, who)).post(page(bank.mine), typed(bank.mine, None)).status_code == status
    bank.mine.refresh_from_db()
    assert bank.mine.backup == bank.backup
    assert not assigned().exists()


def test_a_head_is_offered_managers_of_his_branch_only_and_cannot_name_another(bank, login):
    browser = login(bank.head)
    form = browser.get(page(bank.mine)).context["adminform"].form
    assert {str(value) for value, _ in form.fields["backup"].choices} == {
        "",
        str(bank.manager.pk),
        str(bank.backup.pk),
    }
    answer = browser.post(page(bank.mine), typed(bank.mine, bank.stranger))
    assert "backup" in answer.context["adminform"].form.errors
    answer = browser.post(page(bank.mine), typed(bank.mine, bank.head))
    assert "backup" in answer.context["adminform"].form.errors
    assert not assigned().exists()


def test_what_the_action_refuses_is_said_on_the_form(bank, login):
    answer = login(bank.head).post(page(bank.mine), typed(bank.mine, bank.manager))
    assert answer.status_code == 422
    assert "B角不能是管户经理本人" in answer.content.decode()
    answer = login(bank.head_office).post(page(bank.mine), typed(bank.mine, bank.stranger))
    assert answer.status_code == 422
    assert "吴琴不在客户的管户机构" in answer.content.decode()
    assert not assigned().exists()


def test_the_second_of_two_editors_sees_what_changed_and_overwrites_nothing(bank, login):
    stale = typed(bank.mine, bank.manager)
    assign_client(bank.mine, manager=bank.backup, backup=None, now=timezone.now(), by=bank.head_office)
    browser = login(bank.head)
    answer = browser.post(page(bank.mine), stale)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "刚才有别人修改了这位客户" in text
    assert "现在的管户经理：李航；现在的B角：无" in text
    bank.mine.refresh_from_db()
    assert bank.mine.manager == bank.backup
    assert assigned().count() == 1
    # The page now carries the new version, so a second press is a decision.
    assert 'name="seen" value="1"' in text
    assert browser.post(page(bank.mine), {**stale, "seen": 1}).status_code == 302
    bank.mine.refresh_from_db()
    assert (bank.mine.manager, bank.mine.backup) == (bank.backup, bank.manager)


def test_no_other_field_is_written_whatever_is_posted(bank, login):
    before = Client.objects.values().get(pk=bank.mine.pk)
    sneaky = {
        "manager": bank.backup.pk,
        "name": "改名",
        "phone": "1",
        "tier": "top",
        "unit": bank.west.pk,
        "status": "closed",
        "average": "9",
    }
    login(bank.head).post(page(bank.mine), {**typed(bank.mine, bank.backup), **sneaky})
    assert Client.objects.values().get(pk=bank.mine.pk) == before


@pytest.mark.parametrize(
    ("who", "name"), [("head", "陈国强"), ("head_office", "陈*强"), ("compliance", "陈*强"), ("auditor", "陈*强")]
)
def test_only_a_head_reads_the_whole_name_and_nobody_the_phone(bank, login, who, name):
    browser = login(getattr(bank, who))
    for address in (LIST, page(bank.mine)):
        text = browser.get(address).content.decode()
        assert name in text
        assert "100****2207" in text
        assert bank.mine.phone not in text
        assert (bank.mine.name in text) == (who == "head")


def test_what_is_ticked_goes_to_the_page_of_handovers_and_never_reaches_another_branch(bank, login):
    other = factories.client(unit=bank.east, manager=bank.manager)
    ticked = {"action": "hand_over", "_selected_action": [bank.mine.pk, other.pk, bank.theirs.pk], "select_across": "1"}
    page = login(bank.head).post(LIST, ticked, follow=True)
    assert page.context["giver"] == bank.manager and page.context["found"].total == 2
    Client.objects.filter(pk=other.pk).update(manager=bank.backup)
    page = login(bank.head).post(LIST, ticked, follow=True)
    assert "found" not in page.context and set(page.context["givers"]) == {bank.manager, bank.backup}
    for who in ("auditor", "compliance", "manager", "sysadmin"):
        assert "handover" not in login(getattr(bank, who)).post(LIST, ticked, follow=True).request["PATH_INFO"]


def test_a_client_is_found_as_in_the_client_list_and_his_row_leads_to_his_page(bank, login):
    replace_tokens([(bank.mine.pk, bank.mine.name, bank.mine.phone, True)])
    for text in ("陈国强", "chenguoqiang", "2207", "7700000"):
        page = login(bank.head).get(LIST, {"q": text}).content.decode()
        assert f"/clients/{bank.mine.pk}/" in page, text
    assert bank.mine.client_no not in login(bank.head).get(LIST, {"q": "何丽华"}).content.decode()


def test_the_sysadmin_sees_only_whether_an_import_ran(bank, login):
    job = ImportJob.objects.create(
        kind="clients", filename="客户名单.csv", path="x", message="第 3 行", state="done", by=bank.head_office
    )
    text = login(bank.sysadmin).get("/admin/imports/importjob/").content.decode()
    assert "已完成" in text
    assert "客户名单" not in text
    assert "第 3 行" not in text
    assert login(bank.sysadmin).get(f"/admin/imports/importjob/{job.pk}/change/").status_code == 403
    for address in ("/admin/imports/importjob/", f"/admin/imports/importjob/{job.pk}/change/"):
        assert "客户名单" in login(bank.head_office).get(address).content.decode()


def test_more_clients_than_one_handover_takes_are_refused_there_and_not_cut(bank, login, monkeypatch):
    monkeypatch.setattr("clients.admin.MOST", 1)
    ticked = [bank.mine.pk, factories.client(unit=bank.east, manager=bank.manager).pk]
    browser = login(bank.head)
    answer = browser.post(LIST, {"action": "hand_over", "_selected_action": ticked})
    assert answer.status_code == 302 and browser.session["handover_clients"] == ticked
