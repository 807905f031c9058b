"""A partner on the client page, his steps, and the list of partners."""

import pytest
from django.urls import reverse

from clients.models import Client
from partners.models import Partnership
from tests import factories

EVIDENCE = "十月十三日借出会议室开反诈课，到二十六人"


@pytest.fixture
def village(bank):
    return factories.place(bank.east, name="柳渡村", code="V1")


def url(name, client):
    return reverse(f"partnership_{name}", args=[client.pk])


def test_a_client_becomes_a_partner_moves_on_and_is_one_no_more(bank, login, village):
    browser, client = login(bank.manager), bank.mine
    assert "设为伙伴" in browser.get(reverse("client_detail", args=[client.pk])).content.decode()
    said = {"kind": "head", "title": "村主任", "place": "V9", "grade": "A", "term_until": "2099-01-01"}
    text = browser.post(url("edit", client), said).content.decode()
    assert "没有“V9”这个区域" in text
    assert "十年以内" in browser.post(url("edit", client), said | {"place": "柳渡村"}).content.decode()
    assert browser.post(url("edit", client), said | {"place": "柳渡村", "term_until": ""}).status_code == 302
    row = Partnership.objects.get()
    assert row.is_public_duty and Client.objects.get(pk=client.pk).contact_interval == 14
    text = browser.get(reverse("client_detail", args=[client.pk])).content.decode()
    assert "渠道伙伴" in text and "公职人员" in text and "柳渡村" in text and "设为伙伴" not in text

    step = {"stage": 1, "evidence": "谈得不错", "seen": 0}
    answer = browser.post(url("step", client), step)
    assert answer.status_code == 422 and "凭据至少 15 个字，现在 4 个" in answer.content.decode()
    assert "谈得不错" in answer.content.decode()  # what was typed stays
    assert browser.post(url("step", client), step | {"stage": 3, "evidence": EVIDENCE}).status_code == 422
    assert browser.post(url("step", client), step | {"evidence": EVIDENCE}).status_code == 302
    answer = browser.post(url("step", client), step | {"evidence": EVIDENCE})
    assert answer.status_code == 409 and "刚才已有人记为「已建联」" in answer.content.decode()
    assert EVIDENCE in browser.get(reverse("client_detail", args=[client.pk])).content.decode()

    assert browser.post(url("check", client), {"what": "", "due_on": ""}).status_code == 302
    for name in ("edit", "step", "end"):
        assert browser.post(url(name, client), {}).status_code == 422  # a page without a word is no new page
    unsaid = browser.post(url("check", client), {"what": "请教课放哪天", "due_on": ""})
    assert unsaid.status_code == 422 and "下一步请写哪天前" in unsaid.content.decode()
    assert browser.post(url("end", client), {"reason": "走了"}).status_code == 422
    reason = "换届不再担任村主任，本人说不用再来了"
    assert browser.post(url("end", client), {"reason": reason}).status_code == 302
    assert browser.get(url("step", client)).status_code == 404


def test_the_list_counts_what_it_shows(bank, login, village):
    old = {"started_on": "2026-01-01", "checked_on": "2026-01-01"}
    factories.partnership(bank.mine, village, kind="secretary", stage=2, stage_on="2026-01-01", **old)
    browser, page = login(bank.manager), reverse("partner_list")
    for show in ("stuck", "dormant", "check", "all", "nothing"):
        text = browser.get(page, {"show": show}).content.decode()
        assert "陈国强" in text and "停住了 1" in text and "休眠 1" in text and "要盘点 1" in text, show
    text = login(bank.stranger).get(page).content.decode()
    assert "全部 0" in text and "这里没有伙伴" in text


def test_the_page_of_who_died_offers_no_step(bank, login):
    factories.partnership(bank.mine, factories.place(bank.east))
    browser, path = login(bank.manager), f"/clients/{bank.mine.pk}/"
    assert f"{path}partner/step/" in browser.get(path).content.decode()
    Client.objects.filter(pk=bank.mine.pk).update(status="deceased")
    assert browser.get(f"{path}partner/step/").status_code == 404
    assert f"{path}partner/" not in browser.get(path).content.decode()
