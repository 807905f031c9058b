"""How one talks with somebody who has complained: four steps, then seven where the two do not agree (domain 2.6, edge O10)."""

from words.problems import Problem

FEELINGS = (
    ("停", "先稳住自己，不解释、不打断"),
    ("听", "让客户说完，再用自己的话复述一遍"),
    ("认", "说出客户的感受和事实：「让您等那么久，换我也着急」"),
    ("办", "给一个做得到的下一步和时间，说到做到"),
)
OBJECTIONS = (
    ("确认目标", "先问清客户要的是什么"),
    ("注意氛围", "换个安静的地方坐下说"),
    ("营造安全", "先说清不影响客户办别的事"),
    ("控制情绪", "慢半拍，音量低一点"),
    ("合理表达", "只说事实和能办的"),
    ("倾听动机", "听出客户真正担心的是什么"),
    ("确认行动", "谁、哪天、怎么回话，复述一遍"),
)
STEPS = {str(number): name for number, (name, _hint) in enumerate(FEELINGS + OBJECTIONS, start=1)}
FOUR = len(FEELINGS)


def listed(steps, first=1):
    """[(number, name, hint)] of these steps, for a list with boxes."""
    return [(str(number), name, hint) for number, (name, hint) in enumerate(steps, start=first)]


def walk_problems(ticked: list[str]) -> list[Problem]:
    """Steps are walked in order: none is ticked before the one above it."""
    for number, name in STEPS.items():
        if number not in ticked and (later := [STEPS[step] for step in ticked if int(step) > int(number)]):
            return [Problem("steps", f"请按顺序来：做到了“{name}”，再勾“{later[0]}”")]
    return []


def settling_problems(ticked: list[str], words: str) -> list[Problem]:
    """Why the complaint may not be called done: a step is missing, or what the client says of it."""
    problems = []
    if len(ticked) < FOUR:
        problems.append(Problem("steps", "四步都做到了，这件事才算办完"))
    if not words.strip():
        problems.append(Problem("words", "请写下客户怎么说；客户还没有说满意，就先记下，不算办完"))
    return problems


def walk_note(ticked: list[str]) -> str:
    """The line of the ledger: 「投诉四步：停、听、认、办；七步：确认目标」; '' without a step."""
    walked = [STEPS[step] for step in sorted(ticked, key=int)]
    parts = [f"投诉四步：{'、'.join(walked[:FOUR])}"] if walked else []
    return "；".join([*parts, f"七步：{'、'.join(walked[FOUR:])}"] if walked[FOUR:] else parts)
