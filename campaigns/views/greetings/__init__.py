from campaigns.views.greetings.lists import greeting_anyway, greeting_cosign, greeting_list, greeting_team
from campaigns.views.greetings.review import (
    greeting_approve,
    greeting_by_hand,
    greeting_copy,
    greeting_keep,
    greeting_review,
    greeting_reword,
    greeting_skip,
    greeting_withdraw,
)

__all__ = [
    "greeting_anyway",
    "greeting_approve",
    "greeting_by_hand",
    "greeting_copy",
    "greeting_cosign",
    "greeting_keep",
    "greeting_list",
    "greeting_review",
    "greeting_reword",
    "greeting_skip",
    "greeting_team",
    "greeting_withdraw",
]
