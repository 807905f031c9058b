"""优秀联络员: named by the head, with a certificate; nobody else is ranked."""

from django.urls import reverse
from django.utils import timezone

from tests import factories

PAGE = "/partners/honours/"


def test_the_head_names_the_best_and_prints_their_certificates(bank, login):
    village, now = factories.place(bank.east), timezone.now()
    other = factories.client(unit=bank.east, manager=bank.manager, name="刘春来")
    for client in (bank.mine, other):
        factories.partnership(client, village, stage=2)
    browser = login(bank.head)
    assert "还没有可表彰的" in browser.get(PAGE).content.decode()
    factories.contact(bank.mine, now, by=bank.manager, kind="event", aim="channel")
    factories.contact(other, now, by=bank.manager, kind="call", aim="channel")  # no meeting
    text = browser.get(PAGE).content.decode()
    assert "陈国强" in text and "参加例会 1 次" in text and "刘春来" not in text
    certificate = reverse("partnership_certificate", args=[bank.mine.pk])
    answer = browser.get(certificate)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")
    assert browser.get(reverse("partnership_certificate", args=[other.pk])).status_code == 404
    assert login(bank.other_head).get(certificate).status_code == 404
    assert login(bank.manager).get(certificate).status_code == 403
