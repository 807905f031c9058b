"""Cells that say something about a client: what may stand in no text about him is left out, and the cell is named (H4)."""

from clients.rules.free_texts import free_text_problems
from imports.readers.problems import BadValue


def about_client(parse):
    """The parser, refusing in the words of the pages."""

    def judged(text):
        value = parse(text)
        if problems := free_text_problems(value, ""):
            raise BadValue("；".join(problem.message for problem in problems))
        return value

    return judged
