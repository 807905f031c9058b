"""May this be written into the ledger? (domain 4.1)"""

from datetime import timedelta

from clients.enums import Outcome, Reached
from words.problems import Problem

ENOUGH = 10  # characters of what the client said, when he was spoken to
LATEST = timedelta(days=31)  # a contact may be logged this long after it happened
FARTHEST = timedelta(days=366)


def entry_problems(*, occurred_at, now, today, reached, outcome, note, next_step, next_on, has_promise=False):
    """Every reason to refuse the entry, as a list of Problem; empty if it may be written. A promise is a next step."""
    problems = []
    if occurred_at and occurred_at > now:
        problems.append(Problem("occurred_at", "联系时间不能晚于现在。"))
    if occurred_at and occurred_at < now - LATEST:
        problems.append(Problem("occurred_at", "只能补记最近 31 天的联系；更早的请由网点负责人处理。"))
    if reached == Reached.CLIENT and len(note.strip()) < ENOUGH:
        problems.append(Problem("note", f"请写下客户说了什么，至少 {ENOUGH} 个字（现在 {len(note.strip())} 个）。"))
    if next_on and next_on < today:
        problems.append(Problem("next_on", "下一步日期不能早于今天。"))
    if next_on and next_on > today + FARTHEST:
        problems.append(Problem("next_on", "下一步日期请安排在一年以内。"))
    if next_on and not next_step.strip():
        problems.append(Problem("next_step", "有日期就请写明下一步做什么。"))
    if next_step.strip() and not next_on:
        problems.append(Problem("next_on", "请给下一步定一个日期。"))
    has_step = has_promise or next_on or next_step.strip()
    if reached == Reached.CLIENT and outcome not in (Outcome.DECLINED, Outcome.COMPLAINT, "") and not has_step:
        problems.append(Problem("next_step", "请约定下一步；客户拒绝联系时结果请选「拒绝」。"))
    return problems
