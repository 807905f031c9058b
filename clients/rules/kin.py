"""Who may not look after whom (ORG-R7), and what may be declared."""

import re

from words.problems import Problem
from words.secrets import secrets_in

MOST = 30  # clients whom one person declares; more is no family
AVOIDS = "与这位客户有回避关系，请换一位"

CLIENT_NO = re.compile("[0-9A-Za-z]{1,20}")


def client_no_problem(client_no: str) -> str:
    """Why it is no client number; one is kept as it is, so what may be kept only as a digest is none (H1)."""
    if not CLIENT_NO.fullmatch(client_no):
        return "客户号应为 1–20 位数字或字母"
    return "这是证件号码或银行卡号，不是客户号；证件号码请写在「证件号码」里" if secrets_in(client_no) else ""


def number_problems(client_no: str, id_no: str, paper_problem: str) -> list[Problem]:
    """What is wrong with the numbers by which somebody declares."""
    if not client_no and not id_no:
        return [Problem("client_no", "请写客户号或证件号码，写一样就可以")]
    said = {"client_no": client_no and client_no_problem(client_no), "id_no": paper_problem}
    return [Problem(field, message) for field, message in said.items() if message]
