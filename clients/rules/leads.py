"""未开户: people whom we look after before they have an account (LEAD-R1)."""

NUMBER = "W"  # our own numbers begin with it, and no number of the bank does
OF_OURS = f"{NUMBER} 开头的编号是本系统给未开户的人用的，银行文件里不能用"


def is_ours(number: str) -> bool:
    return number[:1].upper() == NUMBER
