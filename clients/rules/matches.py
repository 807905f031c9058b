"""Whether an account that came with a file may be of somebody who was looked after without one (LEAD-R3)."""

from collections.abc import Iterable

WHY = {"id": "证件相同", "phone": "手机相同", "name": "同一机构、同名"}  # the surest first


def marks_of(unit: int, name: str, phone: str, id_hash: str) -> list[tuple]:
    """By what he may be told again; no mark where nothing is known."""
    found = [("id", id_hash)] * bool(id_hash) + [("phone", phone)] * bool(phone)
    return [*found, ("name", unit, name)]


def matched(leads: dict[tuple, list[int]], accounts: dict[int, list[tuple]]) -> dict[tuple[int, int], str]:
    """{(lead, account): the surest mark that they share}; `leads` {mark: ids}, `accounts` {id: marks}."""
    found = {}
    for account, marks in accounts.items():
        for mark in marks:
            for lead in leads.get(mark, ()):
                found.setdefault((lead, account), mark[0])
    return found


def words_of(marks: Iterable[tuple], others: Iterable[tuple]) -> str:
    """「手机相同；同一机构、同名」."""
    shared = {mark[0] for mark in marks} & {mark[0] for mark in others if mark in set(marks)}
    return "；".join(words for mark, words in WHY.items() if mark in shared)
