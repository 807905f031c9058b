"""Files for the tests of imports, made on the spot."""

import io
import re
import zipfile
from pathlib import Path

import xlsxwriter
from django.utils import timezone

from imports.actions.files import enter_local
from imports.actions.running import run_import
from words.identifiers import ID_CHECK, ID_WEIGHTS

CLIENT_HEADERS = (
    "客户号,姓名,证件号码,出生日期,手机号,职业,信用违约,管户机构,管户经理工号,开户日期,邮箱,问候同意,过生日"
)
BALANCE_HEADERS = "客户号,数据日期,产品类别,余额,年日均"
REMEDY = re.compile("(再|逐个)导入")  # every refusal of a file says after its reason what to do
CONTACT_HEADERS = "客户号,联系时间,联系方式,时长秒,结果,办理定期存款,经办人工号"


def id_no(birth="19660319", serial=1):
    body = f"990012{birth}{serial:03}"
    return body + ID_CHECK[sum(int(d) * w for d, w in zip(body, ID_WEIGHTS, strict=True)) % 11]


def client_row(
    number="10000007", name="袁丽华", *, birth="1966-03-19", id_no=None, phone="10066496171", manager="990101", **cells
):
    """A good row of clients.csv; name what the test is about."""
    number_of_id = globals()["id_no"](birth.replace("-", "")) if id_no is None else id_no
    cells = {
        "job": "退休",
        "default": "否",
        "unit": "9901",
        "opened": "2013-03-02",
        "email": "",
        "consent": "是",
        "kept": "农历",
    } | cells
    who = (number, name, number_of_id, birth, phone, cells["job"], cells["default"])
    return (*who, cells["unit"], manager, cells["opened"], cells["email"], cells["consent"], cells["kept"])


def table(headers, *rows, separator=","):
    lines = [headers.replace(",", separator), *(separator.join(map(str, row)) for row in rows)]
    return "\r\n".join(lines) + "\r\n"


def put(folder, name, content, encoding="utf-8-sig"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def take(path, now=None):
    """Imports the file as the command line does; returns (counts, the error file's lines)."""
    job = enter_local(path)
    counts = run_import(job, now=now or timezone.now())
    job.refresh_from_db()
    lines = Path(job.error_path).read_text("utf-8-sig").splitlines()[1:] if job.error_path else []
    return counts, lines


def workbook(path, headers, *rows):
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, headers.split(","))
    for place, row in enumerate(rows, 1):
        sheet.write_row(place, 0, row)
    book.close()
    return path


def archive(path, members, compression=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", compression) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"
BOOK = {
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>"
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>"
    ),
}


def sheet(*rows, after=""):
    """The XML of a worksheet; a row is the XML of its cells, or a list of texts."""
    rows = [row if isinstance(row, str) else "".join(map(text_cell, row)) for row in rows]
    data = "".join(f"<row>{row}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}" xmlns:x="{main}"><sheetData>{data}</sheetData>{after}</worksheet>'


def text_cell(text):
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def raw_workbook(path, xml, **members):
    """An .xlsx whose only worksheet is this XML."""
    return archive(path, BOOK | {SHEET: xml} | members)


def numbers(counts):
    return counts.created, counts.updated, counts.unchanged, counts.failed


def png():
    return b"\x89PNG\r\n\x1a\n" + bytes(100)


def utf8(text):
    return io.BytesIO(text.encode("utf-8-sig"))
