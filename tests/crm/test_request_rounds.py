"""A request that was sent back is completed in place; a client's 复核 is answered in words that he hears, and moves nobody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.requests import ask_request, countersign_request
from clients.models import Client, Request
from clients.queries.requests import waiting_for
from crm.queries.request_mails import request_mails
from staff.models import AuditEvent
from tests.crm.requests import NOW, WORDS, ask, asked, decide, morning, tier
from tiers.actions.appeals import ask_appeal
from words.problems import Refused

__all__ = ["asked", "morning"]
WHY = "请把两人的书面同意补上，再写明到哪一天"
SAYS = "客户说他在本行存了十一年，家里两张存单没有算进去"
LATER = NOW + timedelta(days=1)


def test_what_was_sent_back_is_completed_in_the_same_row(bank, asked, login):
    decide(asked, bank.head, "back", WHY)
    browser, path = login(bank.manager), f"/clients/{bank.mine.pk}/override/"
    assert f'href="{path}"' in browser.get(f"/requests/{asked.pk}/").content.decode()
    page = browser.get(path).content.decode()
    assert WHY in page and WORDS in page and "2027-04-30" in page
    typed = {"tier": "vip", "reason": "potential", "words": f"{WORDS}，同意书已补", "until": "2027-03-31"}
    assert browser.post(path, typed).url == f"/requests/{asked.pk}/"
    row = Request.objects.get()
    assert (row.pk, row.state, row.reason, row.decided_by, row.decision) == (asked.pk, "asked", "potential", None, "")
    page = login(bank.head).get(f"/requests/{row.pk}/").content.decode()
    assert "退回以前" in page and WHY in page and "同意书已补" in page and "家庭合并，至 2027年4月30日" in page
    assert decide(row, bank.head).state == "approved" and tier(bank.mine)[0] == "vip"


def test_who_reads_names_masked_reads_them_masked_in_former_rounds_too(bank, asked, login):
    decide(asked, bank.head, "back", "请陈国强把两人的书面同意再补一份")
    ask(bank, words=f"{WORDS}，国强来过")
    page = login(bank.compliance).get(f"/requests/{asked.pk}/").content.decode()
    assert "请陈*强把两人" in page and "国强" not in page


def test_nobody_else_completes_it_and_another_waits_for_it(bank, asked):
    with pytest.raises(Refused, match="还没有办完"):
        ask(bank, by=bank.backup)
    decide(asked, bank.head, "back", WHY)
    with pytest.raises(Refused, match="还没有办完"):
        ask(bank, by=bank.backup)
    with pytest.raises(Refused, match="还没有办完"):  # the database's last word
        about = {"tier": "vip", "tier_before": "standard", "reason": "other"}
        ask_request("override", bank.mine, words=WORDS, by=bank.backup, now=NOW, **about)
    assert ask(bank).pk == asked.pk


def test_it_is_due_anew_signed_anew_and_told_anew(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip", average=300_000)
    words = "半年里占用贵宾通道替他人办业务十一次，已两次书面提醒"
    client = Client.objects.get(pk=bank.mine.pk)
    row = ask(bank, client, tier="standard", reason="abuse", words=words)
    keys = {mail.dedupe_key for mail in request_mails(NOW)}
    countersign_request(row, by=bank.compliance, now=NOW)
    decide(row, bank.head, "back", WHY)
    row = ask(bank, client, tier="standard", reason="abuse", words=words, now=LATER)
    assert row.countersigned_by is None and timezone.localdate(row.due_at) == LATER.date() + timedelta(days=4)
    assert not keys & {mail.dedupe_key for mail in request_mails(LATER)}
    assert waiting_for(bank.compliance, LATER) == [row]


def test_a_client_asks_for_a_review_and_hears_the_answer(bank, asked, login):
    browser, path = login(bank.manager), f"/clients/{bank.mine.pk}/appeal/"
    assert f'href="{path}"' in browser.get(f"/clients/{bank.mine.pk}/").content.decode()
    short = browser.post(path, {"words": "不对"})
    assert short.status_code == 422 and "还差 18 个" in short.content.decode()
    browser.post(path, {"words": SAYS})
    row = Request.objects.get(kind="appeal")
    assert timezone.localdate(row.due_at) == NOW.date() + timedelta(days=7)  # five working days
    assert "五个工作日内答复" in row.attached["told"] and "年日均" in row.attached["reason"]
    assert waiting_for(bank.head, NOW) == [asked, row] and waiting_for(bank.manager, NOW) == []
    page = login(bank.head).get(f"/requests/{row.pk}/").content.decode()
    assert "维持现在的层级" in page and "答复客户的话" in page and row.attached["reason"] in page
    assert row.attached["reason"] not in login(bank.compliance).get(f"/requests/{row.pk}/").content.decode()
    for words, why in (("", "答复客户的话"), ("按规定您是低端客户，不能再高了", "低端")):
        for state in ("approved", "refused"):
            with pytest.raises(Refused, match=why) as refused:
                decide(row, bank.head, state, words)
            assert len(refused.value.problems) == 1
    decide(row, bank.head, "approved", "两张存单已查到，是您家里的，我们重新申请评定")
    assert tier(bank.mine)[0] == "standard" and Request.objects.get(pk=row.pk).valid_from is None
    page = login(bank.manager).get(f"/requests/{row.pk}/").content.decode()
    assert "申请调整层级" in page and "提前结束" not in page


@pytest.mark.parametrize(("changes", "words"), [({"tier": ""}, "还没有评定"), ({"status": "closed"}, "不能复核")])
def test_what_cannot_be_reviewed_is_refused(bank, changes, words):
    Client.objects.filter(pk=bank.mine.pk).update(**changes)
    with pytest.raises(Refused, match=words):
        ask_appeal(bank.mine, words=SAYS, by=bank.manager, now=NOW)
    assert Client.objects.get(pk=bank.mine.pk).requests.count() == 0


def test_what_was_sent_back_to_who_can_complete_it_no_more_stops_nobody(bank, asked):
    row = ask_appeal(bank.mine, words=SAYS, by=bank.manager, now=NOW)
    for each in (asked, row):
        decide(each, bank.head, "back", WHY)
    assign_client(bank.mine, manager=bank.backup, backup=None, now=timezone.now(), by=bank.head)
    bank.mine.refresh_from_db()
    assert ask_appeal(bank.mine, words=SAYS, by=bank.backup, now=LATER).pk != row.pk
    assert ask(bank, by=bank.backup).pk != asked.pk
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("withdrawn", None)
    assert AuditEvent.objects.filter(target_id=row.pk, actor_no=bank.backup.employee_no, verb="update").exists()
