"""What an import says no to, in words a person can act on: the reason, then what to do."""

SAVE_AS = "请在 Excel 里另存为 .xlsx 或 CSV，再导入。"
TAKE_A_TABLE = "请换成表格文件：在 Excel 里另存为 .xlsx 或 CSV，再导入。"
UNPACK = "请先解压，把里面的 .xlsx 或 CSV 文件逐个导入。"
BROKEN = f"这个 .xlsx 文件已损坏。{SAVE_AS}"
TOO_WIDE = "工作表超过 60 列或 20 万行。请删去多余的列和空行；行数确实更多时请另存为 CSV，再导入。"
TOO_HARD = "这个工作表读不下去：内容太多（例如超过 60 列或 20 万行），或者内部格式不正常。请只留要导入的工作表和列，另存为 CSV，再导入。"
MUCH_TEXT = "这个工作表里的文字太多，不像正常的表格。请只留要导入的列，另存为 CSV，再导入。"
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
