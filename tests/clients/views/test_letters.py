"""交接信 on its page: written, handed over, read, asked about and printed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from clients.actions.letters import hand_over_letter, read_letter
from clients.models import Assignment, Client, ContactLog, Draft, Promise
from clients.queries.letters import letter_of
from crm.queries.commitments import with_commitments
from tests import factories
from tests.handovers import NOW, given, handover, planned
from words.dates import day_text
from words.problems import Moved, Refused

NEEDED = {
    "line4": "下月要付货款，留活钱",
    "line6": "先说结论，别绕弯",
    "line9": "家里人面前不提存款",
    "line10": "先问今年的收成",
}


@pytest.fixture
def row(bank):
    factories.consent(bank.mine, purpose="dossier", via="any")
    factories.fact(bank.mine, "不与家人谈存款", kind="taboo")
    factories.fact(bank.mine, "家里有困难", kind="family", item="经济困难")
    factories.fact(bank.mine, "只和行长说过的事", kind="family", seen_by="head", by=bank.head)
    factories.promise(bank.mine, "利息测算表", due_on=NOW.date())
    factories.contact(
        bank.mine, NOW - timedelta(days=9), by=bank.manager, note="聊了果树防冻和年底的货款安排，约下周再谈。"
    )
    bank.mine.backup = None
    bank.mine.save(update_fields=["backup"])
    return planned(bank)


def test_the_giver_adds_four_sentences_hands_it_over_and_the_receiver_reads_and_asks(bank, row, login):
    url = f"/handover/letters/{row.pk}/"
    page = login(bank.manager).get(url)
    text = page.content.decode()
    assert page.status_code == 200 and "先看忌讳：</strong>不与家人谈存款" in text and "利息测算表" in text
    assert "家里有困难" not in text and "只和行长说过的事" not in text and "果树防冻" in text
    assert "起由" not in text  # a file brought the client: nobody knows since when
    about = {"client": row.client, "unit": bank.east, "manager": bank.manager, "state": "given"}
    since = Assignment.objects.create(**about, starts_on=NOW.date() - timedelta(days=400))
    assert (
        f"{day_text(since.starts_on, NOW.date())} 起由{bank.manager.name}管户"
        in login(bank.manager).get(url).content.decode()
    )

    client = login(bank.manager)
    bad = client.post(url, NEEDED | {"line9": "得了肝癌", "done": "1"})
    assert bad.status_code == 422 and "得了肝癌" in bad.content.decode() and "病情" in bad.content.decode()
    missing = client.post(url, {"line4": "下月付货款", "done": "1"})
    assert missing.status_code == 422 and "请补一句要避开什么" in missing.content.decode()
    assert client.post(url, {"line4": "下月付货款"}).status_code == 302  # 存
    assert "下月付货款" in client.get(url).content.decode()

    before = Client.objects.get(pk=row.client_id)
    assert client.post(url, NEEDED | {"done": "1"}).status_code == 302
    row.refresh_from_db()
    log, letter = row.letter_log, Promise.objects.get(pk=row.letter_id)
    assert (log.kind, log.is_effective, log.aim, log.by) == ("handover", False, "", bank.manager)
    assert "利息测算表" in log.note and "下月要付货款" in log.note and "不与家人谈存款" not in log.note
    assert (letter.state, letter.proof) == ("kept", log)
    assert not Draft.objects.exists()
    after = Client.objects.get(pk=row.client_id)
    assert (after.last_effective_on, after.next_due_on) == (before.last_effective_on, before.next_due_on)
    again = client.post(url, NEEDED | {"done": "1"})
    assert again.status_code == 409 and "已经交给接手人" in again.content.decode()

    receiver = login(bank.backup)
    text = receiver.get(url).content.decode()
    assert "下月要付货款" in text and "不与家人谈存款" in text and "读过了" in text
    empty = receiver.post(f"{url}ask/", {"question": " "})
    assert empty.status_code == 422 and "请写明想问什么" in empty.content.decode()
    assert receiver.post(f"{url}ask/", {"question": "隔壁门面的事谈到哪了？"}).status_code == 302
    asked = Promise.objects.get(log=log)
    assert (asked.owed_by, asked.owed_to) == (bank.manager, bank.backup)
    assert receiver.post(f"{url}read/").status_code == 302
    assert Promise.objects.get(pk=row.letter_id).read_at
    printed = receiver.get(f"{url}print/").content.decode()
    assert "陈国强" not in printed and "陈*强" in printed and "下月要付货款" in printed

    timeline = login(bank.head).get(f"/clients/{row.client_id}/").content.decode()
    assert "交接信，写给接手的经理" in timeline and "下月要付货款" not in timeline
    assert login(bank.head).get(f"/contacts/{log.pk}/letter/").headers["Location"] == url
    strike = login(bank.manager).post(f"/contacts/{log.pk}/strike/", {"reason": "写错了"}, follow=True)
    assert "交接信已交给接手人，不能作废" in strike.content.decode()
    assert not ContactLog.objects.filter(pk=log.pk, struck_at__isnull=False).exists()


def test_the_letter_is_for_giver_receiver_backup_and_head_and_for_nobody_else(bank, row, login):
    url = f"/handover/letters/{row.pk}/"
    for who, status in ((bank.head, 200), (bank.stranger, 404), (bank.other_head, 404), (bank.head_office, 403)):
        assert login(who).get(url).status_code == status, who
    Client.objects.filter(pk=row.client_id).update(backup=bank.stranger)
    assert login(bank.stranger).get(url).status_code == 200
    assert login(bank.stranger).post(url, NEEDED | {"done": "1"}).status_code == 422
    with pytest.raises(Refused, match="移出人"):
        hand_over_letter(row, by=bank.stranger, lines=_lines(row, bank.stranger), now=NOW)
    with pytest.raises(Moved, match="还没有写好"):
        read_letter(row, by=bank.backup, now=NOW)
    given(row)
    Client.objects.filter(pk=row.client_id).update(backup=None)
    late = login(bank.manager).get(url)  # he owes it still, and reads nothing of the client
    assert late.status_code == 200 and "陈国强" not in late.content.decode() and "果树防冻" not in late.content.decode()
    assert login(bank.manager).post(url, NEEDED | {"done": "1"}).status_code == 302
    assert login(bank.manager).get(url).status_code == 404


def test_the_promise_of_a_letter_is_kept_on_its_page_only(bank, row, login):
    client = login(bank.manager)
    assert client.post(f"/promises/{row.letter_id}/close/", {"state": "kept"}).status_code == 403
    text = client.get("/promises/?show=mine").content.decode()
    assert f"/promises/{row.letter_id}/letter/" in text
    assert client.get(f"/promises/{row.letter_id}/letter/").headers["Location"] == f"/handover/letters/{row.pk}/"


def test_a_letter_is_no_contact_with_the_client(bank, row):
    """No answer to what he came with, nothing that a list of calls, a greeting or a signal takes for a touch."""
    factories.contact(row.client, NOW - timedelta(days=2), by=bank.manager, direction="in", is_effective=False)
    hand_over_letter(row, by=bank.manager, lines=_lines(row, bank.manager), now=NOW)
    assert [each.kind for each in row.client.contacts.touches()] == ["call", "call"]
    client = with_commitments(Client.objects.filter(pk=row.client_id), NOW.date()).get()
    assert [found["answered_on"] for found in client.asked_rows] == [None]
    assert not row.client.contacts.in_vain().exists()


def test_who_gets_no_letter_writes_none(bank):
    low = planned(bank, tier="basic", request=handover(bank))
    with pytest.raises(Refused, match="不写交接信"):
        hand_over_letter(low, by=bank.manager, lines=_lines(low, bank.manager), now=NOW)


def _lines(row, user):
    return [replace(line, sentence=NEEDED.get(line.name, "")) for line in letter_of(row, user, NOW).lines]
