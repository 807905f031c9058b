from decimal import Decimal

import pytest

from clients.models import BalanceSnapshot, Client
from imports.readers import values
from imports.readers.problems import BadValue


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234,567.5", "1234567.50"),
        ("-12", "-12.00"),
        ("(12.3)", "-12.30"),
        ("¥5元", "5.00"),
        ("１２．５", "12.50"),
        ("0.005", "0.01"),
        ("+3", "3.00"),
        ("1,234.50-", "-1234.50"),
        ("1234.50－", "-1234.50"),
        ("−1234.50", "-1234.50"),
        ("–1,234.50", "-1234.50"),
        ("（1,234.50）", "-1234.50"),
        ("(¥1,234.50)", "-1234.50"),
        ("-¥1,234.50", "-1234.50"),
        ("￥-1,234.50", "-1234.50"),
        ("1234.50DR", "-1234.50"),
        ("1234.50 借", "-1234.50"),
        ("1234.50贷", "1234.50"),
        ("1234.50+", "1234.50"),
        ("RMB 1,234.50", "1234.50"),
        ("CNY1234.50", "1234.50"),
        ("人民币1234.50元整", "1234.50"),
        ("1234.50 元", "1234.50"),
        ("0000001234.50", "1234.50"),
        (".5", "0.50"),
        ("-.5", "-0.50"),
        ("5.", "5.00"),
        ("1,234.50 -", "-1234.50"),
        ("- 1,234.50", "-1234.50"),
        ("(1,234.50)元", "-1234.50"),
        ("借1234.50", "-1234.50"),
        ("--", "0.00"),
        ("0.00-", "0.00"),
        ("-", "0.00"),
        ("－", "0.00"),
        (" -   ", "0.00"),
        ("¥ -", "0.00"),
        ("¥ (1,234.50)", "-1234.50"),
        ("¥(1,234.50)", "-1234.50"),
        ("负1,234.50", "-1234.50"),
        ("借方1,234.50", "-1234.50"),
        ("1,234.50（借）", "-1234.50"),
        ("贷方 1,234.50", "1234.50"),
        ("2.91038E-11", "0.00"),
        ("-1.45519152283669E-11", "0.00"),
        ("零", "0.00"),
    ],
)
def test_amounts(text, amount):
    assert values.amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "12,34",
        "1e9",
        "十万",
        "1.2.3",
        "NaN",
        "Infinity",
        "",
        "9" * 17,
        "9" * 16 + ".995",
        "9" * 40,
        "--5",
        "1 000",
        "-5-",
        "(-5)",
        "5CR",
        "NULL",
        "(5",
        "5)",
        "元",
        ".",
        "5²",
        "①5",
        "(¥(5)",
        "负(5)",
        "12.35万",
    ],
)
def test_amounts_that_are_none(text):
    with pytest.raises(BadValue):
        values.amount(text)


@pytest.mark.parametrize(("text", "number"), [("261", 261), ("0", 0), ("", None), ("261.0", 261)])
def test_seconds(text, number):
    assert values.seconds(text) == number


@pytest.mark.parametrize("text", ["-1", "86401", "一分钟", "1.5", "9" * 400])
def test_seconds_that_are_none(text):
    with pytest.raises(BadValue):
        values.seconds(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("00:04:21", 261),
        ("4分21秒", 261),
        ("4:21", 261),
        ("261秒", 261),
        ("199.9999999", 200),
        ("-", None),
        ("4 分 21 秒", 261),
        ("261 秒", 261),
        ("4'21\"", 261),
        ("4′21″", 261),
        ("4min21s", 261),
        ("1h2m3s", 3723),
    ],
)
def test_seconds_as_clocks_show_them(text, number):
    assert values.seconds(text) == number


