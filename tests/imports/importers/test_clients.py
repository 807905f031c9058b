from datetime import date, datetime

import pytest
from django.utils import timezone

from clients.models import Client, Consent, SearchToken
from clients.queries.search import matching
from staff.models import AuditEvent
from tests import factories
from tests.imports.samples import CLIENT_HEADERS, client_row, id_no, numbers, put, table, take
from words.readings import sort_key

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def deliver(tmp_path, bank):
    """deliver(*rows) → (counts, error lines) of a clients.csv in GB18030."""

    def send(*rows, headers=CLIENT_HEADERS):
        return take(put(tmp_path, "clients.csv", table(headers, *rows), "gb18030"))

    return send


def test_a_new_client_is_whole_and_his_number_is_gone(deliver, bank, tmp_path):
    counts, errors = deliver(client_row())
    client = Client.objects.get(client_no="10000007")
    assert (numbers(counts), errors) == ((1, 0, 0, 0), [])
    assert (client.name, client.phone, client.unit, client.manager) == (
        "袁丽华",
        "10066496171",
        bank.east,
        bank.manager,
    )
    assert (client.birth_date, client.celebrates, client.birthday) == (date(1966, 3, 19), "lunar", 228)
    assert (client.assigned_on, client.tier, client.contact_interval, client.next_due_on) == (TODAY, "", None, None)
    assert (len(client.id_hash), client.gender) == (64, "fm"[int(id_no("19660319")[16]) % 2])
    assert client.name_key == sort_key("袁丽华")
    assert client.id_mask == f"9****************{id_no('19660319')[-1]}"
    assert {"丽华", "yuanlihua", "ylh", "6171"} <= set(client.tokens.values_list("token", flat=True))
    assert not any(
        id_no("19660319") in path.read_bytes().decode("latin-1") for path in (tmp_path / "files").rglob("*.*")
    )


def test_delivered_clients_are_found_by_every_reading_spelling_and_landline(deliver, bank):
    deliver(
        client_row("88400018", "刘长生", id_no=""),
        client_row("88400020", "卜元", id_no="", phone="0571-88886611"),
        client_row("88400063", "云二", id_no="", phone="057188886612"),
        client_row("88400079", "陳志偉", id_no=""),
    )
    wanted = {
        "88400018": ["liuchangsheng", "lcs", "liuzhangsheng", "lzs", "劉長生"],
        "88400020": ["buyuan", "by", "boyuan", "0571-88886611", "057188886611", "88886611"],
        "88400063": ["0571-88886612", "057188886612", "yuner"],
        "88400079": ["陈志伟", "志伟", "陳志偉", "czw"],
    }
    for number, texts in wanted.items():
        for text in texts:
            assert [client.client_no for client in matching(bank.manager, text)] == [number], text
    deliver(client_row("88400018", "单长生", id_no=""))
    client = Client.objects.get(client_no="88400018")
    assert client.name_key == sort_key("单长生") and list(matching(bank.manager, "shanchangsheng")) == [client]
    assert not matching(bank.manager, "liuchangsheng").exists()


def test_the_same_file_again_changes_nothing(deliver):
    rows = [client_row(), client_row("10000014", "武宏伟", birth="1980-01-03", kept="", consent="")]
    deliver(*rows)
    before = list(Client.objects.order_by("pk").values()), SearchToken.objects.count(), Consent.objects.count()
    counts, errors = deliver(*rows)
    assert (numbers(counts), counts.warnings, errors) == ((0, 0, 2, 0), 0, [])
    assert (
        list(Client.objects.order_by("pk").values()),
        SearchToken.objects.count(),
        Consent.objects.count(),
    ) == before


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        ({"unit": "7777"}, "管户机构,7777,机构号不存在"),
        ({"name": ""}, "姓名,,不能为空"),
        ({"name": "=cmd()1"}, "姓名,'=*1,姓名应为"),
        ({"name": "袁\x00华"}, "姓名,袁*,含有看不见的控制字符"),
        ({"number": ""}, "客户号,,不能为空"),
        ({"number": "10 07"}, "客户号,10 07,应为"),
        ({"number": "NULL"}, "客户号,NULL,不能为空"),
        ({"number": "w00000012"}, "客户号,w00000012,W 开头的编号"),
        ({"name": "null"}, "姓名,n*l,不能为空"),
    ],
)
def test_a_row_that_nobody_can_be_told_by_goes_to_the_error_file(deliver, cells, line):
    counts, errors = deliver(client_row("10000001", "张一"), client_row(**cells), client_row("10000003", "张三"))
    assert numbers(counts) == (2, 0, 0, 1)
    assert any(error.replace("\x00", "").startswith(f"3,{line}") for error in errors), errors
    assert set(Client.objects.filter(client_no__startswith="100").values_list("client_no", flat=True)) == {
        "10000001",
        "10000003",
    }


