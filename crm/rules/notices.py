"""服务经理变更通知: what the bank, never the manager who leaves, writes to a client who changes hands (ORG-R10)."""

from datetime import date

from words.dates import full_date

MAIL = "handover"
SUBJECT = "服务经理变更通知"


def notice_text(*, named: str, starts_on: date, manager: str, number: str, unit: str, phone: str, bank: str) -> str:
    """`named` how the bank calls the client, `phone` '' where the bank has none for all clients."""
    ask = f"如有疑问，请到{unit}" + (f"，或致电本行客服 {phone}" if phone else "") + "。"
    return (
        f"尊敬的{named or '客户'}：\n\n"
        f"因工作调整，自{full_date(starts_on)}起由我行{manager}（工号 {number}）继续为您服务，此前答应您的事一件不变。{ask}\n\n"
        f"本行不会因更换经理向您索要密码、验证码，也不会请您转账。\n\n{bank}{unit}\n"
    )
