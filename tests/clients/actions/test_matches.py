"""Who was looked after without an account is told again when the bank's file brings one (LEAD-R3)."""

from datetime import datetime

import pytest
from django.utils import timezone

from clients.actions.links import add_link
from clients.actions.matches import confirm_match, keys_to_clients, propose_matches
from clients.models import Client, Consent, Link
from clients.queries.matches import leads_by_mark
from clients.queries.search import matching
from clients.rules.matches import matched, words_of
from crm.actions.circles import ask_introduction
from planner.actions.visits import ask_visit
from planner.models import CarePlan, PlanItem
from staff.models import AuditEvent
from tests import factories
from tests.imports.samples import CLIENT_HEADERS, client_row, put, table, take
from words.problems import Moved, Refused

NOW = timezone.make_aware(datetime(2026, 11, 18, 9, 0))
GOES, SETTLED, NONE = "goes to the account", "the stricter, or the earlier, stands", "nobody without an account has one"
KEYS = {
    "clients.Assignment": GOES,
    "clients.BalanceSnapshot": NONE,
    "clients.Consent": SETTLED,
    "clients.ContactLog": GOES,
    "clients.DoNotDisturb": GOES,
    "clients.Draft": GOES,
    "clients.Fact": GOES,
    "clients.Holding": NONE,
    "clients.KeyDate": GOES,
    "clients.Kin": GOES,
    "clients.Link": SETTLED,
    "clients.Promise": GOES,
    "clients.Request": GOES,
    "clients.SearchToken": "is written anew",
    "campaigns.Gift": GOES,
    "campaigns.Greeting": NONE,
    "outbox.Message": GOES,
    "partners.Partnership": GOES,  # but where the account is a partner already
    "planner.PlanItem": GOES,  # but where the account is on the same list
    "tiers.Signal": NONE,
    "tiers.Standing": NONE,
    "tiers.TierChange": NONE,
}


@pytest.fixture
def lead(bank):
    about = {"unit": bank.east, "manager": bank.manager, "name": "袁丽华", "phone": "10066496171"}
    return factories.lead(
        **about, source="社区活动认识", hint="下午方便", phone_source="told", phone_learned_on=NOW.date()
    )


@pytest.fixture
def deliver(bank, tmp_path, settings):
    settings.MEDIA_ROOT, settings.DEMO = tmp_path / "files", True

    def send(*rows):
        return take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows), "gb18030"), now=NOW)

    return send


def test_somebody_has_decided_what_becomes_of_every_key():
    assert {relation.related_model._meta.label for relation in keys_to_clients()} == set(KEYS)


def test_all_that_hangs_on_him_goes_to_the_account_and_his_number_is_given_up(bank, lead, deliver, login):
    talk = factories.contact(lead, NOW, by=bank.manager)
    promise = factories.promise(lead, due_on=NOW.date())
    plan = CarePlan.objects.create(
        manager=bank.manager, week="2026-11-16", day="2026-11-18", capacity=300, built_at=NOW
    )
    about = {"plan": plan, "what": "due", "why": "到期", "via": "call", "score": 1, "minutes": 15}
    link = add_link(lead, bank.mine, kind="introduces", source="told", by=bank.manager, now=NOW)
    for purpose, status in (("dossier", "granted"), ("care", "refused")):
        via = "any" if purpose == "dossier" else "email"
        Consent.objects.create(client=lead, purpose=purpose, via=via, status=status, obtained_on=NOW.date())
    deliver(client_row(phone=""), client_row("10000008", "袁大海", phone="10066496171", id_no=""))
    account, other = (Client.objects.get(client_no=number) for number in ("10000007", "10000008"))
    assert account.consents.get(purpose="care").status == "granted"
    for client in (lead, account):
        PlanItem.objects.create(client=client, position=client.pk, **about)
    assert set(Link.objects.filter(kind="same").values_list("one", "other")) == {
        (lead.pk, account.pk),
        (lead.pk, other.pk),
    }
    browser = login(bank.manager)
    page = browser.get(f"/clients/{lead.pk}/").content.decode()
    assert "可能已开户" in page and "手机相同" in page and "同一机构、同名" in page
    assert "2 位" not in page and "1 位未开户的可能已开户" in browser.get("/").content.decode()
    assert "袁丽华" in browser.get("/clients/?standing=match").content.decode()
    wrong, right = (Link.objects.get(kind="same", other=each) for each in (other, account))
    stranger = login(bank.stranger).post(f"/clients/matches/{right.pk}/", {"answer": "same"})
    assert stranger.status_code == 404 and Client.objects.filter(pk=lead.pk).exists()
    browser = login(bank.manager)
    assert browser.post(f"/clients/matches/{wrong.pk}/").status_code == 302  # without an answer nothing is settled
    assert Link.objects.open().filter(pk=wrong.pk).exists()
    browser.post(f"/clients/matches/{wrong.pk}/", {"answer": "other"})
    answer = browser.post(f"/clients/matches/{right.pk}/", {"answer": "same"})
    assert answer.headers["Location"] == f"/clients/{account.pk}/"
    assert not Client.objects.filter(pk=lead.pk).exists()
    assert (list(account.contacts.all()), list(account.promises.all())) == ([talk], [promise])
    assert account.plan_items.count() == 1 and Link.objects.get(pk=link.pk).one == account
    assert {row.purpose: row.status for row in account.consents.all()} == {"dossier": "granted", "care": "refused"}
    account.refresh_from_db()
    assert (account.source, account.hint, account.phone, account.phone_source) == (
        "社区活动认识",
        "下午方便",
        "10066496171",
        "told",
    )
    assert account.last_effective_on == NOW.date() and account in matching(bank.manager, "6171")
    event = AuditEvent.objects.get(client_id=account.pk, verb="delete")
    assert event.changes == {"client_no": [lead.client_no, "10000007"]}
    with pytest.raises(Moved):
        confirm_match(right, by=bank.manager, now=NOW)


