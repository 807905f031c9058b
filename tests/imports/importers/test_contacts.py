from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from clients.models import Client, ContactLog, Promise
from imports.importers.contacts import ContactImporter
from staff.models import User
from tests import factories
from tests.imports.samples import CONTACT_HEADERS, numbers, put, table, take, workbook
from tests.numbers import KEPT_OUT
from tests.processor import takes_less

pytestmark = pytest.mark.django_db
LATER = timezone.make_aware(datetime(2026, 12, 1))


@pytest.fixture
def deliver(tmp_path, bank):
    def send(*rows):
        return take(put(tmp_path, "contacts.csv", table(CONTACT_HEADERS, *rows)))

    return send


def row(
    number="77000001", at="2026-05-05 10:01", kind="手机", seconds="261", result="本轮第2次", deposit="否", by="990102"
):
    return number, at, kind, seconds, result, deposit, by


def test_a_contact_is_a_ledger_row_of_the_person_who_had_it(deliver, bank):
    counts, _errors = deliver(row())
    log = ContactLog.objects.get()
    assert numbers(counts) == (1, 0, 0, 0)
    assert (log.client, log.by, log.kind, log.direction, log.seconds, log.source) == (
        bank.mine,
        bank.backup,
        "call",
        "out",
        261,
        "import",
    )
    assert timezone.localtime(log.occurred_at).isoformat() == "2026-05-05T10:01:00+08:00"
    assert (log.note, log.is_effective, log.outcome) == ("本轮第2次，未办理定期存款", True, "")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("电话", "call"),
        ("座机", "call"),
        ("固话", "call"),
        ("不详", "unknown"),
        ("微信", "wecom"),
        ("来行面谈", "branch"),
        ("", "unknown"),
    ],
)
def test_the_banks_words_for_the_way_of_contact(deliver, kind, code):
    deliver(row(kind=kind))
    assert ContactLog.objects.get().kind == code


@pytest.mark.parametrize(
    ("seconds", "deposit", "effective", "reached"),
    [
        ("180", "否", True, "client"),
        ("179", "否", False, "client"),
        ("5", "是", True, "client"),
        ("", "", False, "client"),
        ("0", "否", False, "nobody"),
    ],
)
def test_effective_is_three_minutes_or_a_deposit(deliver, seconds, deposit, effective, reached):
    deliver(row(seconds=seconds, deposit=deposit))
    log = ContactLog.objects.get()
    assert (log.is_effective, log.reached) == (effective, reached)


def test_the_same_file_again_changes_nothing_and_equal_contacts_all_survive(deliver):
    rows = [row(), row(), row(seconds="30")]
    assert numbers(deliver(*rows)[0]) == (3, 0, 0, 0)
    before = list(ContactLog.objects.order_by("pk").values())
    assert numbers(deliver(*rows)[0]) == (0, 0, 3, 0)
    assert list(ContactLog.objects.order_by("pk").values()) == before


def test_thousands_of_equal_rows_take_no_more_than_their_time(bank):
    """A day without times and durations repeats itself; the tenth thousand must not be compared with all before it."""
    importer = ContactImporter(None, today=date(2026, 11, 20), now=timezone.now())
    keys = set()
    assert takes_less(
        5, lambda: keys.update(importer._key("77000001", "2026-11-20", "call", None) for _ in range(20_000))
    )
    assert len(keys) == 20_000


def test_a_corrected_result_corrects_the_row(deliver):
    deliver(row(seconds="60"))
    assert numbers(deliver(row(seconds="60", deposit="是"))[0]) == (0, 1, 0, 0)
    log = ContactLog.objects.get()
    assert (log.is_effective, log.outcome, log.note) == (True, "done", "本轮第2次，办理了定期存款")


def test_the_clocks_of_the_clients_move(deliver, bank):
    Client.objects.update(contact_interval=60)
    deliver(row(at="2026-05-05 10:01"), row(at="2026-06-02 00:30"), row(at="2026-07-01 10:00", seconds="20"))
    bank.mine.refresh_from_db()
    assert bank.mine.last_effective_on == date(2026, 6, 2)
    assert date(2026, 7, 28) <= bank.mine.next_due_on <= date(2026, 8, 1)


def test_a_contact_recorded_here_later_is_not_turned_back(deliver, bank):
    factories.contact(bank.mine, timezone.now() - timedelta(days=1))
    Client.objects.filter(pk=bank.mine.pk).update(last_effective_on=timezone.localdate() - timedelta(days=1))
    deliver(row())
    bank.mine.refresh_from_db()
    assert bank.mine.last_effective_on == timezone.localdate() - timedelta(days=1)


def test_a_struck_import_stays_struck(deliver, bank):
    deliver(row())
    ContactLog.objects.update(struck_at=timezone.now(), strike_reason="录错了客户", struck_by=bank.manager)
    deliver(row())
    bank.mine.refresh_from_db()
    assert ContactLog.objects.get().struck_at is not None
    assert bank.mine.last_effective_on is None or not bank.mine.contacts.effective().exists()


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_a_result_that_no_text_may_keep_is_left_out_and_named_masked(deliver, written, word):
    counts, [error] = deliver(row(), row(at="2026-05-05 11:00", result=f"第2次，{written}"))
    assert (numbers(counts), counts.warnings) == ((2, 0, 0, 0), 1)
    line, column, shown, reason, _number = error.split(",")
    assert (line, column) == ("3", "结果") and word in reason
    assert shown.startswith("第2次，") and "*" in shown
    assert written not in error
    assert set(ContactLog.objects.values_list("note", flat=True)) == {"本轮第2次，未办理定期存款", "未办理定期存款"}