YES = [
    "是",
    "Y",
    "yes",
    "1",
    "true",
    "有",
    "√",
    "✓",
    "✔",
    "同意",
    "对",
    "T",
    "已同意",
    "✔\ufe0f",
    "同意。",
    "接受",
    "同意接收",
    "同意√",
    "√同意",
    "(√)",
    "[√]",
    "1-是",
    "Y-是",
    "是(Y)",
    "√是",
]
NO = [
    "否",
    "N",
    "no",
    "0",
    "false",
    "无",
    "没有",
    "×",
    "✗",
    "✘",
    "不同意",
    "F",
    "拒绝",
    "未同意",
    "不接受",
    "已撤回",
    "谢绝",
    "拒绝接收",
    "不需要",
    "不要",
    "不接收",
    "已拒绝",
    "勿扰",
    "已撤销",
    "╳",
    "х",
    "0-否",
    "2-否",
    "否(N)",
    "×不同意",
    "退订",
]


def test_yes_no_and_nothing():
    assert {values.yes_or_no(text) for text in YES} == {True}
    assert {values.yes_or_no(text) for text in NO} == {False}
    assert {values.yes_or_no(text) for text in ("", "NULL", "-", "未知", "N/A")} == {None}
    for text in (
        "也许",
        "□",
        "?",
        "-1",
        "是/否",
        "是-否",
        "□同意☑不同意",
        "☑同意□不同意",
        "√×",
        "同意?",
        "不是不同意",
        "YN",
    ):
        with pytest.raises(BadValue):
            values.yes_or_no(text)


NULLS = [
    "NULL", "null", r"\N", "(null)", "<null>", "N/A", "n/a", "nan", "NaN", "None", "-", "--", "－", "—", "/",
    "无", "空", "未知", "　", "<NA>", "（空）", "---", "——", "Null", "NIL", "空值", "无手机",
    "N.A", "[NULL]", "【无】", "无。", "-无-", "***", "…", "...", "#", "\\", "未登记", "未预留", "不适用", "待定", "未留电话",
]  # fmt: skip


@pytest.mark.parametrize("text", NULLS)
def test_words_for_nothing(text):
    assert values.optional_code(text) == "" and values.words(30)(text) == "" and values.optional_amount("") is None
    with pytest.raises(BadValue, match="不能为空"):
        values.code(text)


def test_what_is_a_word_in_its_own_column_is_kept():
    kept = values.one_of(Client.Celebrates, default="")
    assert (kept("none"), kept("None"), kept("不过")) == ("none", "", "none")
    assert values.words(30, values.MACHINE_NOTHING)("无") == "无"


def test_a_bad_cell_refuses_its_row_only_where_it_identifies_it():
    cells = values.Cells({"client_no": "?", "consent": "?"}, {"client_no"})
    assert (cells.take("client_no", values.code), cells.take("consent", values.yes_or_no)) == (None, None)
    assert [field for field, _text, _reason in cells.problems] == ["client_no"]
    assert cells.remarks == [("consent", "?", "这一格没有导入，应为 是 或 否")]


def test_a_choice_by_word_or_code():
    product = values.one_of(BalanceSnapshot.ProductClass, also={"定期存款": "time"})
    assert [product(text) for text in ("活期", "DEMAND", "定期存款")] == ["demand", "demand", "time"]
    with pytest.raises(BadValue, match="应为：活期、定期"):
        product("股票")


@pytest.mark.parametrize("text", ["a\x00b", "\u202eabc", "坏\ufffd字", "x" * 31])
def test_text_that_cannot_be_kept(text):
    with pytest.raises(BadValue):
        values.words(30)(text)


def test_four_byte_characters_are_kept():
    assert values.words(30)("𠮷野") == "𠮷野"


def test_a_number_that_a_program_took_for_a_decimal():
    assert values.code("10000007.0") == values.code("10000007.00") == "10000007"
    with pytest.raises(BadValue, match="15 位"):
        values.code("6228480402564890112.0")


def test_words_stand_in_one_line():
    assert values.words(30)("教\n师") == values.words(30)(" 教 \r\n 师") == "教 师"


def test_a_code_before_a_word_is_dropped():
    status = values.one_of(Client.Status, default="")
    assert (status("1-已故"), status("01 正常"), status("2：限制")) == ("deceased", "active", "restricted")
