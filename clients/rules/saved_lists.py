"""What speaks against saving a list."""

from clients.rules.free_texts import free_text_problems
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Problem

MOST = 20  # of one person
LONGEST_NAME = 20


def problems_of(name, asked, others):
    """The problems of a list of this name; `others` are how many of other names its owner has."""
    problems = forbidden_in_text(name, "name") if name else [Problem("name", "请给这组条件起个名字，例如「本月生日」")]
    problems += free_text_problems(name, "name")
    if mask_text(name) != name:
        problems.append(Problem("name", "名字里不写电话、邮箱和号码：早上的邮件会写这个名字"))
    if len(name) > LONGEST_NAME:
        problems.append(Problem("name", f"名字最多 {LONGEST_NAME} 个字，现在 {len(name)} 个"))
    if not asked:
        problems.append(Problem("", "还没有选条件：先选层级、生日或别的条件，再存。查找的文字不能存"))
    if others >= MOST:
        problems.append(Problem("", f"已存满 {MOST} 组，请先删去一组"))
    return problems
