"""审批: a client stands in another tier when a second person has said so, for a time, and nobody decides his own."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from clients.actions.requests import countersign_request, end_request, end_requests, withdraw_request
from clients.models import Client, Request
from clients.queries.requests import waiting_for
from staff.models import AuditEvent
from tests import factories
from tests.crm.requests import NOW, WORDS, ask, asked, decide, morning, tier
from tiers.actions.ratings import rate_clients
from tiers.models import TierChange
from tiers.queries.overrides import quota_left
from words.problems import Moved, Refused

__all__ = ["asked", "morning"]


def test_approved_it_counts_at_once_and_every_night_until_its_day(bank, asked, morning):
    assert timezone.localtime(asked.due_at) == timezone.make_aware(datetime(2026, 11, 20, 10, 0))  # two working days
    assert tier(bank.mine) == ("standard", 180)
    decide(asked, bank.head)
    assert tier(bank.mine) == ("vip", 60)
    change = TierChange.objects.get(request=asked)
    assert (change.old, change.new, change.run) == ("standard", "vip", None)
    assert change.sentence == "层级调整：家庭合并，至 2027年4月30日"
    rate_clients(now=NOW)
    assert tier(bank.mine) == ("vip", 60)
    last = timezone.make_aware(datetime(2027, 4, 30, 2, 5))
    assert end_requests(last) == "" and tier(bank.mine)[0] == "vip"
    assert end_requests(last + timedelta(days=1)) == "到期的申请 1 件"
    assert tier(bank.mine) == ("standard", 180) and end_requests(last + timedelta(days=2)) == ""
    rate_clients(now=last + timedelta(days=2))
    assert tier(bank.mine)[0] == "standard"
    verbs = list(AuditEvent.objects.filter(target_type="clients.Request").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["create", "update", "update"]


def test_who_rises_by_himself_stands_where_he_rose_to(bank, asked):
    decide(asked, bank.head)
    Client.objects.filter(pk=bank.mine.pk).update(average=1_300_000)
    rate_clients(now=NOW)
    assert tier(bank.mine)[0] == "select"


def test_one_downwards_counts_whatever_the_average_and_compliance_signs(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip", average=300_000)
    bank.mine.refresh_from_db()
    words = "半年里占用贵宾通道替他人办业务十一次，已两次书面提醒"
    with pytest.raises(Refused, match="只能因为「滥用服务」"):
        ask(bank, tier="standard", words=words)
    with pytest.raises(Refused, match="不能因为「投诉」"):
        ask(bank, tier="standard", reason="abuse", words=f"{words}，还总投诉")
    row = ask(bank, tier="standard", reason="abuse", words=words)
    with pytest.raises(Refused, match="先由合规会签"):
        decide(row, bank.head)
    with pytest.raises(Refused, match="不用您会签"):
        countersign_request(row, by=bank.head, now=NOW)
    countersign_request(row, by=bank.compliance, now=NOW)
    with pytest.raises(Moved, match="刚才已经会签"):
        countersign_request(row, by=bank.compliance, now=NOW)
    decide(row, bank.head)
    rate_clients(now=NOW)
    assert tier(bank.mine)[0] == "standard"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tier": "standard"}, "已经在这个层级"),
        ({"reason": "abuse"}, "只能用来下调"),
        ({"words": "家里有钱"}, "还差 16 个"),
        ({"until": NOW.date()}, "至少到明天"),
        ({"until": date(2027, 6, 30)}, "最长 6 个月"),
        ({"words": f"{WORDS}，证件 110101199003070011"}, "身份证号码"),
    ],
)
def test_what_may_not_be_asked_is_said_at_its_field(bank, asked, changes, words):
    withdraw_request(asked, by=bank.manager, now=NOW)
    with pytest.raises(Refused, match=words):
        ask(bank, **changes)


def test_a_client_has_one_open_request_of_a_kind(bank, asked):
    with pytest.raises(Refused, match="还没有办完"):
        ask(bank)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.override(bank.mine, bank.manager)


def test_an_unrated_client_has_no_tier_to_be_moved_from(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="", average=None)
    bank.mine.refresh_from_db()
    with pytest.raises(Refused, match="还没有评定"):
        ask(bank)


def test_the_quota_of_the_unit_holds_at_asking_and_at_deciding(bank, asked):
    other = factories.client(unit=bank.east, manager=bank.manager, tier="standard", average=100_000)
    with pytest.raises(Refused, match="名额 1 个已用完"):
        ask(bank, other)
    second = factories.override(other, bank.manager)
    with pytest.raises(Refused, match="机构的名额够用"):
        decide(second, bank.head)


def test_it_is_renewed_once(bank, asked):
    for year in (2025, 2026):
        about = {"state": "approved", "decided_by": bank.head, "decided_at": NOW, "ended_at": NOW}
        factories.override(
            bank.mine,
            bank.manager,
            valid_from=date(year, 11, 1) - timedelta(days=170),
            valid_until=date(year, 11, 1),
            **about,
        )
    withdraw_request(asked, by=bank.manager, now=NOW)
    assert ask(bank).state == "asked"  # the one of last year lies too far back
    # Whatever tier it was for: two in turns would go on for ever.
    Request.objects.filter(valid_until=date(2025, 11, 1)).update(valid_until=date(2026, 5, 10), tier="select")
    withdraw_request(Request.objects.get(state="asked"), by=bank.manager, now=NOW)
    with pytest.raises(Refused, match="已经续过一次"):
        ask(bank)


def test_two_steps_or_the_highest_tier_are_for_head_office(bank, asked):
    withdraw_request(asked, by=bank.manager, now=NOW)
    row = ask(bank, tier="select")
    with pytest.raises(Refused, match="不由您决定"):
        decide(row, bank.head)
    assert decide(row, bank.head_office).state == "approved"


def test_nobody_decides_what_he_asked_for_and_the_database_holds_it(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="standard", average=136_000)
    bank.mine.refresh_from_db()
    row = ask(bank, by=bank.head)
    with pytest.raises(Refused, match="自己提的"):
        decide(row, bank.head)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(state="approved", decided_by=bank.head, decided_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.filter(pk=row.pk).update(state="approved", decided_by=None)
    assert decide(row, bank.head_office).state == "approved"  # no other head stands above the unit


def test_after_its_time_the_deputies_may_decide_too(bank, asked):
    with pytest.raises(Refused, match="不由您决定"):
        decide(asked, bank.head_office)
    late = asked.due_at + timedelta(minutes=1)
    assert decide(asked, bank.head_office, now=late).decided_by == bank.head_office


def test_what_is_sent_back_or_refused_says_why_and_changes_nothing(bank, asked):
    with pytest.raises(Refused, match="至少 10 个字"):
        decide(asked, bank.head, "back", "不够")
    decide(asked, bank.head, "refused", "两人的合并同意书还没有看到原件")
    assert tier(bank.mine)[0] == "standard"
    with pytest.raises(Moved, match="孙行长刚才已经办了：不同意"):
        decide(asked, bank.head)


def test_an_approved_one_is_ended_early_with_a_reason(bank, asked):
    decide(asked, bank.head)
    end_request(asked, by=bank.head, now=NOW, why="两人已撤回合并同意")
    assert tier(bank.mine)[0] == "standard" and TierChange.objects.filter(request=asked).count() == 2
    with pytest.raises(Moved):
        end_request(asked, by=bank.head, now=NOW, why="再来")


def test_a_client_who_moves_takes_his_request_to_the_head_of_his_new_unit(bank, asked):
    Client.objects.filter(pk=bank.mine.pk).update(unit=bank.west)
    asked = Request.objects.get(pk=asked.pk)
    assert waiting_for(bank.other_head, NOW) == [asked] and waiting_for(bank.head, NOW) == []
    with pytest.raises(Refused, match="不由您决定"):
        decide(asked, bank.head)
    assert quota_left(bank.west, NOW.date())[0] == 1 and quota_left(bank.east, NOW.date())[0] == 0
    assert decide(asked, bank.other_head).decided_by == bank.other_head


def test_who_countersigned_decides_nothing_in_his_next_office(bank):
    Client.objects.filter(pk=bank.mine.pk).update(tier="vip", average=300_000)
    words = "半年里占用贵宾通道替他人办业务十一次，已两次书面提醒"
    row = ask(bank, Client.objects.get(pk=bank.mine.pk), tier="standard", reason="abuse", words=words)
    countersign_request(row, by=bank.compliance, now=NOW)
    bank.compliance.role, bank.compliance.unit = "branch_head", bank.east
    bank.compliance.save()
    with pytest.raises(Refused, match="不由您决定"):
        decide(row, bank.compliance)
    assert row not in waiting_for(bank.compliance, NOW)


def test_what_needs_head_office_by_now_is_not_decided_by_the_head(bank, asked):
    Client.objects.filter(pk=bank.mine.pk).update(average=5_000)  # from 低端 to 贵宾 are two steps
    with pytest.raises(Refused, match="评定的层级没有变过"):
        decide(asked, bank.head)


def test_nothing_is_asked_for_a_client_who_has_left(bank, asked):
    withdraw_request(asked, by=bank.manager, now=NOW)
    Client.objects.filter(pk=bank.mine.pk).update(status="closed")
    with pytest.raises(Refused, match="状态"):
        ask(bank)


def test_only_who_may_decide_it_ends_it_and_says_nothing_forbidden(bank, asked):
    decide(asked, bank.head)
    for person in (bank.manager, bank.other_head, bank.compliance):
        with pytest.raises(Refused, match="不由您结束"):
            end_request(asked, by=person, now=NOW, why="两人已撤回合并同意")
    with pytest.raises(Refused, match="身份证号码"):
        end_request(asked, by=bank.head, now=NOW, why="证件 110101199003070011")


def test_the_audit_names_the_client_as_everybody_may_read_him(bank, asked):
    decide(asked, bank.head, "back", "请陈国强把两人的书面同意再补一份，国强本人来")
    reason = AuditEvent.objects.filter(target_type="clients.Request").latest("pk").reason
    assert reason == "请陈*强把两人的书面同意再补一份，*强本人来"


@pytest.mark.parametrize("become", ["branch_head", "head_office"])
def test_who_asked_and_became_head_decides_nothing_of_his_own(bank, asked, become):
    bank.manager.role = become
    bank.manager.save()
    with pytest.raises(Refused, match="自己提的"):
        decide(asked, bank.manager, now=asked.due_at + timedelta(days=1))
    bank.head.is_active = False
    bank.head.save()
    assert waiting_for(bank.head_office, NOW) == [asked] and waiting_for(bank.manager, NOW) == []