def test_every_problem_of_a_row_is_named(deliver):
    _counts, errors = deliver(client_row(phone="1", manager="777777", consent="?"))
    assert [error.split(",")[1] for error in errors] == ["问候同意", "管户经理工号", "手机号"]


def test_the_second_row_of_a_client_names_the_first(deliver):
    counts, errors = deliver(client_row(), client_row(name="王五"))
    assert numbers(counts) == (1, 0, 0, 1)
    assert "与第 2 行重复" in errors[0]
    assert Client.objects.get(client_no="10000007").name == "袁丽华"


def test_one_identity_on_two_client_numbers_is_taken_with_a_warning(deliver):
    counts, errors = deliver(client_row(), client_row("10000014", "王五"))
    assert (numbers(counts), counts.warnings) == ((2, 0, 0, 0), 1)
    assert "与另一客户号证件相同" in errors[0]
    assert "袁丽华" not in errors[0]


def test_the_date_on_the_card_may_be_the_lunar_one(deliver, bank):
    rows = [client_row(kept="lunar_id"), client_row("10000014", "王五", birth="1966-03-31", kept="lunar_id")]
    counts, errors = deliver(*rows)
    client = Client.objects.get(client_no="10000007")
    assert (client.celebrates, client.birthday) == ("lunar_id", 319)
    assert numbers(counts) == (2, 0, 0, 0) and "农历没有三十一" in errors[0]
    assert Client.objects.get(client_no="10000014").celebrates == ""


def test_a_changed_row_changes_what_the_file_carries_and_nothing_else(deliver, bank):
    deliver(client_row())
    Client.objects.filter(client_no="10000007").update(
        salutation="袁姐",
        hint="上午",
        tier="vip",
        backup=bank.backup,
        celebrates="lunar_leap",
        assigned_on=date(2026, 1, 5),
    )
    counts, _errors = deliver(client_row(name="袁丽花", phone="10011112222"))
    client = Client.objects.get(client_no="10000007")
    assert numbers(counts) == (0, 1, 0, 0)
    assert (client.name, client.phone, client.version) == ("袁丽花", "10011112222", 1)
    assert (client.salutation, client.hint, client.tier, client.backup) == ("袁姐", "上午", "vip", bank.backup)
    assert (client.celebrates, client.assigned_on) == ("lunar_leap", date(2026, 1, 5))
    tokens = set(client.tokens.values_list("token", flat=True))
    assert {"丽花", "2222"} <= tokens
    assert not {"丽华", "6171"} & tokens


def test_an_empty_cell_erases_nothing(deliver):
    deliver(client_row(email="a@client.example"))
    counts, _errors = deliver(client_row(email="", kept="", job="", consent="", phone=""))
    client = Client.objects.get(client_no="10000007")
    assert numbers(counts) == (0, 0, 1, 0)
    assert (client.email, client.celebrates, client.phone) == ("a@client.example", "lunar", "10066496171")


def test_a_new_manager_restarts_the_assignment_and_is_audited(deliver, bank):
    deliver(client_row())
    Client.objects.update(assigned_on=date(2026, 1, 5), contact_interval=60, backup=None)
    Client.objects.filter(client_no="10000007").update(backup=bank.backup)
    promise = factories.promise(Client.objects.get(client_no="10000007"), due_on=TODAY)
    counts, errors = deliver(client_row(manager="990102"))
    client = Client.objects.get(client_no="10000007")
    assert (client.manager, client.backup, client.assigned_on) == (bank.backup, None, TODAY)
    assert client.next_due_on is not None
    assert (counts.updated, counts.warnings) == (1, 1)
    assert "B 角" in errors[0]
    event = AuditEvent.objects.get(verb="assign")
    assert (event.client_id, event.unit_id, event.changes) == (
        client.pk,
        bank.east.pk,
        {"manager": ["990101", "990102"]},
    )
    promise.refresh_from_db()
    assert promise.owed_by == bank.backup and AuditEvent.objects.filter(target_type="clients.Promise").count() == 1


def test_a_deceased_client_stays_deceased(deliver):
    headers = CLIENT_HEADERS + ",状态"
    deliver((*client_row(), "已故"), headers=headers)
    counts, errors = deliver((*client_row(), "正常"), headers=headers)
    assert Client.objects.get(client_no="10000007").status == "deceased"
    assert (counts.unchanged, counts.warnings) == (1, 1)
    assert "已登记身故" in errors[0]


@pytest.mark.parametrize(("answer", "status"), [("是", "granted"), ("否", "refused"), ("", None)])
def test_consent_is_what_the_column_says(deliver, answer, status):
    deliver(client_row(consent=answer))
    found = (
        Consent.objects.filter(client__client_no="10000007").values_list("purpose", "via", "status", "evidence").first()
    )
    assert found == (status and ("care", "email", status, "核心系统文件"))


