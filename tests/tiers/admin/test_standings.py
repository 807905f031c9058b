"""A month's rating is taken back on its own page, by head office, with a reason."""

from datetime import UTC, date, datetime

import pytest

from clients.models import Client
from tiers.models import RatingRun, Standing, TierChange

NOW = datetime(2026, 11, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def run(bank):
    """October lifted 陈国强 from VIP to 优质."""
    run = RatingRun.objects.create(month=date(2026, 10, 1), started_at=NOW, finished_at=NOW, seen=1, changed=1)
    Client.objects.filter(pk=bank.mine.pk).update(tier="select", average=1_200_000)
    TierChange.objects.create(
        client=bank.mine, run=run, old="vip", new="select", value=1_200_000, sentence="达到", at=NOW
    )
    Standing.objects.create(client=bank.mine, run=run, month=run.month, value=1_200_000, tier="select")
    return run


def test_head_office_takes_the_last_month_back(bank, run, login):
    browser, path = login(bank.head_office), f"/admin/tiers/ratingrun/{run.pk}/undo/"
    assert path in browser.get(f"/admin/tiers/ratingrun/{run.pk}/change/").content.decode()
    assert "看了 1 户，变动 1 户" in browser.get(path).content.decode()
    refused = browser.post(path, {"reason": "手机 13812345678 的文件错了"})
    assert refused.status_code == 422 and "请勿写完整的手机号" in refused.content.decode()
    assert browser.post(path, {"reason": ""}).status_code == 422
    said = browser.post(path, {"reason": "10 月的余额文件错了"}, follow=True).content.decode()
    assert "已撤销：1 户回到原来的层级" in said and "撤销2026年10月的评定" in said and "（已撤销）" in said
    bank.mine.refresh_from_db()
    assert bank.mine.tier == "vip"
    assert browser.post(path, {"reason": "再来"}).status_code == 422


@pytest.mark.parametrize("person", ["head", "compliance", "auditor", "manager"])
def test_nobody_else_does(bank, run, login, person):
    browser = login(getattr(bank, person))
    answer = browser.post(f"/admin/tiers/ratingrun/{run.pk}/undo/", {"reason": "错了"})
    assert answer.status_code in (302, 403) and not RatingRun.objects.filter(undoes=run).exists()
    bank.mine.refresh_from_db()
    assert bank.mine.tier == "select"


def test_the_client_page_says_how_long_he_is_below_and_what_to_tell_him(bank, run, login):
    Standing.objects.update(below=3, peak=940_000, value=900_000)
    page = login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()
    assert "10月年日均 90.00 万元，低于优质保级线 95 万元，连续第 3 个月，已列入关注，再有 3 个月就降级" in page
    assert "您目前是本行的优享客户" in page
    RatingRun.objects.update(is_void=True)
    assert "暂定：还没有满一个评定月" in login(bank.manager).get(f"/clients/{bank.mine.pk}/").content.decode()


def test_a_month_that_never_was_is_not_undone(bank, login):
    night = RatingRun.objects.create(started_at=NOW)
    assert login(bank.head_office).get(f"/admin/tiers/ratingrun/{night.pk}/undo/").status_code == 404


def test_the_amounts_of_a_move_are_read_by_who_reads_balances(bank, run, login):
    TierChange.objects.update(sentence="年日均 120.00 万元，达到优质线 100 万元")
    change = TierChange.objects.get()
    for person, reads in (("head_office", False), ("compliance", False), ("auditor", True), ("head", True)):
        browser = login(getattr(bank, person))
        for path in ("", f"{change.pk}/change/"):
            text = browser.get(f"/admin/tiers/tierchange/{path}").content.decode()
            assert "优质" in text and ("120.00 万元" in text) == reads, (person, path)
