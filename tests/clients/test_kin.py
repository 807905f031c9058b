"""回避 (ORG-R7): who is a client's own relative does not see him anywhere, does not serve him, and learns nothing by saying so."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from clients.actions.clients import assign_client
from clients.actions.contacts import log_contact
from clients.actions.kin import declare_kin, lift_kin, link_new
from clients.models import Client, Kin, Promise, Request
from clients.queries.kin import kin_list, parted_from, waiting_count
from clients.queries.requests import may_countersign, waiting_for
from clients.views import kin as kin_pages
from crm.queries.promises import promise_mails
from crm.queries.request_mails import request_mails
from staff.models import AuditEvent, User
from staff.scope import sight
from tests import factories
from tests.crm.requests import NOW, decide, morning
from tests.imports.conftest import own_files
from tests.imports.samples import CLIENT_HEADERS, client_row, id_no, put, table, take
from words.identifiers import hash_of_id
from words.problems import Refused

__all__ = ["morning", "own_files"]
PAPERS = id_no("19660319")


def anew(person):
    """The person as the next request reads him."""
    return User.objects.get(pk=person.pk)


def declare(person, **numbers):
    declare_kin(person, relation="relative", by=person, now=NOW, **numbers)
    return anew(person)


def test_who_declares_is_out_of_it_at_once_and_the_head_gives_the_client_to_another(bank, login):
    promise = factories.promise(bank.mine, due_on=NOW.date(), owed_by=bank.manager)
    person = declare(bank.manager, client_no=" 77000001 ")
    client = Client.objects.get(pk=bank.mine.pk)
    assert (client.manager, client.backup) == (None, None)
    assert not Client.objects.visible_to(person).exists() and not Promise.objects.visible_to(person).exists()
    assert parted_from(person) == 1 and parted_from(bank.backup) == 0
    assert "另有 1 户须回避，已移出名单" in login(person).get("/clients/").content.decode()
    assert AuditEvent.objects.filter(verb="assign", client_id=client.pk).latest("pk").reason == "回避登记"
    head = login(bank.head)
    assert "周敏（城关支行）须回避" in head.get("/kin/").content.decode()
    assert 'href="/kin/"' in head.get("/clients/").content.decode()
    with pytest.raises(Refused, match="周敏与这位客户有回避关系"):
        assign_client(client, manager=bank.manager, backup=None, now=timezone.now(), by=bank.head)
    with pytest.raises(Refused, match="周敏与这位客户有回避关系"):
        assign_client(client, manager=bank.backup, backup=bank.manager, now=timezone.now(), by=bank.head)
    assign_client(client, manager=bank.backup, backup=None, now=timezone.now(), by=bank.head)
    promise.refresh_from_db()
    assert promise.owed_by == bank.backup
    assert "没有要改派的" in head.get("/kin/").content.decode()


@pytest.mark.parametrize("who", ["head", "compliance"])
def test_nobody_sees_his_own_relative_anywhere(bank, login, who):
    person = getattr(bank, who)
    factories.promise(bank.mine, due_on=NOW.date(), owed_by=person)
    factories.contact(bank.mine, NOW, by=person)
    row = factories.override(bank.mine, person)
    assert Client.objects.visible_to(person).filter(pk=bank.mine.pk).exists()
    person = declare(person, client_no=bank.mine.client_no)
    browser = login(person)
    for path in (f"/clients/{bank.mine.pk}/", f"/requests/{row.pk}/"):
        assert browser.get(path).status_code == 404, path
    paths = [
        "/",
        "/clients/",
        "/promises/",
        "/requests/?show=asked",
        "/requests/?show=done",
        "/search/?q=77000001",
        "/kin/",
    ]
    if person.is_staff:
        paths += [f"/admin/clients/client/{end}" for end in ("", f"{bank.mine.pk}/change/")]
        paths += [f"/admin/staff/auditevent/?client={bank.mine.pk}"]
    for path in paths:
        page = browser.get(path).content.decode()
        assert "国强" not in page and "陈*强" not in page and "77000001" not in page.replace('value="77000001"', ""), (
            path
        )
    for model in (Request, Promise, AuditEvent):
        rows = model.objects.visible_to(person)
        assert not rows.filter(client_id=bank.mine.pk).exists(), model


@pytest.mark.parametrize("numbers", [{"client_no": "77000001"}, {"client_no": "70000000"}, {"id_no": PAPERS}])
def test_the_answer_is_the_same_whoever_it_is(bank, login, numbers):
    Client.objects.filter(pk=bank.theirs.pk).update(id_hash=hash_of_id(PAPERS, settings.ID_PEPPER))
    browser = login(bank.stranger)
    page = browser.post("/me/kin/", {"relation": "relative", **numbers}, follow=True).content.decode()
    assert "已登记。对得上的客户从现在起您不再看到" in page and page.count("近亲属 ·") == 1
    assert PAPERS not in page and "77000001" not in page and "何丽华" not in page
    browser.post("/me/kin/", {"relation": "relative", **numbers})
    assert Kin.objects.count() == 1 and PAPERS not in str(AuditEvent.objects.values_list("changes"))
    assert Client.objects.visible_to(anew(bank.stranger)).exists() == ("id_no" not in numbers)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"relation": "relative"}, "请写客户号或证件号码"),
        ({"client_no": "77000001"}, "必填"),
        ({"relation": "self", "id_no": "110101199003070012"}, "校验位"),
        ({"relation": "self", "id_no": "1234"}, "18 位"),
        ({"relation": "self", "client_no": PAPERS}, "不是客户号"),
        ({"relation": "self", "client_no": "6222021234567890128"}, "不是客户号"),
        ({"relation": "self", "client_no": "\u337f" * 20}, "1–20 位"),
        ({"relation": "self", "client_no": "陈国强"}, "1–20 位"),
    ],
)
def test_what_cannot_be_declared_is_said_at_its_field(bank, login, typed, words):
    answer = login(bank.manager).post("/me/kin/", typed)
    assert answer.status_code == 422 and words in answer.content.decode() and not Kin.objects.exists()


def test_another_number_of_the_same_papers_and_one_that_comes_later_are_avoided_too(bank):
    Client.objects.update(id_hash=hash_of_id(PAPERS, settings.ID_PEPPER))
    person = declare(bank.manager, client_no="77000001")
    assert set(person.kin.values_list("client", flat=True)) == {bank.mine.pk, bank.theirs.pk}
    later = declare(bank.backup, client_no="70000000")
    new = factories.client(unit=bank.east, manager=bank.backup, client_no="70000000")
    link_new(["70000000"], [""], by=None, now=NOW)
    new.refresh_from_db()
    assert new.manager is None and not Client.objects.visible_to(anew(later)).filter(pk=new.pk).exists()


def test_only_another_person_of_head_office_lifts_it(bank, login):
    declare(bank.manager, client_no="77000001")
    row = Kin.objects.get()
    for person in (bank.manager, bank.head):
        with pytest.raises(Refused, match="总行的另一个人"):
            lift_kin(row, by=person, now=NOW, why="登记错了，已核对户口簿")
    browser = login(bank.head_office)
    assert browser.post(f"/kin/{row.pk}/lift/", {"why": " "}).status_code == 422
    assert browser.post(f"/kin/{row.pk}/lift/", {"why": "登记错了，已核对户口簿"}).status_code == 302
    assert not Kin.objects.exists() and AuditEvent.objects.latest("pk").verb in ("delete", "view")
    own = factories.kin(bank.head_office)
    assert "没有要改派的" in browser.get("/kin/").content.decode()
    assert browser.post(f"/kin/{own.pk}/lift/", {"why": "登记错了，已核对户口簿"}).status_code == 422


def test_who_waits_for_a_manager_stands_first_and_nobody_else_is_said_to(bank, login, monkeypatch):
    waits = factories.kin(bank.backup, client=factories.client(unit=bank.east))
    gone = factories.kin(bank.backup, client=factories.client(unit=bank.east, status="closed"))
    served, unknown = factories.kin(bank.stranger, client=bank.mine), factories.kin(bank.head, client_no="79999999")
    found = list(kin_list(bank.head_office))
    assert (found, waiting_count(bank.head_office)) == ([waits, unknown, served, gone], 1)
    assert [row.stands for row in found] == ["待改派", "没有对上", "已回避", "已回避"]
    browser = login(bank.head_office)
    assert "只列最前" not in browser.get("/kin/").content.decode()
    monkeypatch.setattr(kin_pages, "SHOWN", 3)
    assert "只列最前 3 行" in browser.get("/kin/").content.decode()


def test_who_avoids_nobody_pays_nothing(bank, login, django_assert_num_queries):
    person = anew(bank.head_office)
    with django_assert_num_queries(1):
        list(Client.objects.visible_to(person))
    person = declare(bank.head_office, client_no="77000001")
    with django_assert_num_queries(2):
        assert [each.pk for each in Client.objects.visible_to(person)] == [bank.theirs.pk]


KIN_HEADERS = "工号,关系,客户号,证件号码"


def test_the_personnel_office_delivers_them_as_a_file(bank, tmp_path):
    rows = [
        ("990101", "配偶", "77000001", ""),
        ("990201", "本人", "", PAPERS),
        ("990101", "配偶", "77000001", ""),
        ("990999", "本人", "77000001", ""),
        ("990101", "同学", "77000002", ""),
        ("990101", "女儿", "", ""),
        ("990101", "女儿", PAPERS, ""),
    ]
    counts, errors = take(put(tmp_path, "kin.csv", table(KIN_HEADERS, *rows)), now=NOW)
    assert (counts.created, counts.unchanged, counts.failed, counts.warnings) == (2, 1, 4, 1)
    assert "工号不存在" in str(errors) and "还没有这位客户" in str(errors) and PAPERS not in str(errors)
    bank.mine.refresh_from_db()
    assert bank.mine.manager is None and Kin.objects.get(client=bank.mine).left_on == NOW.date()


def test_the_banks_file_gives_nobody_his_own_relative(bank, tmp_path):
    declare(bank.manager, client_no="77000001")
    declare(bank.manager, id_no=PAPERS)
    rows = [client_row("77000001", birth="1970-01-05"), client_row("77000009", id_no=PAPERS)]
    counts, errors = take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows)), now=NOW)
    assert counts.failed == 0 and str(errors).count("有回避关系") == 2
    assert set(Client.objects.filter(client_no__in=("77000001", "77000009")).values_list("manager", flat=True)) == {
        None
    }
    assert not Client.objects.visible_to(anew(bank.manager)).exists() and Kin.objects.filter(client=None).count() == 0
    promise = factories.promise(bank.mine, due_on=NOW.date(), owed_by=bank.manager)
    rows = [client_row("77000001", birth="1970-01-05", manager="990102")]
    take(put(tmp_path, "clients.csv", table(CLIENT_HEADERS, *rows)), now=NOW)
    promise.refresh_from_db()
    assert promise.owed_by == bank.backup


def test_nobody_decides_or_signs_about_a_relative_and_the_deputy_does(bank):
    about = {"tier": "basic", "reason": "abuse", "asked_at": NOW, "due_at": NOW + timedelta(days=2)}
    row = factories.override(bank.mine, bank.manager, **about)
    Client.objects.filter(pk=bank.mine.pk).update(sponsor=bank.head_office, sponsor_on=NOW.date())
    assert waiting_for(bank.head, NOW) == [row] and may_countersign(bank.compliance, row)
    assert {mail.user for mail in request_mails(NOW)} == {bank.head, bank.compliance}
    head, signer = (declare(person, client_no="77000001") for person in (bank.head, bank.compliance))
    assert waiting_for(head, NOW) == [] and waiting_for(signer, NOW) == []
    assert waiting_for(bank.head_office, NOW) == [row] and not may_countersign(signer, row)
    assert [mail.user for mail in request_mails(NOW)] == [bank.head_office]
    with pytest.raises(Refused, match="不由您决定"):
        decide(row, head, "refused", "两人的合并同意书还没有看到原件")
    declare(bank.head_office, client_no="77000001")
    client = Client.objects.get(pk=bank.mine.pk)
    assert (client.sponsor, client.version) == (None, bank.mine.version + 1) and list(request_mails(NOW)) == []
    assert Client.objects.get(pk=bank.mine.pk).sponsor is None and list(request_mails(NOW)) == []


def test_a_complaint_of_ones_own_relative_is_the_next_heads(bank):
    def complain(note):
        talk = {"kind": "call", "direction": "in", "seconds": 240, "note": note, "outcome": "complaint"}
        return log_contact(bank.mine, by=bank.manager, at=NOW, now=NOW, **talk)

    before = complain("客户说上周少算了利息，等了三天没有人答复。")
    factories.promise(bank.mine, "送礼节性贺卡", due_on=NOW.date(), owed_by=bank.head)
    declare(bank.head, client_no="77000001")
    assert {row.owed_by for row in before.promises.all()} == {bank.head_office}
    assert Promise.objects.get(what="送礼节性贺卡").owed_by == bank.manager
    after = complain("客户说还是没有人答复，明天再来网点问一次。")
    assert {row.owed_by for row in after.promises.all()} == {bank.head_office}
    declare(bank.manager, client_no="77000001")
    assign_client(bank.mine, manager=bank.backup, backup=None, now=timezone.now(), by=bank.other_head)
    assert {row.owed_by for row in after.promises.all()} == {bank.head_office}
    assert {mail.user for mail in promise_mails(NOW)} == {bank.head_office}


def test_what_was_counted_before_another_is_avoided_is_not_shown(bank):
    keys = []
    for client in (bank.mine, bank.theirs):
        row = factories.kin(bank.head_office, client)
        keys.append(sight(anew(bank.head_office), "bank"))
        row.delete()
    assert len({*keys, sight(anew(bank.head_office), "bank")}) == 3
