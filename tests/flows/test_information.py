"""Who was asked about an information is told by mail, once, without a word about the client (domain 4.3)."""

from datetime import timedelta

from clients.models import Consent
from outbox.actions import deliver_messages
from outbox.actions.messages import queue_wanted_mails
from outbox.models import Message
from tests.information import LINE, NOW, WANTED, handed


def test_the_colleague_is_told_once_without_a_word_about_the_client(bank, sink):
    handed(bank.mine, bank.manager, bank.stranger)
    for minutes in (1, 2):
        queue_wanted_mails(now=NOW + timedelta(minutes=minutes))
    deliver_messages(now=NOW + timedelta(minutes=3))
    [mail] = sink.mails
    said = f"{mail['Subject']} {mail.get_content()}"
    assert (
        mail["To"] == bank.stranger.email
        and "周敏转来一条信息，11月23日（周一）前答复" in said
        and "/information/" in said
    )
    for secret in ("国强", bank.mine.client_no, LINE[4:10], WANTED):
        assert secret not in said


def test_nobody_is_told_after_the_client_took_his_consent_back(bank):
    handed(bank.mine, bank.manager, bank.stranger)
    Consent.objects.update(status="withdrawn")
    queue_wanted_mails(now=NOW + timedelta(minutes=1))
    assert not Message.objects.exists()
