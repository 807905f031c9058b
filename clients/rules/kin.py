"""Who may not look after whom (ORG-R7), and what may be declared."""

from words.problems import Problem

MOST = 30  # clients whom one person declares; more is no family
AVOIDS = "与这位客户有回避关系，请换一位"


def number_problems(client_no: str, id_no: str, paper_problem: str) -> list[Problem]:
    """What is wrong with the numbers by which somebody declares."""
    if not client_no and not id_no:
        return [Problem("client_no", "请写客户号或证件号码，写一样就可以")]
    return [Problem("id_no", paper_problem)] if paper_problem else []
