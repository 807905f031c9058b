"""A new kind of bank file is one entry in the dict at the roof beside its own importer: nothing else names it."""

from pathlib import Path

import pytest

from crm.files import FILES
from imports.actions.files import enter_local, preview
from imports.actions.running import run_import
from imports.importers.importer import Importer
from imports.models import ImportJob
from imports.readers import dates, values
from staff.models import CalendarDay
from tests.mail import NOW
from words.problems import Refused


class HolidayImporter(Importer):
    label = "假日"
    columns = {"day": "日期 day", "name": "假日名称 name", "source": "出处 source"}
    required = ("day", "name")
    not_kept = "备注 remark"

    def convert(self, line, cells):
        return cells.take("day", dates.day), cells.take("name", values.words(20))

    def apply(self, chunk):
        for _line, (day, name) in chunk:
            CalendarDay.objects.create(date=day, name=name, is_workday=False)
        self.tally(chunk, created=len(chunk), updated=0)


KINDS = FILES | {"holidays": HolidayImporter}


@pytest.fixture(autouse=True)
def kinds(settings):
    settings.FILE_KINDS = f"{__name__}.KINDS"


def entered(tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return enter_local(path)


def test_it_is_recognised_by_its_columns_and_taken_in(db, tmp_path):
    job = entered(tmp_path, "日期,假日名称,备注\n2027-02-06,春节,放假\n2027-02-30,元宵,\n")
    assert (job.kind, job.get_kind_display()) == ("holidays", "假日")
    assert preview(job)["headers"] == ["日期", "假日名称"]
    counts = run_import(job, now=NOW)
    assert (counts.created, counts.failed) == (1, 1)
    job = ImportJob.objects.get()
    assert job.message == "不保存的列：备注。"
    assert "3,日期,2027-02-30" in Path(job.error_path).read_text(encoding="utf-8-sig")


def test_what_is_missing_and_what_there_is_are_said_in_its_words(db, tmp_path):
    with pytest.raises(Refused, match="这像是假日文件，但缺少这些列：假日名称。"):
        entered(tmp_path, "日期,出处\n2027-02-06,国务院\n")
    with pytest.raises(Refused, match="假日文件要有 日期、假日名称"):
        entered(tmp_path, "甲,乙\n1,2\n")


def test_the_page_names_it(bank, login):
    page = login(bank.head_office).get("/imports/").content.decode()
    assert "余额 → 持有产品 → 风险测评 → 联系记录 → " in page and "→ 假日" in page and "或假日，CSV" in page
