"""Sensitive words are refused at the field of every free text about a client, the words kept and a neutral way offered."""

import pytest
from django.urls import reverse
from django.utils import timezone

from clients.actions.clients import edit_client
from clients.actions.contacts import log_contact
from clients.actions.promises import make_promise
from clients.models import Client, ContactLog, Promise
from words.problems import Refused

WORDS = "聊了存款，他信佛教，约好下周三来行。"


def test_the_ledgers_form_keeps_the_words_and_offers_neutral_ones_by_one_tap(bank, login):
    about = {"kind": "call", "reached": "client", "direction": "out", "outcome": "declined", "note": WORDS}
    now = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    answer = login(bank.manager).post(reverse("contact_log_add", args=[bank.mine.pk]), about | {"occurred_at": now})
    page = answer.content.decode()
    assert answer.status_code == 422 and "不记宗教信仰" in page and WORDS in page and not ContactLog.objects.exists()
    assert 'data-fill-in="id_note" data-value="聊了存款，有饮食和时间上的习惯' in page


@pytest.mark.parametrize("field", ["note", "next_step", "what", "hint"])
def test_every_action_refuses_them_too(bank, field):
    now, day = timezone.now(), timezone.localdate()
    talk = {"kind": "call", "by": bank.manager, "at": now, "now": now, "next_on": day}
    with pytest.raises(Refused, match="可以写") as refused:
        if field in ("note", "next_step"):
            log_contact(bank.mine, **talk | {"note": "", "next_step": "约周三"} | {field: WORDS})
        elif field == "what":
            make_promise(bank.mine, by=bank.manager, now=now, what=WORDS, due_on=day)
        else:
            edit_client(bank.mine, by=bank.manager, seen=bank.mine.version, hint=WORDS)
    assert [problem.field for problem in refused.value.problems] == [field]
    assert (
        not ContactLog.objects.exists()
        and not Promise.objects.exists()
        and not Client.objects.exclude(hint="").exists()
    )
