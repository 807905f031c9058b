from datetime import date, timedelta

import pytest

from clients.actions.information import (
    answer_information,
    distil_fact,
    hand_on,
    judge_fact,
    read_answer,
    recall_information,
)
from clients.models import Consent, Fact, Promise
from clients.queries.at_hand import at_hand
from clients.queries.information import chains_of
from staff.models import AuditEvent
from tests.information import JUDGED, LINE, NAMED, NOW, WANTED, handed, information
from words.problems import Moved, Refused


def test_the_colleague_owes_an_answer_and_the_sender_is_owed_it(bank):
    row = handed(bank.mine, bank.manager, bank.stranger)
    assert (row.owed_by, row.owed_to, row.client, row.origin) == (bank.stranger, bank.manager, bank.mine, "fact")
    assert (row.fact.text, row.what, row.due_on, row.state) == (LINE, WANTED, date(2026, 11, 23), "open")
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.client_id, event.actor_no) == ("create", bank.mine.pk, bank.manager.employee_no)


def test_a_risk_is_answered_the_next_working_day(bank):
    assert handed(bank.mine, bank.manager, bank.stranger, verdict="risk").due_on == date(2026, 11, 19)


REFUSED = [
    ({**NAMED}, {}, "敏感"),
    ({"seen_by": "head"}, {}, "我和行长"),
    ({"good_until": date(2026, 11, 17)}, {}, "有效期"),
    ({"verdict": "", "judgement": ""}, {}, "判断"),
    ({}, {"wanted": " "}, "希望对方做什么"),
    ({}, {"wanted": "字" * 81}, "80"),
    ({}, {"wanted": "查查他是不是在洗钱"}, "反洗钱"),
    ({}, {"wanted": "卡号 6222 0200 1122 3344 554"}, "银行卡"),
    ({}, {"to": "manager"}, "自己"),
    ({}, {"to": "auditor"}, "不处理信息"),
    ({}, {"to": "sysadmin"}, "不处理信息"),
]


@pytest.mark.parametrize(("fields", "asked", "words"), REFUSED)
def test_what_is_not_handed_on(bank, fields, asked, words):
    to = getattr(bank, asked.get("to", "stranger"))
    if "is_sensitive" in fields:
        Consent.objects.create(
            client=bank.mine,
            purpose="sensitive",
            via="any",
            item="孩子",
            status="granted",
            obtained_on=NOW,
            evidence="面谈",
        )
    with pytest.raises(Refused, match=words):
        handed(bank.mine, bank.manager, to, wanted=asked.get("wanted", WANTED), **fields)
    assert not Promise.objects.exists()


def test_nor_after_the_client_took_his_consent_back_nor_what_was_ended(bank):
    fact = information(bank.mine)
    Consent.objects.update(status="withdrawn")
    with pytest.raises(Refused, match="没有同意人脉档案"):
        hand_on(fact, by=bank.manager, now=NOW, to=bank.stranger, wanted=WANTED)
    Consent.objects.update(status="granted")
    Fact.objects.update(ended_at=NOW, end_reason="wrong")
    with pytest.raises(Moved, match="已经更正"):
        hand_on(fact, by=bank.manager, now=NOW, to=bank.stranger, wanted=WANTED)


def test_the_same_colleague_is_asked_once_until_he_has_answered(bank):
    row = handed(bank.mine, bank.manager, bank.stranger)
    ask = {"by": bank.manager, "now": NOW, "wanted": WANTED}
    with pytest.raises(Refused, match="已经转给吴琴，等 11月23日（周一）前答复"):
        hand_on(row.fact, to=bank.stranger, **ask)
    hand_on(row.fact, to=bank.other_head, **ask)
    answer_information(row, by=bank.stranger, now=NOW, words="缺厂名", is_returned=True)
    hand_on(row.fact, to=bank.stranger, **ask)
    assert Promise.objects.count() == 3


@pytest.mark.parametrize(("is_returned", "state"), [(False, "kept"), (True, "released")])
def test_an_answer_closes_the_loop_once(bank, is_returned, state):
    row = handed(bank.mine, bank.manager, bank.stranger)
    with pytest.raises(Moved):
        read_answer(row, by=bank.manager, now=NOW)
    with pytest.raises(Refused, match="还缺什么" if is_returned else "您的答复"):
        answer_information(row, by=bank.stranger, now=NOW, words=" ", is_returned=is_returned)
    answer_information(row, by=bank.stranger, now=NOW, words="三家都约好了", is_returned=is_returned)
    row.refresh_from_db()
    assert (row.state, row.words, row.closed_by, row.read_at) == (state, "三家都约好了", bank.stranger, None)
    with pytest.raises(Moved):
        answer_information(row, by=bank.stranger, now=NOW, words="再说一次")
    for later in (NOW, NOW + timedelta(hours=1)):
        assert read_answer(row, by=bank.manager, now=later).read_at == NOW


def test_what_the_sender_took_back_needs_no_answer_and_no_reading(bank):
    row = handed(bank.mine, bank.manager, bank.stranger)
    recall_information(row, by=bank.manager, now=NOW)
    row.refresh_from_db()
    assert row.state == "released" and not at_hand(bank.manager, NOW)["answers"]


def test_a_line_keeps_the_source_and_the_dates_of_its_raw_note(bank):
    raw = information(bank.mine, by=bank.manager, source="retold", topic="生意", verdict="", dimension="", judgement="")
    row = distil_fact(raw, by=bank.backup, now=NOW, text="下游三家要扩产，年后要用钱也要用人")
    assert (row.distilled_from, row.kind, row.source, row.topic, row.by) == (raw, "info", "retold", "生意", bank.backup)
    assert (row.learned_on, row.good_until) == (raw.learned_on, raw.good_until)
    assert distil_fact(raw, by=bank.backup, now=NOW, text=row.text) == row  # pressed twice
    [chain] = chains_of([raw, row], [], NOW.date())
    assert (chain.fact, chain.raw) == (row, raw)
    with pytest.raises(Refused, match="已经是提炼过的"):
        distil_fact(row, by=bank.manager, now=NOW, text="再短一点")
    with pytest.raises(Refused, match="和原话一样"):
        distil_fact(raw, by=bank.manager, now=NOW, text=f" {raw.text} ")


@pytest.mark.parametrize(
    "text", ["他可能在洗钱", "替人跑分，每天进出很多", "他有糖尿病", "卡 6222020011223344554", "字" * 201, "🙂"]
)
def test_what_may_stand_in_no_fact_stands_in_no_line(bank, text):
    with pytest.raises(Refused):
        distil_fact(information(bank.mine), by=bank.manager, now=NOW, text=text)
    assert Fact.objects.count() == 1


def test_a_judgement_is_written_with_its_trace_and_refused_without_a_why(bank):
    fact = information(bank.mine, verdict="", dimension="", judgement="")
    with pytest.raises(Refused):
        judge_fact(fact, by=bank.manager, now=NOW, verdict="risk", judgement="")
    judge_fact(fact, by=bank.manager, now=NOW, **JUDGED)
    fact.refresh_from_db()
    assert {name: getattr(fact, name) for name in JUDGED} == JUDGED
    event = AuditEvent.objects.latest("pk")
    assert (event.changes["verdict"], event.reason) == (["", "chance"], "")


def test_no_word_of_an_information_stays_in_the_audit_when_the_consent_is_gone(bank):
    row = handed(bank.mine, bank.manager, bank.stranger)
    answer_information(row, by=bank.stranger, now=NOW, words="三家都约好了")
    assert not AuditEvent.objects.exclude(reason="").exists()
