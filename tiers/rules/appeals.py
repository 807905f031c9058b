"""A client asks a person to look at his tier again (复核, H5): what may be asked, and what he may be answered."""

from clients.rules.requests import DECISION_LEAST, words_problems
from tiers.rules.client_words import staff_word_problems
from words.problems import Problem


def appeal_problems(tier: str, words: str) -> list[Problem]:
    """Why nothing can be reviewed, or too little was said of what the client thinks."""
    return words_problems(words) if tier else [Problem("words", "客户还没有评定层级，没有可以复核的")]


def answer_problems(words: str) -> list[Problem]:
    """The client hears the answer, whatever it is: it says why, and in no word of the staff's."""
    if len("".join(words.split())) < DECISION_LEAST:
        return [Problem("decision", f"请写明答复客户的话，至少 {DECISION_LEAST} 个字")]
    return staff_word_problems({"decision": words})
