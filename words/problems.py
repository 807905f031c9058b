"""Why something is refused, in words a person can act on. One way to say it in the whole house."""

from collections.abc import Iterable
from dataclasses import dataclass

STOP = "。"


@dataclass(frozen=True)
class Problem:
    """`field` is the form field (English; "" for the whole form), `message` the Chinese sentence shown beside it."""

    field: str
    message: str

    @property
    def sentence(self) -> str:
        return self.message.removesuffix(STOP) + STOP


class Refused(Exception):
    """Not done: nothing was changed. `problems`, one by one, are what to correct; str() says all of them at once.

    Takes a sentence, a Problem or several Problems; a full stop at the end of a sentence may be left out.
    """

    def __init__(self, problems: str | Problem | Iterable[Problem]):
        if isinstance(problems, str):
            problems = Problem("", problems)
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("；".join(problem.message.removesuffix(STOP) for problem in self.problems) + STOP)


class Moved(Refused):
    """Somebody else, or the same person in another window, was quicker; `current` is the row as it is now."""

    def __init__(self, problems: str | Problem | Iterable[Problem], *, current):
        super().__init__(problems)
        self.current = current
