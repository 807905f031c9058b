"""The admin as a whole: who gets in, and whose rows appear."""

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from clients.models import Client
from staff.models import AuditEvent, CoverPeriod, OrgUnit, User
from tests.crm.admin_rows import EVERYONE, LIST_ONLY, SCOPED, TABLE, rows, url
from tiers.models import TierChange

__all__ = ["rows"]


def test_the_table_names_every_registered_model():
    assert set(admin.site._registry) == set(TABLE)


def test_strangers_are_sent_to_the_door_and_managers_are_refused(bank, client, login):
    for path in ("/admin/", "/admin/login/", url(Client, "changelist")):
        answer = client.get(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login/"), path
    login(bank.manager)
    for path in (
        "/admin/",
        "/admin/login/",
        "/admin/password_change/",
        url(Client, "changelist"),
        url(Client, "change", bank.mine.pk),
        "/admin/autocomplete/",
    ):
        assert client.get(path).status_code == 403, path


@pytest.mark.sweep
@pytest.mark.parametrize("who", sorted(EVERYONE))
def test_pages_answer_by_the_table(bank, rows, login, who):
    browser, (own, _) = login(getattr(bank, who)), rows
    wrong = []
    for model in TABLE:
        wanted = expected(model, who)
        found = {page: browser.get(url(model, page, *pk)).status_code for page, pk in pages(own[model])}
        wrong += [] if found == wanted else [(model, found, wanted)]
        if who not in TABLE[model][2]:
            wrong += changed_by(browser, own[model])
    assert wrong == []


def pages(row):
    yield from (("changelist", ()), ("add", ()))
    yield from ((page, (row.pk,)) for page in ("change", "history", "delete"))


def expected(model, who):
    """{page: status} by the table."""
    may_view, may_add, _may_change, may_delete = TABLE[model]
    reaches = 404 if who == "other_head" and model in SCOPED else 403 if (model, who) in LIST_ONLY else 200
    # Django looks for the row before it asks for the permission: who reaches no client gets 404 here.
    unseen = 404 if who == "sysadmin" and model in SCOPED else 403
    return {
        "changelist": 200 if who in may_view else 403,
        "add": 200 if who in may_add else 403,
        "change": reaches if who in may_view else 403,
        "history": reaches if who in may_view else unseen,
        "delete": reaches if who in may_delete else 403,
    }


def changed_by(browser, row):
    """Whatever does not refuse somebody who may not change the row, or changes it."""
    model, table = type(row), type(row).objects
    before = table.values().get(pk=row.pk)
    answers = [
        browser.post(url(model, page, row.pk), data).status_code
        for page, data in (("change", {}), ("delete", {"post": "yes"}))
    ]
    after = table.filter(pk=row.pk).values().first()
    return [] if (answers, after) == ([403, 403], before) else [(model, answers, before, after)]


@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_row_of_another_branch_is_404_on_every_page_and_absent_from_the_list(bank, rows, login, model):
    browser, (own, other) = login(bank.head), rows
    pages = ("change", "history") + (("delete",) if bank.head and TABLE[model][3] else ())
    for page in pages:
        assert browser.get(url(model, page, other[model].pk)).status_code == 404
    assert browser.post(url(model, "change", other[model].pk), {}).status_code == (
        404 if "head" in TABLE[model][2] else 403
    )
    listed = {row.pk for row in browser.get(url(model, "changelist")).context["cl"].result_list}
    assert own[model].pk in listed
    assert other[model].pk not in listed
    narrowed = browser.get(url(model, "changelist"), {"pk__in": other[model].pk})
    assert list(narrowed.context["cl"].result_list) == []


@pytest.mark.sweep
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_filters_offer_no_unit_and_nobody_of_another_branch(bank, rows, login, model):
    text = login(bank.head).get(url(model, "changelist")).content.decode()
    assert "柳渡支行" not in text
    assert "吴琴" not in text
    assert "77000002" not in text


def test_searching_for_another_branchs_rows_finds_nothing(bank, rows, login):
    browser = login(bank.head)
    for model, words in (
        (Client, "77000002"),
        (Client, "何丽华"),
        (User, "990201"),
        (OrgUnit, "柳渡"),
        (CoverPeriod, "吴琴"),
        (TierChange, "77000002"),
    ):
        assert browser.get(url(model, "changelist"), {"q": words}).context["cl"].result_count == 0, words
    assert browser.get(url(Client, "changelist"), {"q": "77000001"}).context["cl"].result_count == 1


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (User, "password__startswith"),
        (User, "email__startswith"),
        (Client, "phone__startswith"),
        (Client, "id_hash__startswith"),
        (Client, "average__gte"),
        (Client, "manager__password__startswith"),
        (Client, "unit__staff__password__startswith"),
        (TierChange, "client__phone__startswith"),
        (AuditEvent, "changes__contains"),
    ],
)
def test_addresses_cannot_ask_for_columns_the_page_does_not_offer(bank, login, model, lookup):
    assert login(bank.head).get(url(model, "changelist"), {lookup: "1"}).status_code == 400


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["head", "sysadmin", "auditor"])
def test_autocomplete_serves_nothing_beyond_reach(bank, login, who):
    browser = login(getattr(bank, who))
    for app, model, field in (
        ("clients", "client", "manager"),
        ("clients", "contactlog", "client"),
        ("tiers", "tierchange", "client"),
        ("staff", "coverperiod", "absent"),
    ):
        answer = browser.get(
            "/admin/autocomplete/", {"app_label": app, "model_name": model, "field_name": field, "term": ""}
        )
        shown = answer.content.decode()
        if who == "head":
            assert "吴琴" not in shown
        assert "77000002" not in shown or who == "auditor"
        if who == "sysadmin" and field == "client":
            assert answer.status_code == 403


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_a_moment_beyond_the_calendar_is_no_error(bank, login, moment):
    answer = login(bank.head_office).get(url(AuditEvent, "changelist"), {"at__gte": moment})
    assert answer.status_code in (200, 302, 400)  # PostgreSQL knows such a moment, SQLite does not


def test_there_is_no_view_on_site_address(bank, login):
    assert login(bank.head).get("/admin/r/1/1/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("admin:view_on_site", args=[1, 1])


@pytest.mark.sweep
@pytest.mark.parametrize("who", ["head", "head_office", "sysadmin"])
def test_nothing_is_deleted_in_bulk(bank, rows, login, who):
    browser, (own, _) = login(getattr(bank, who)), rows
    for model, (may_view, *_rest) in TABLE.items():
        if who in may_view:
            count = model.objects.count()
            browser.post(
                url(model, "changelist"),
                {"action": "delete_selected", "_selected_action": own[model].pk, "post": "yes"},
            )
            assert model.objects.filter(pk=own[model].pk).exists()
            assert model is AuditEvent or model.objects.count() == count  # the look itself is a row
