from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from clients.actions.leads import add_lead
from clients.actions.matches import confirm_match
from clients.models import Client, Link, Promise
from partners.actions.partnerships import check_partnership, end_partnership, save_partnership, step_partnership
from partners.models import Partnership, PartnershipStep
from staff.models import AuditEvent
from tests import factories
from tests.mail import NOW
from tiers.actions.ratings import rate_clients
from words.dates import ONE_DAY
from words.problems import Moved, Refused

EVIDENCE = "十月十三日借出会议室开反诈课，到二十六人"
TODAY = NOW.date()


@pytest.fixture
def village(bank):
    return factories.place(bank.east)


@pytest.fixture
def made(bank, village):
    def make(client=None, *, by=bank.manager, **said):
        about = {"kind": "merchant", "title": "", "grade": "A", "is_public_duty": False, "term_until": None}
        return save_partnership(client or bank.mine, place=village, by=by, now=NOW, **(about | said))

    return make


def interval(client):
    client.refresh_from_db()
    return client.contact_interval


def test_a_partner_is_seen_as_often_as_his_letter_says_or_his_tier_if_that_is_more_often(bank, made):
    factories.contact(bank.mine, NOW - 5 * ONE_DAY, by=bank.manager)
    made()
    assert interval(bank.mine) == 14
    assert bank.mine.next_due_on <= TODAY + 9 * ONE_DAY  # 14 days after the contact, not 60
    made(grade="C")
    assert interval(bank.mine) == 60
    Client.objects.filter(pk=bank.mine.pk).update(average=235000, balances_on=TODAY)
    made(grade="A")
    rate_clients(now=NOW)
    assert interval(bank.mine) == 14  # what the night promises anew is not longer
    row = end_partnership(
        bank.mine.partnership, reason="店铺转让给别人，本人去了外地，不再联系", by=bank.manager, now=NOW
    )
    assert interval(bank.mine) == 60 and bank.mine.partner_interval is None and row.ended_on == TODAY
    with pytest.raises(Moved, match="已经不是伙伴"):
        check_partnership(row, by=bank.manager, now=NOW)
    again = made(grade="B")
    assert (again.pk, again.ended_on, again.stage, interval(bank.mine)) == (row.pk, None, 0, 30)


def test_somebody_without_an_account_may_be_a_partner(bank, made):
    said = {"kind": "person", "name": "张福来", "phone": "", "source": "村里介绍的"}
    lead = add_lead(manager=bank.manager, by=bank.manager, now=NOW, consent_on=TODAY, consent_way="当面", **said)
    row = made(lead, kind="secretary", grade="A", term_until=date(2028, 3, 1))
    assert row.is_public_duty and interval(lead) == 14
    end_partnership(row, reason="换届不再担任书记，本人说不用再来了", by=bank.manager, now=NOW)
    assert interval(lead) == 60


def test_a_step_leaves_its_evidence_and_what_is_promised_next(bank, made):
    row = made()
    step = {"by": bank.manager, "now": NOW}
    with pytest.raises(Refused, match="一次只升一步"):
        step_partnership(row, stage=2, evidence=EVIDENCE, seen=0, **step)
    with pytest.raises(Refused, match="至少 15 个字"):
        step_partnership(row, stage=1, evidence="谈得好", seen=0, **step)
    with pytest.raises(Refused, match="不拿钱"):
        step_partnership(row, stage=1, evidence=f"{EVIDENCE}，答应每户给 20 元", seen=0, **step)
    with pytest.raises(Refused, match="不拿钱"):
        step_partnership(row, stage=1, evidence=EVIDENCE, seen=0, what="把佣金送去", due_on=TODAY, **step)
    assert not PartnershipStep.objects.exists()
    step_partnership(row, stage=1, evidence=EVIDENCE, seen=0, what="请教课放哪天", due_on=TODAY + 9 * ONE_DAY, **step)
    with pytest.raises(Moved, match="已建联"):
        step_partnership(row, stage=1, evidence=EVIDENCE, seen=0, **step)
    kept = PartnershipStep.objects.get()
    assert (kept.old, kept.new, kept.evidence, kept.by) == (0, 1, EVIDENCE, bank.manager)
    assert Promise.objects.get().what == "请教课放哪天"
    assert AuditEvent.objects.filter(target_type="partners.Partnership", changes={"stage": [0, 1]}).count() == 1


def test_the_database_itself_keeps_evidence_as_it_was_written(bank, made):
    row = made()
    step_partnership(row, stage=1, evidence=EVIDENCE, seen=0, by=bank.manager, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        PartnershipStep.objects.update(evidence="另一个说法")
    assert PartnershipStep.objects.get().evidence == EVIDENCE
    Client.objects.filter(pk=bank.mine.pk).delete()  # it goes with the client
    assert not PartnershipStep.objects.exists()


def test_no_road_takes_public_duty_away(bank, made):
    row = made(kind="head")
    assert row.is_public_duty
    for by in (bank.manager, bank.head):
        with pytest.raises(Refused, match="不能去掉"):
            made(kind="head", by=by)
    with pytest.raises(Refused, match="只能加不能去"):
        made(kind="merchant")
    assert not made(kind="merchant", by=bank.head).is_public_duty
    with pytest.raises(IntegrityError), transaction.atomic():
        Partnership.objects.update(kind="secretary", is_public_duty=False)
    with pytest.raises(Refused, match="不拿钱"):
        made(title="联络员（补贴 200）")


def test_where_he_lives_is_told_when_it_was_not_known(bank, made, village):
    made()
    made(title="联络员")
    told = AuditEvent.objects.filter(target_type="clients.Client", client_id=bank.mine.pk, changes__has_key="place_id")
    assert [event.changes for event in told] == [{"place_id": [None, village.pk]}]


def test_who_is_gone_becomes_no_partner(bank, made):
    Client.objects.filter(pk=bank.mine.pk).update(status="closed")
    with pytest.raises(Refused, match="不再维护"):
        made()


def test_whoever_opens_an_account_stays_the_partner_he_was(bank, made):
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="张福来", phone="10066496171")
    row = made(lead, kind="secretary", grade="A")
    step_partnership(row, stage=1, evidence=EVIDENCE, seen=0, by=bank.manager, now=NOW)
    account = factories.client(unit=bank.east, manager=bank.manager, name="张福来", phone="10066496171")
    pair = {"one": min(lead, account, key=lambda end: end.pk), "other": max(lead, account, key=lambda end: end.pk)}
    link = Link.objects.create(**pair, kind="same", source="file", verified_on=TODAY, by=bank.manager)
    confirm_match(link, by=bank.manager, now=NOW)
    row.refresh_from_db()
    assert row.client == account and row.steps.count() == 1
    assert interval(account) == 14 and account.partner_interval == 14 and account.place == row.place


def test_who_is_let_go_or_dead_stands_on_no_board(bank, made, village):
    row = made(grade="A")
    assert list(Partnership.objects.current()) == [row]
    Client.objects.filter(pk=bank.mine.pk).update(status="deceased")
    assert not Partnership.objects.current() and not Partnership.objects.stuck(TODAY)
