"""A greeting for one person: drafted by the machine, approved by a person, one at a time (domain 6.3, edge O1)."""

from campaigns.actions.greetings.copying import copy_greeting
from campaigns.actions.greetings.cosignature import cosign_greeting
from campaigns.actions.greetings.drafting import draft_greetings
from campaigns.actions.greetings.omitted import greet_anyway
from campaigns.actions.greetings.review import (
    approve_greeting,
    finish_by_hand,
    keep_text,
    reword_greeting,
    skip_greeting,
    withdraw_greeting,
)
from campaigns.actions.greetings.upkeep import expire_greetings, greetings_sent

__all__ = [
    "approve_greeting",
    "copy_greeting",
    "cosign_greeting",
    "draft_greetings",
    "expire_greetings",
    "finish_by_hand",
    "greet_anyway",
    "greetings_sent",
    "keep_text",
    "reword_greeting",
    "skip_greeting",
    "withdraw_greeting",
]
