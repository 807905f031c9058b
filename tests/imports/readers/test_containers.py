import time
import zipfile

import pytest

from imports.readers.containers import check_container
from tests.imports.samples import BALANCE_HEADERS, REMEDY, archive, png, put, workbook
from words.problems import Refused

WORKBOOK = {"xl/workbook.xml": "<workbook/>", "[Content_Types].xml": "<Types/>"}


def refusal(path, name=None):
    begun = time.process_time()
    with pytest.raises(Refused) as caught:
        check_container(path, name or path.name)
    assert time.process_time() - begun < 2, "refusing must take milliseconds"
    assert REMEDY.search(str(caught.value)), "a reason without a remedy"
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "文件是空的"),
        ("a.csv", b"\xef\xbb\xbf \r\n\r\n", "没有内容"),
        ("a.csv", png(), "图片（PNG）。请换成表格文件"),
        ("a.csv", b"\xff\xd8\xff\xe0" + bytes(50), "图片（JPEG）"),
        ("a.csv", b"BM" + bytes(60), "图片（BMP）"),
        ("a.csv", b"%PDF-1.7\n", "PDF"),
        ("a.csv", b"\x1f\x8b\x08\x00", "gzip）。请先解压"),
        ("a.csv", "客户号".encode() + b"\x00\x01\x02", "二进制"),
        ("a.csv", b"<html><table>", "网页"),
        ("a.csv", b'{"a": 1}', "JSON"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为"),
        ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "加了密码"),
        ("a.xlsm", b"PK\x03\x04", "宏"),
        ("a.exe", b"MZ", "只接受"),
        ("a", b"a,b", "只接受"),
        ("a.xlsx", b"a,b\r\n1,2\r\n", "内容却不是 Excel 工作簿"),
        ("a.csv", b"PK\x03\x04" + bytes(30), "内容却是压缩包"),
        ("a.xlsx", b"PK\x03\x04" + bytes(30), "已损坏"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(tmp_path, name, content, reason):
    assert reason in refusal(put(tmp_path, name, content))


def test_a_header_that_begins_like_a_picture_is_still_a_table(tmp_path):
    assert check_container(put(tmp_path, "a.csv", b"BM,MZ\r\n1,2\r\n"), "a.csv") == "text"


def test_a_file_over_200_mb_is_refused_without_being_read(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(201 * 1024 * 1024)
    assert "超过了 200 MB" in refusal(path)


def test_a_real_workbook_passes(tmp_path):
    path = workbook(tmp_path / "a.xlsx", BALANCE_HEADERS, ("1", "2026-11-20", "活期", 1, 1))
    assert check_container(path, "a.xlsx") == "xlsx"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    path = archive(tmp_path / "bomb.xlsx", WORKBOOK | {"xl/worksheets/sheet1.xml": bytes(60_000_000)})
    assert path.stat().st_size < 100_000
    assert "解压后过大" in refusal(path)


def test_too_many_members_are_refused(tmp_path):
    path = archive(tmp_path / "many.xlsx", WORKBOOK | {f"xl/media/{n}": "x" for n in range(250)})
    assert "解压后过大" in refusal(path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "a\\b", "C:x"])
def test_tricks_with_paths_are_refused(tmp_path, name):
    path = archive(tmp_path / "trick.xlsx", WORKBOOK | {name.replace("\\", "?"): "x"})
    path.write_bytes(path.read_bytes().replace(b"a?b", b"a\\b"))
    assert "路径不正常" in refusal(path)


def test_a_link_inside_is_refused(tmp_path):
    path = tmp_path / "link.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert "路径不正常" in refusal(path)


def test_macros_in_an_xlsx_are_refused(tmp_path):
    assert "宏" in refusal(archive(tmp_path / "m.xlsx", WORKBOOK | {"xl/vbaProject.bin": "x"}))


def test_another_zip_named_xlsx_is_refused(tmp_path):
    assert "不是 Excel 工作簿" in refusal(archive(tmp_path / "z.xlsx", {"readme.txt": "hi"}))


def test_an_encrypted_member_is_refused(tmp_path):
    path = archive(tmp_path / "e.xlsx", WORKBOOK, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert "加了密码" in refusal(path)
