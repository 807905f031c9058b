import csv

import pytest

from imports.readers.reports import Report, guarded


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-5", "@x", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠x", "  =1", "\u3000＝1"]
)
def test_no_cell_is_taken_for_a_formula(text):
    assert guarded(text) == f"'{text}"


def test_plain_cells_stay_as_they_are():
    assert [guarded(text) for text in ("活期", "12.5", "", "a=b")] == ["活期", "12.5", "", "a=b"]


def test_the_error_file_is_masked_and_opens_in_excel(tmp_path):
    report = Report(tmp_path / "errors.csv", "clients")
    report.add(7, "id_no", "990012196603190010", "校验位不对")
    report.add(8, "phone", "10066496171x", "手机号不对", "77000008")
    report.add(9, "name", "袁丽华", "重复", "=77000009")
    report.add(9, "email", "zhang@xx.com", "不对")
    report.add(10, None, "", "列数不对")
    report.close()
    raw = (tmp_path / "errors.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert rows[0] == ["行号", "列", "原值（脱敏）", "原因", "客户号"]
    assert [[*row[:3], row[4]] for row in rows[1:]] == [
        ["7", "证件号码", "9****************0", ""],
        ["8", "手机号", "**********1x", "77000008"],
        ["9", "姓名", "袁*华", "'=77000009"],
        ["9", "邮箱", "z***@xx.com", ""],
        ["10", "整行", "", ""],
    ]


def test_without_a_problem_there_is_no_file(tmp_path):
    report = Report(tmp_path / "errors.csv", "clients")
    report.close()
    assert not report.path.exists()
