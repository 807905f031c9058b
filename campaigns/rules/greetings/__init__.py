"""A greeting for one person: drafting it, spreading the work, and refusing what is not personal (domain 6.3, edge O1)."""

from campaigns.rules.greetings.checks import Addressee, Fact, Sent, problems_with
from campaigns.rules.greetings.clues import Agreed, Clue, Known, Talk, clues_of, facts_for_draft, lunar_words
from campaigns.rules.greetings.drafts import (
    GreetingCandidate,
    Phrase,
    Rest,
    Spread,
    draft_text,
    library_for,
    salutation_of,
    spread,
)
from campaigns.rules.greetings.wording import wording_problems
from words.similarity import LIMIT, core_of, similarity

__all__ = [
    "LIMIT",
    "Addressee",
    "Agreed",
    "Clue",
    "Fact",
    "GreetingCandidate",
    "Known",
    "Phrase",
    "Rest",
    "Sent",
    "Spread",
    "Talk",
    "clues_of",
    "core_of",
    "draft_text",
    "facts_for_draft",
    "library_for",
    "lunar_words",
    "problems_with",
    "salutation_of",
    "similarity",
    "spread",
    "wording_problems",
]
