"""A cell as it came → the text that was meant, or why it cannot be read: marks and error words that Excel leaves in cells."""

import re

from imports.readers.problems import Unreadable

ONLY_15 = "Excel 只保留 15 位数字，请把这一列存成文本"
SCIENTIFIC = f"数字被写成了科学计数法，后面的位数可能已经丢失：{ONLY_15}"
NO_RESULT = "#公式没有结果"
REASONS = {NO_RESULT: "公式没有算出结果，请在 Excel 里打开并保存，或改成数值"}
ERROR = "这是 Excel 的错误值，请改正这个单元格"
DITTO = "这里写的是“同上”，请写出实际内容"

# What a row must hold before its cells are looked at one by one.
ODD = re.compile("[#＃'’‘＇`′‵´=＝\"“”″〃々]|[0-9][eE][+0-9]|Err:|错误[:：]|!|同[上前]")
ERROR_WORD = re.compile(
    r"[#＃](?:N/?A(?: N/A)?|N/?V|(?:[A-Z][A-Z0-9/_]*|[\u4e00-\u9fff]{2,4})[!?！？]|GETTING_DATA|REF|VALUE|NAME|NUM|NULL|DIV/0|SPILL|[#＃]+)"
    r"|(?:REF|VALUE|NUM|DIV/0)[!！]|(?:Err|错误)[:：]\d{3}",
    re.IGNORECASE,
)
SCIENTIFIC_NUMBER = re.compile(r"[+-]?\d(?:[.,]\d+)?E\+\d+|[+-]?\d[.,]\d+E\d+", re.IGNORECASE)
DITTO_WORD = re.compile('同上行?|同前|[〃″々"”]')
# ="0123", =T("0123"), '0123, "0123" and 0123': a spreadsheet's or a program's "this is text"
AS_TEXT = re.compile(
    r"[=＝]\s*(?:T?\()?(?:\"+([^\"]*)\"+|“(.*)”|'(.*)')\)?(?:&\"\")?"
    r"|\"+([^\"]+)\"+|“([^“”]+)”|['‘’`＇′‵´]+(.*?)['‘’`＇′‵´]?|([\w.@+-]{4,})['‘’`＇′‵´]+",
    re.DOTALL,
)


def cleaned(cells):
    """The cells of one row."""
    return [meant(cell) for cell in cells] if ODD.search("\n".join(cells)) else cells


def meant(cell):
    if not cell or isinstance(cell, Unreadable):
        return cell
    text = cell.strip()
    if DITTO_WORD.fullmatch(text):
        return Unreadable(text, DITTO)
    while found := AS_TEXT.fullmatch(text):
        text = cell = found[found.lastindex].strip()
    if text in REASONS:
        return Unreadable("", REASONS[text])
    if ERROR_WORD.fullmatch(text):
        return Unreadable(text, ERROR)
    return Unreadable(text, SCIENTIFIC) if SCIENTIFIC_NUMBER.fullmatch(text) else cell
