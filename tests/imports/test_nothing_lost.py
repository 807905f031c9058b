"""Whatever stands in the cells, each row of a file is taken in or named, and no identity number is shown."""

import random

import pytest

from tests.imports.samples import BALANCE_HEADERS, CLIENT_HEADERS, CONTACT_HEADERS, id_no, put, table, take

pytestmark = pytest.mark.django_db
ROWS = 60
CELLS = (
    "", " ", "NULL", r"\N", "-", "无", "'123", '="123"', "?", "王？", "#N/A", "2015-06-01T00:00:00Z", "01/06/2015", "2015-6-1",
    "1,234.50-", "(12)", "12CR", "0571-88880000转8001", "10066490001/10066490002", "a@b", "a＠b.cn", "√", "同意", "不同意", "是",
    "男", "E12345678", "990012660319001", "10000007", "77000001", "9901", "990101", "手机", "活期", "农历", "一" * 300, "\ufffd", "é\u200b",
    "2026-11-20 10:01", "999999999999999999", "周三", "支行", "客户经理", "销户", id_no(),
)  # fmt: skip
FILES = {
    "clients": (CLIENT_HEADERS + ",类型,状态,证件类型", {"客户号": "{n}", "姓名": "张一", "管户机构": "9901"}),
    "balances": (BALANCE_HEADERS, {"客户号": "77000001", "数据日期": "2025-01-{day}", "产品类别": "活期", "余额": "1"}),
    "holdings": (
        "客户号,产品名称,金额,到期日,产品大类,产品代码,账号,起息日,状态",
        {"客户号": "77000001", "产品名称": "定期", "金额": "{n}", "到期日": "2026-12-05", "账号": "8{n}"},
    ),
    "risk": (
        "客户号,风险等级,测评日期",
        {"客户号": "77000001", "风险等级": "C3", "测评日期": "2024-01-{day}"},
    ),
    "contacts": (CONTACT_HEADERS, {"客户号": "77000001", "联系时间": "2026-05-05 10:{day}", "联系方式": "手机"}),
    "staff": (
        "工号,姓名,岗位,机构号,邮箱,客户维护日",
        {"工号": "8{n}", "姓名": "张一", "岗位": "客户经理", "机构号": "9901"},
    ),
    "facts": ("客户号,内容,类别,话题,来源,得知日期,有效至", {"客户号": "77000001", "内容": "第{n}件", "类别": "服务"}),
    "tags": ("客户号,标签", {"客户号": "77000001", "标签": "标签{n}"}),
    "promises": (
        "客户号,谁答应,答应的事,期限,状态,结果说明,登记日期,了结日期,经办人工号",
        {"客户号": "77000001", "谁答应": "我们", "答应的事": "第{n}件", "期限": "2026-11-{day}"},
    ),
    "org": ("机构号,名称,级别,上级机构", {"机构号": "99{n}", "名称": "网点", "级别": "网点", "上级机构": "9901"}),
}


def rows_of(headers, good, chance):
    """Rows whose identifying cells are good in most, so that every way through the importer is walked."""
    for number in range(1000, 1000 + ROWS):
        about = {"n": number, "day": f"{number % 28 + 1:02}"}
        yield [
            good[header].format(**about) if header in good and chance.random() < 0.9 else chance.choice(CELLS)
            for header in headers.split(",")
        ]


@pytest.mark.parametrize("kind", FILES)
def test_rows_in_are_rows_taken_and_rows_named(tmp_path, bank, kind):
    headers, good = FILES[kind]
    rows = [
        ["" if cell == "é" else f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row]
        for row in rows_of(headers, good, random.Random(7))
    ]
    counts, lines = take(put(tmp_path, f"{kind}.csv", table(headers, *rows)))
    named = {line.split(",")[0] for line in lines if "该行已导入" not in line}
    mentioned = {line.split(",")[0] for line in lines if "该行已导入" in line}
    assert counts.total == ROWS == counts.created + counts.updated + counts.unchanged + counts.failed
    assert (len(named), len(mentioned)) == (counts.failed, counts.warnings) and not named & mentioned
    assert (
        counts.created or counts.updated or kind == "tags"
    ) and counts.failed  # a tag that nobody has decided about writes nothing
    assert id_no() not in "".join(lines)
