"""未开户 on pages: found nowhere, written down with his consent, corrected, let go and taken up, and deleted in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.actions.consents import record_consent
from clients.actions.leads import forget_leads, let_go
from clients.models import Client, Consent
from staff.models import AuditEvent
from tests import factories

PATH = "/clients/leads/"
PERSON = {"kind": "person", "name": "郑水生", "phone": "100 5555 6666", "source": "陈国强介绍，11月20日见过"}
AGREED = {"consent_on": "2026-11-20", "consent_way": "当面"}


@pytest.fixture(autouse=True)
def demo_phones(settings):
    settings.DEMO = True


def test_a_search_that_finds_nobody_leads_to_the_page_and_a_person_stands_there_with_his_consent(bank, login):
    browser = login(bank.manager)
    found = browser.post("/search/", {"q": "郑水生"}).content.decode()
    assert 'form="lead_begin" name="begin" value="郑水生"' in found and f'action="{PATH}"' in found
    begun = browser.post(PATH, {"begin": "郑水生"})  # nothing is typed twice
    assert (
        begun.status_code == 200 and 'value="郑水生"' in begun.content.decode() and "errors" not in str(begun.content)
    )
    assert 'value="100 5555 6666"' in browser.post(PATH, {"begin": "100 5555 6666"}).content.decode()
    refused = browser.post(PATH, PERSON)
    assert refused.status_code == 422 and "本人同意才能记下姓名和电话" in refused.content.decode()
    assert browser.post(PATH, PERSON | AGREED | {"consent_on": "2099-01-01"}).status_code == 422
    assert browser.post(PATH, PERSON | AGREED | {"phone": "12"}).status_code == 422
    assert not Client.objects.filter(status="lead").exists()
    answer = browser.post(PATH, PERSON | AGREED)
    lead = Client.objects.get(status="lead")
    assert answer.headers["Location"] == f"/clients/{lead.pk}/"
    assert (lead.client_no, lead.phone, lead.manager, lead.unit) == (
        f"W{lead.pk:08d}",
        "10055556666",
        bank.manager,
        bank.east,
    )
    assert lead.next_due_on is not None and lead.tier == ""
    consent = Consent.objects.get(client=lead)
    assert (consent.purpose, consent.status, consent.evidence, str(consent.obtained_on)) == (
        "dossier",
        "granted",
        "当面",
        "2026-11-20",
    )
    events = AuditEvent.objects.filter(client_id=lead.pk, verb__in=("create", "consent"))
    assert {event.verb for event in events} == {"create", "consent"} and "10055556666" not in str(events.values())
    assert browser.post("/search/", {"q": "6666"}).headers["Location"] == f"/clients/{lead.pk}/"
    page = browser.get(f"/clients/{lead.pk}/").content.decode()
    assert "陈国强介绍" in page and f"/clients/{lead.pk}/lead/" in page
    assert login(bank.stranger).get(f"/clients/{lead.pk}/").status_code == 404


def test_who_takes_back_his_consent_is_let_go_and_not_taken_up_again(bank, login):
    browser, now = login(bank.manager), timezone.now()
    browser.post(PATH, PERSON | AGREED)
    lead, today = Client.objects.get(status="lead"), timezone.localdate(now)
    Consent.objects.filter(client=lead).update(status="withdrawn", obtained_on=today)
    assert forget_leads(now=now) == ""
    lead.refresh_from_db()
    assert (lead.status, lead.let_go_on, lead.next_due_on) == ("let_go", today, None)
    page = browser.post(f"/clients/{lead.pk}/lead/take-up/", follow=True).content.decode()
    lead.refresh_from_db()
    assert lead.status == "let_go" and "本人不再同意" in page
    Consent.objects.filter(client=lead).update(status="granted")
    browser.post(f"/clients/{lead.pk}/lead/take-up/")
    lead.refresh_from_db()
    assert lead.status == "lead"


def test_nobody_is_written_down_as_a_firm_without_being_asked(bank, login):
    browser, firm = login(bank.manager), {"kind": "sole_trader", "source": "广场上看见的", "phone": "10055556666"}
    for name in ("郑水生", "张三", "欧阳锋"):
        answer = browser.post(PATH, firm | {"name": name})
        assert answer.status_code == 422 and "像个人的姓名" in answer.content.decode(), name
    for name in ("郑水生小吃店", "高桥村", "云谷粮油"):
        assert browser.post(PATH, firm | {"name": name, "phone": ""}).status_code == 302, name
    lead = Client.objects.get(name="云谷粮油")
    answer = browser.post(f"/clients/{lead.pk}/lead/", firm | {"name": "郑水生", "seen": lead.version})
    assert answer.status_code == 422 and "像个人的姓名" in answer.content.decode()


def test_who_looks_like_somebody_of_the_unit_is_named_before_he_is_written_down(bank, login):
    browser, firm = login(bank.head), {"kind": "corporate", "name": "恒丰果品有限公司", "source": "广场上看见的"}
    assert "请" in browser.post(PATH, firm).content.decode()  # a head says who looks after it
    given = firm | {"manager": bank.manager.pk}
    assert browser.post(PATH, given).status_code == 302  # an organisation is written down freely
    for typed in (given, given | {"name": "恒丰公司", "phone": bank.mine.phone}):
        again = browser.post(PATH, typed)
        assert (
            again.status_code == 422 and "请先核对" in again.content.decode() and "周敏管户" in again.content.decode()
        )
    assert "陈*强" in again.content.decode()
    assert browser.post(PATH, typed | {"anyway": "on"}).status_code == 302
    assert Client.objects.filter(status="lead").count() == 2
    assert browser.post(PATH, given | {"manager": bank.stranger.pk, "name": "远方公司"}).status_code == 422


def test_a_lead_is_corrected_let_go_taken_up_and_deleted_after_its_time(bank, login):
    lead = factories.lead(unit=bank.east, manager=bank.manager, name="郑水生", phone="10055556666")
    factories.promise(lead, due_on=timezone.localdate())
    factories.contact(lead, timezone.now(), by=bank.manager)
    browser, path = login(bank.manager), f"/clients/{lead.pk}/lead/"
    assert "郑水生" in browser.get(path).content.decode()
    typed = {**PERSON, "name": "郑水森", "seen": lead.version}
    assert browser.post(path, typed | {"kind": "corporate"}).status_code == 422
    assert browser.post(path, typed).status_code == 302
    assert browser.post(path, typed).status_code == 409
    assert browser.post(f"{path}let-go/", {"reason": "不要"}).status_code == 422
    lead.refresh_from_db()
    assert browser.post(f"{path}let-go/", {"reason": "本人说不需要了", "seen": lead.version}).status_code == 302
    lead.refresh_from_db()
    assert (lead.name, lead.status, lead.next_due_on) == ("郑水森", "let_go", None)
    assert "30 天后删除" in browser.get(f"/clients/{lead.pk}/").content.decode()
    browser.post(f"{path}take-up/")
    lead.refresh_from_db()
    assert (lead.status, lead.let_go_on) == ("lead", None)
    now = timezone.now()
    let_go(lead, reason="本人说不需要了", by=bank.manager, now=now)
    assert forget_leads(now=now + timedelta(days=29)) == ""
    assert forget_leads(now=now + timedelta(days=30)) == "未开户资料到期删除 1 位"
    assert not Client.objects.filter(pk=lead.pk).exists() and AuditEvent.objects.filter(client_id=lead.pk).exists()
    factories.lead(
        unit=bank.east, manager=bank.manager, name="王一", assigned_on=timezone.localdate(now) - timedelta(days=365)
    )
    factories.lead(unit=bank.east, manager=bank.manager, name="王二", last_effective_on=timezone.localdate(now))
    assert forget_leads(now=now) == "未开户资料到期删除 1 位"
    assert (
        Client.objects.get(status="lead").name == "王二"
        and login(bank.manager).get(f"/clients/{bank.mine.pk}/lead/").status_code == 404
    )


def test_a_lead_who_takes_back_his_consent_is_deleted_as_all_that_rests_on_it(bank):
    now, today = timezone.now(), timezone.localdate()
    person, firm = (factories.lead(unit=bank.east, manager=bank.manager, name=name) for name in ("郑水生", "恒丰"))
    Client.objects.filter(pk=firm.pk).update(kind="corporate")
    about = {"purpose": "dossier", "via": "any", "evidence": "当面", "by": bank.manager, "now": now}
    for lead in (person, firm):
        record_consent(lead, **about, status="granted", on=today - timedelta(days=60))
        record_consent(lead, **about, status="withdrawn", on=today)
    assert forget_leads(now=now + timedelta(days=13)) == ""
    assert forget_leads(now=now + timedelta(days=14)) == "未开户资料到期删除 1 位"
    assert set(Client.objects.filter(status="lead")) == {firm}
