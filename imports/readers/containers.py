"""What kind of file this is, by its content (S18). Refuses in milliseconds what is no table, before anything is parsed."""

from pathlib import PurePath

from imports.readers.archives import check_archive
from imports.readers.problems import EXPORT_AGAIN, SAVE_AS, TAKE_A_TABLE, UNPACK
from words.problems import Refused

MOST_BYTES = 200 * 1024 * 1024
TEXT_SUFFIXES = (".csv", ".txt", ".tsv")
SUFFIXES = (*TEXT_SUFFIXES, ".xlsx")
HEAD = 4096
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NO_TABLES = {
    b"\x89PNG": "图片（PNG）",
    b"\xff\xd8\xff": "图片（JPEG）",
    b"GIF8": "图片（GIF）",
    b"BM": "图片（BMP）",
    b"RIFF": "音像文件",
    b"II*\x00": "图片（TIFF）",
    b"MM\x00*": "图片（TIFF）",
    b"%PDF": "PDF 文档",
    b"{\\rtf": "Word 文档",
    b"\x7fELF": "程序",
    b"MZ": "程序",
    b"SQLite format 3": "数据库",
}
PACKED = {b"\x1f\x8b": "压缩文件（gzip）", b"Rar!": "压缩文件（RAR）", b"7z\xbc\xaf": "压缩文件（7z）"}
EMPTY = f"文件是空的。{EXPORT_AGAIN}"


def check_container(path, filename):
    """'xlsx' or 'text'. Raises Refused with the reason; `filename` is the name the file came with."""
    suffix = PurePath(filename).suffix.lower()
    _check_name(suffix)
    size = path.stat().st_size
    if size == 0:
        raise Refused(EMPTY)
    if size > MOST_BYTES:
        raise Refused(f"文件有 {size / 1024 / 1024:.0f} MB，超过了 200 MB。请分成几个文件，再导入。")
    with path.open("rb") as file:
        head = file.read(HEAD)
    _check_head(head)
    is_zip = head.startswith(ZIP)
    if is_zip != (suffix == ".xlsx"):
        content = "是压缩包或 Excel 工作簿。压缩包请先解压；工作簿" if is_zip else "不是 Excel 工作簿。"
        raise Refused(f"扩展名是 {suffix}，内容却{content}{SAVE_AS}")
    if is_zip:
        check_archive(path)
        return "xlsx"
    return "text"


def _check_name(suffix):
    if suffix in (".xlsm", ".xltm", ".xlsb", ".xlam"):
        raise Refused(f"不接受可以带宏的文件。{SAVE_AS}")
    if suffix == ".xls":
        raise Refused(f"这是旧版 Excel 文件（.xls）。{SAVE_AS}")
    if suffix not in SUFFIXES:
        raise Refused(f"只接受 .csv、.txt、.tsv 和 .xlsx 文件。{TAKE_A_TABLE}")


def _check_head(head):
    if head.startswith(OLD_EXCEL):
        raise Refused(f"这是旧版 Excel（.xls）或加了密码的文件。有密码请先取消；{SAVE_AS}")
    for magic, what in {**NO_TABLES, **PACKED}.items():
        # Two letters alone may begin a header; a picture or a program has zero bytes close behind.
        if head.startswith(magic) and (len(magic) > 2 or b"\x00" in head[:64]):
            raise Refused(f"这不是表格，而是{what}。{UNPACK if magic in PACKED else TAKE_A_TABLE}")
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<script")):
        raise Refused(f"这不是表格，而是网页或 XML。{TAKE_A_TABLE}")
    if start.startswith((b"{", b"[")):
        raise Refused(f"这不是表格，而是 JSON。{TAKE_A_TABLE}")
    # A zero byte in one cell makes a bad row, not a bad file.
    body = head.rstrip(b"\x00\x1a\r\n ")  # what fills the last block of a file
    zeros = b"\x00" in body.partition(b"\n")[0] or body.count(0) > len(body) // 50
    if zeros and not head.startswith((*ZIP, *UTF16)):
        raise Refused(f"这不是表格：文件里有二进制内容。{TAKE_A_TABLE}")
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x1a\x00"):
        raise Refused(f"文件里没有内容。{EXPORT_AGAIN}")