def test_a_consent_recorded_here_is_never_overwritten_by_a_file(deliver, bank):
    deliver(client_row(), client_row("10000014", "武宏伟"), client_row("10000021", "秦春生"))
    consents = {consent.client.client_no: consent for consent in Consent.objects.select_related("client")}
    Consent.objects.filter(pk=consents["10000007"].pk).update(status="refused", by=bank.manager)
    Consent.objects.filter(pk=consents["10000014"].pk).update(status="withdrawn")
    counts, _errors = deliver(
        client_row(), client_row("10000014", "武宏伟"), client_row("10000021", "秦春生", consent="否")
    )
    kept = {"10000007": "refused", "10000014": "withdrawn", "10000021": "refused"}
    assert dict(Consent.objects.values_list("client__client_no", "status")) == kept
    assert numbers(counts) == (0, 1, 2, 0)
    assert AuditEvent.objects.filter(verb="consent").count() == 1


def test_a_business_is_checked_by_its_own_rules(deliver):
    headers = "客户号,类型,客户名称,证件号码,管户机构"
    counts, errors = deliver(
        ("1", "个体工商户", "青石粮油经营部（001号）", "92990011MADEM0001", "9901"),
        ("2", "小微企业", "云谷建材有限公司", "", "9901"),
        headers=headers,
    )
    assert (numbers(counts), counts.warnings) == ((2, 0, 0, 0), 1)
    assert "统一社会信用代码" in errors[0] and Client.objects.get(client_no="1").id_mask == ""
    assert Client.objects.get(client_no="2").kind == "micro_small"


def test_an_identity_number_is_not_in_any_table(deliver, bank):
    deliver(client_row(), client_row("10000014", "武宏伟", id_no=id_no("19660319", 7) + "9"))
    whole = id_no("19660319")
    assert all(whole not in str(event.changes) + event.reason for event in AuditEvent.objects.all())
    assert all(whole not in str(row) for row in Client.objects.values())


def test_queries_do_not_grow_with_the_rows(deliver, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        deliver(*[client_row(str(n), f"张{'一二三四五六七八九十'[n % 10]}", id_no="", birth="") for n in range(1, 901)])
    assert Client.objects.filter(name__startswith="张").count() == 900


def test_the_import_is_one_event_with_counts_and_the_files_hash(deliver):
    deliver(client_row(), client_row(unit="?"))
    event = AuditEvent.objects.get(verb="import")
    assert event.changes["created"] == 1
    assert event.changes["failed"] == 1
    assert len(event.changes["sha256"]) == 64
    assert datetime.fromisoformat(str(event.at))


def test_a_client_of_another_file_is_left_alone(deliver, bank):
    before = Client.objects.filter(pk=bank.mine.pk).values().get()
    deliver(client_row())
    assert Client.objects.filter(pk=bank.mine.pk).values().get() == before
    assert factories.client(unit=bank.east).tier == "vip"


def test_a_correction_is_one_event_a_client_with_both_values_masked(deliver, bank):
    deliver(client_row(email="a@client.example"), client_row("10000014", "武宏伟", phone="0571-88886611"))
    deliver(
        client_row(name="袁丽花", phone="10011112222", email="b@client.example"),
        client_row("10000014", "武宏伟", phone="0571-88886612", job="教师"),
    )
    events = {
        event.target_id: event for event in AuditEvent.objects.filter(verb="update", target_type="clients.Client")
    }
    first, second = (Client.objects.get(client_no=number) for number in ("10000007", "10000014"))
    assert set(events) == {str(first.pk), str(second.pk)}
    assert events[str(first.pk)].changes == {
        "name": ["袁*华", "袁*花"],
        "phone": ["100****6171", "100****2222"],
        "email": ["a***@client.example", "b***@client.example"],
    }
    event = events[str(second.pk)]
    assert event.changes == {"phone": ["0***-****611", "0***-****612"]}
    assert (event.client_id, event.unit_id, event.reason) == (second.pk, bank.east.pk, "核心系统文件")


def test_what_is_new_or_the_same_or_no_name_or_number_leaves_no_event(deliver):
    deliver(client_row())
    deliver(client_row())
    deliver(client_row(job="教师"))
    assert not AuditEvent.objects.filter(verb="update", target_type="clients.Client").exists()


def test_another_identity_is_in_the_audit_by_its_mask(deliver):
    deliver(client_row())
    deliver(client_row(id_no=id_no("19660319", 7)))
    [event] = AuditEvent.objects.filter(verb="update", target_type="clients.Client")
    assert set(event.changes) == {"id_mask"} and all("****" in mask for mask in event.changes["id_mask"])
