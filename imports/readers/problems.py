"""What an import says no to, in words a person can act on: the reason, then what to do."""

SAVE_AS = "请在 Excel 里另存为 .xlsx 或 CSV，再导入。"
TAKE_A_TABLE = "请换成表格文件：在 Excel 里另存为 .xlsx 或 CSV，再导入。"
UNPACK = "请先解压，把里面的 .xlsx 或 CSV 文件逐个导入。"
EXPORT_AGAIN = "请从核心系统重新导出有数据的文件，再导入。"


class BadValue(Exception):
    """One cell is refused; the text becomes the reason in the error file."""


class Unreadable(str):
    """A cell that lost its value before it came here; the text is what is left of it, `reason` goes to the error file."""

    reason: str

    def __new__(cls, text, reason):
        cell = super().__new__(cls, text)
        cell.reason = reason
        return cell