def test_whom_he_may_not_answer_for_reads_of_no_match(bank, lead, login):
    """Neither the manager of the account, to whom the other is nobody, nor who must avoid the account."""
    far = factories.client(unit=bank.west, manager=bank.stranger, name="袁丽华", phone="10066496171")
    near = factories.client(unit=bank.east, manager=bank.manager, name="袁丽华", phone="10066496171")
    for account in (far, near):
        Link.objects.create(one=lead, other=account, kind="same", source="file", verified_on=NOW.date())
    assert "可能是同一人" not in login(bank.stranger).get(f"/clients/{far.pk}/").content.decode()
    browser = login(bank.manager)
    assert "可能是同一人" in browser.get(f"/clients/{near.pk}/").content.decode()
    factories.kin(bank.manager, far)
    page = login(bank.manager).get(f"/clients/{lead.pk}/").content.decode()
    assert near.client_no in page and far.client_no not in page


def test_what_waits_for_both_is_settled_before_they_become_one(bank, lead):
    """The table takes one open request and one planned handover a client."""
    Client.objects.filter(pk=bank.mine.pk).update(tier="standard")
    one, other = sorted((lead, bank.mine), key=lambda end: end.pk)
    link = Link.objects.create(one=one, other=other, kind="same", source="file", verified_on=NOW.date())
    words = "老人腿脚不便，家里来请过两次，想去看一看，把存单送到"
    requests = [ask_visit(client, words=words, by=bank.manager, now=NOW) for client in (lead, bank.mine)]
    with pytest.raises(Refused, match="在等答复"):
        confirm_match(link, by=bank.manager, now=NOW)
    requests[1].delete()
    rows = [factories.handover(client, bank.backup) for client in (lead, bank.mine)]
    with pytest.raises(Refused, match="两边都排着移交"):
        confirm_match(link, by=bank.manager, now=NOW)
    rows[1].delete()
    assert confirm_match(link, by=bank.manager, now=NOW) == bank.mine
    assert {requests[0].pk, rows[0].pk} == {
        *bank.mine.requests.values_list("pk", flat=True),
        *bank.mine.assignments.values_list("pk", flat=True),
    }


def test_what_was_asked_of_him_or_about_him_is_not_asked_again(bank, lead):
    """Promises are named by the ids of both; a signal or an order of the same number stays what it is."""
    lead_id, bank.friend = lead.pk, factories.client(unit=bank.east, manager=bank.manager, name="王小梅")
    add_link(bank.friend, lead, kind="supplies", source="told", by=bank.manager, now=NOW)
    for client, end in ((lead, bank.friend), (bank.friend, lead)):
        ask_introduction(client, end, by=bank.manager, now=NOW)
    other = factories.promise(lead, due_on=NOW.date(), about=f"signal:{lead_id}")
    one, end = sorted((lead, bank.mine), key=lambda each: each.pk)
    confirm_match(
        Link.objects.create(one=one, other=end, kind="same", source="file", verified_on=NOW.date()),
        by=bank.manager,
        now=NOW,
    )
    for client, end in ((bank.mine, bank.friend), (bank.friend, bank.mine)):
        with pytest.raises(Refused, match="已经请过了"):
            ask_introduction(client, end, by=bank.manager, now=NOW)
    other.refresh_from_db()
    assert other.about == f"signal:{lead_id}" and other.client == bank.mine


def test_what_was_refused_or_is_no_new_account_is_not_proposed_again(bank, lead, deliver):
    deliver(client_row(phone=""))
    Link.objects.update(until=NOW.date())
    deliver(client_row(phone="10066496171"))
    assert Link.objects.open().count() == 0


def test_a_thousand_accounts_are_compared_in_one_statement_each_way(bank, lead, django_assert_num_queries):
    with django_assert_num_queries(1):
        leads = leads_by_mark()
    fresh = {
        bank.mine.pk: {"unit_id": bank.east.pk, "name": "袁丽华"},
        bank.theirs.pk: {"unit_id": bank.west.pk, "name": "袁丽华"},
    }
    with django_assert_num_queries(1):
        propose_matches(leads, fresh, by=None, now=NOW)
    assert [link.one_id for link in Link.objects.all()] == [min(lead.pk, bank.mine.pk)]


def test_the_surest_mark_is_named_first():
    leads = {("id", "x"): [1], ("phone", "2"): [1, 2], ("name", 3, "王"): [2]}
    assert matched(leads, {9: [("id", "x"), ("phone", "2"), ("name", 3, "王")]}) == {(1, 9): "id", (2, 9): "phone"}
    assert (
        words_of([("phone", "2"), ("name", 3, "王")], [("name", 3, "王"), ("phone", "2")]) == "手机相同；同一机构、同名"
    )
