"""facts.csv and the file of 企业微信 tags: taken in by the rule of the client page, row by row (O14, O20)."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.models import Fact
from imports.actions.words import add_tag
from imports.models import Word
from tests import factories
from tests.imports.samples import numbers, put, table, take
from words.problems import Refused

pytestmark = pytest.mark.django_db
HEADERS = "客户号,内容,类别,话题,来源,得知日期,有效至"
NOW = timezone.make_aware(datetime(2026, 11, 18, 10, 0))
ROW = ("77000001", "清早去水库钓鱼", "爱好", "钓鱼", "亲见", "2026-11-02", "2027-03-01")


@pytest.fixture
def deliver(tmp_path, bank):
    factories.consent(bank.mine, purpose="dossier", via="any")

    def send(*rows, headers=HEADERS):
        return take(put(tmp_path, "facts.csv", table(headers, *rows)), now=NOW)

    return send


def test_a_row_is_a_fact_and_the_same_file_again_changes_nothing(deliver, bank):
    assert numbers(deliver(ROW)[0]) == (1, 0, 0, 0)
    row = Fact.objects.get()
    assert (row.client, row.text, row.kind, row.topic, row.source) == (bank.mine, ROW[1], "hobby", "钓鱼", "seen")
    assert (row.learned_on, row.good_until, row.by) == (date(2026, 11, 2), date(2027, 3, 1), None)
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0)
    assert numbers(deliver((*ROW[:6], "2027-04-01"))[0]) == (0, 1, 0, 0)
    assert Fact.objects.get().good_until == date(2027, 4, 1)


def test_what_the_file_does_not_say_is_twelve_months_and_changes_nothing_later(deliver):
    headers, row = "客户号,内容,类别", ROW[:3]
    deliver(row, headers=headers)
    fact = Fact.objects.get()
    assert (fact.source, fact.learned_on, fact.good_until) == ("told", date(2026, 11, 18), date(2027, 11, 18))
    deliver(ROW)
    assert numbers(deliver(row, headers=headers)[0]) == (0, 0, 1, 0) and Fact.objects.get().good_until == date(
        2027, 3, 1
    )


def test_rows_that_may_not_be_written_are_named_with_the_reason(deliver):
    counts, errors = deliver(
        ROW,
        ("12345678", *ROW[1:]),
        ("77000002", *ROW[1:]),
        ("77000001", "有糖尿病", *ROW[2:]),
        ("77000001", "孙子今年六岁", *ROW[2:]),
        ("77000001", "", *ROW[2:]),
        ("77000001", "爱下棋", "八卦", *ROW[3:]),
        ("77000001", "钓" * 201, *ROW[2:]),
    )
    assert numbers(counts) == (1, 0, 0, 7) and counts.total == 8
    words = (
        "客户号不存在",
        "还没有同意人脉档案",
        "不记病情",
        "敏感信息，文件里不收",
        "请写一句话",
        "应为：家庭",
        "最多 200 个字",
    )
    assert all(
        word in error
        for word, error in zip(words, sorted(errors, key=lambda line: int(line.split(",")[0])), strict=True)
    )
    assert Fact.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "cell", "word"),
    [
        (3, "癌症", "不记病情"),
        (4, "梦见", "应为"),
        (5, "2026-12-01", "不能晚于今天"),
        (6, "2026-02-30", "有效至"),
        (6, "2020-01-01", "不能早于"),
    ],
)
def test_a_bad_cell_that_is_not_needed_costs_the_cell(deliver, place, cell, word):
    counts, errors = deliver((*ROW[:place], cell, *ROW[place + 1 :]))
    assert numbers(counts) == (1, 0, 0, 0) and counts.warnings == 1
    assert "该行已导入" in errors[0] and word in errors[0]


def test_service_needs_no_consent(deliver, bank):
    assert numbers(deliver(("77000002", "请走侧门", "服务", "", "", "", ""))[0]) == (1, 0, 0, 0)


def test_what_somebody_ended_or_wrote_by_hand_is_not_written_again(deliver, bank):
    factories.fact(bank.mine, ROW[1])
    assert numbers(deliver(ROW)[0]) == (0, 0, 1, 0)
    Fact.objects.all().delete()
    deliver(ROW)
    Fact.objects.update(ended_at=NOW, end_reason="wrong")
    assert numbers(deliver((*ROW[:6], "2027-09-01"))[0]) == (0, 0, 1, 0)
    assert not Fact.objects.standing().exists()


@pytest.fixture
def tag(tmp_path, bank):
    factories.consent(bank.mine, purpose="dossier", via="any")
    add_tag("钓友", kind="hobby", text="喜欢钓鱼", topic="钓鱼", by=bank.head_office, now=NOW)
    add_tag("内部测试", kind="skip", text="", topic="", by=bank.head_office, now=NOW)

    def send(*rows):
        return take(put(tmp_path, "tags.csv", table("客户号,标签", *rows)), now=NOW)

    return send


def test_a_tag_becomes_what_head_office_said_it_means_and_an_unknown_one_waits(tag, bank):
    counts, errors = tag(("77000001", "钓友、内部测试、果园大户"), ("77000001", "钓友"))
    assert counts.total == 2 and counts.created and not counts.failed
    row = Fact.objects.get()
    assert (row.kind, row.text, row.topic, row.source, row.by) == ("hobby", "喜欢钓鱼", "钓鱼", "retold", None)
    assert counts.warnings == 1 and "还没有对照的标签：果园大户" in errors[0]
    assert list(Word.objects.tags().filter(field="").values_list("header", flat=True)) == ["果园大户"]
    add_tag("果园大户", kind="work", text="", topic="", by=bank.head_office, now=NOW)
    assert numbers(tag(("77000001", "钓友、果园大户"))[0]) == (1, 0, 0, 0)
    assert numbers(tag(("77000001", "钓友、果园大户"))[0]) == (0, 0, 1, 0) and Fact.objects.count() == 2


def test_tags_that_may_not_be_kept_are_named_and_do_not_wait(tag):
    counts, errors = tag(("77000001", "老赖；钓友"), ("77000001", "糖尿病"), ("77000001", "行动不便"), ("77000001", ""))
    assert numbers(counts) == (1, 0, 2, 1) and not Word.objects.tags().filter(field="").exists()
    words = ("评价人的话", "不记病情", "敏感信息", "不能为空")
    assert all(word in error for word, error in zip(words, sorted(errors), strict=True))


def test_a_client_who_did_not_agree_and_one_whom_nobody_has_are_named(tag):
    counts, errors = tag(("77000002", "钓友"), ("12345678", "钓友"))
    assert numbers(counts) == (0, 0, 0, 2) and "还没有同意人脉档案" in errors[0] + errors[1]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": "老赖"}, "text"),
        ({"text": "行动不便"}, "text"),
        ({"kind": "gossip"}, "kind"),
        ({"topic": "癌症"}, "topic"),
    ],
)
def test_what_a_tag_may_not_mean_is_refused(bank, values, field):
    about = {"kind": "hobby", "text": "", "topic": ""} | values
    with pytest.raises(Refused) as refused:
        add_tag("标签甲", by=bank.head_office, now=NOW, **about)
    assert [problem.field for problem in refused.value.problems] == [field] and not Word.objects.exists()