def test_a_result_that_names_an_illness_is_left_out_and_the_cell_is_named(deliver):
    counts, [error] = deliver(row(result="第2次，癌症正在化疗"))
    assert (numbers(counts), counts.warnings) == ((1, 0, 0, 0), 1) and "结果" in error and "不记病情" in error
    assert ContactLog.objects.get().note == "未办理定期存款"


def test_bad_rows_go_to_the_error_file(deliver):
    future = timezone.localtime(timezone.now() + timedelta(hours=2)).strftime("%Y-%m-%d %H:%M")
    counts, errors = deliver(row(), row(number="1"), row(at=future), row(at="2026-02-30 10:00"), row(seconds="-3"))
    assert numbers(counts) == (1, 0, 0, 4)
    assert sorted(line.split(",")[1] for line in errors) == sorted(["客户号", "联系时间", "联系时间", "时长秒"])


def test_a_number_of_nobody_is_left_out_and_the_contact_comes_in_and_is_corrected_later(deliver, bank):
    counts, [error] = deliver(row(by="777777"))
    assert (counts.created, counts.warnings) == (1, 1) and "工号不存在" in error
    assert ContactLog.objects.get().by is None
    assert numbers(deliver(row())[0]) == (0, 1, 0, 0)
    assert ContactLog.objects.get().by == bank.backup
    assert numbers(deliver(row(by=""))[0]) == (0, 0, 1, 0)


def test_an_answer_left_out_changes_nothing_of_a_contact_we_have(deliver):
    deliver(row(seconds="60", deposit="是"))
    counts, _errors = deliver(row(seconds="60", deposit="?"))
    assert (numbers(counts), counts.warnings) == ((0, 0, 1, 0), 1)
    assert ContactLog.objects.get().note == "本轮第2次，办理了定期存款"


def test_a_fraction_of_a_day_is_the_same_moment_as_its_text(deliver, bank, tmp_path):
    at = datetime(2026, 11, 19, 10, 0, 59, 999_000)
    take(workbook(tmp_path / "contacts.xlsx", CONTACT_HEADERS, row(at=at, seconds=261)), now=LATER)
    assert timezone.localtime(ContactLog.objects.get().occurred_at).isoformat() == "2026-11-19T10:01:00+08:00"
    path = put(tmp_path, "contacts.csv", table(CONTACT_HEADERS, row(at="2026-11-19 10:01:00")))
    assert numbers(take(path, now=LATER)[0]) == (0, 0, 1, 0)


def test_a_next_step_to_come_is_a_promise_of_who_had_the_talk(tmp_path, bank):
    headers = f"{CONTACT_HEADERS},下一步,下次联系日期"
    rows = [
        (*row(at=f"2026-05-0{n} 10:01", by=by), what, day)
        for n, (by, what, day) in enumerate(
            [
                ("990102", "送利率测算", "2026-12-05"),
                ("", "约来行里", "2026-12-06"),
                ("", "送过年礼单", "2026-05-20"),  # long over: its words stay, and nobody is pressed
                ("", "", "2026-12-07"),
                ("", "回电话", ""),
                ("", "问孩子", "2026-01-01"),
                ("", "他有癫痫，常去看", "2026-12-08"),
            ],
            start=1,
        )
    ]
    for _again in range(2):
        counts, errors = take(put(tmp_path, "contacts.csv", table(headers, *rows)), now=LATER)
        assert counts.warnings == 4 and "有日期就要写明下一步做什么" in str(errors)
    found = Promise.objects.order_by("due_on").values_list("what", "owed_by", "origin", "log__next_step", "due_on")
    assert list(found) == [
        ("送利率测算", bank.backup.pk, "log", "送利率测算", date(2026, 12, 5)),
        ("约来行里", bank.manager.pk, "log", "约来行里", date(2026, 12, 6)),
    ]
    assert ContactLog.objects.filter(next_on=date(2026, 5, 20), next_step="送过年礼单").exists()


def test_the_next_step_of_who_has_left_is_the_managers(tmp_path, bank):
    User.objects.filter(pk=bank.backup.pk).update(is_active=False)
    rows = [(*row(at="2026-05-01 10:01", by="990102"), "送利率测算", "2026-12-05")]
    take(put(tmp_path, "contacts.csv", table(f"{CONTACT_HEADERS},下一步,下一步日期", *rows)), now=LATER)
    assert Promise.objects.get().owed_by == bank.manager and ContactLog.objects.get().by == bank.backup
    User.objects.filter(pk=bank.manager.pk).update(is_active=False)
    rows = [(*row(at="2026-05-02 10:01", by="990102"), "约来行里", "2026-12-06")]
    take(put(tmp_path, "contacts.csv", table(f"{CONTACT_HEADERS},下一步,下一步日期", *rows)), now=LATER)
    assert Promise.objects.get(what="约来行里").owed_by == bank.head
