"""What of an unsaved form may be kept, and how long."""

from datetime import timedelta

from words.content import NOTE_LIMIT, forbidden_in_text

KEPT = timedelta(hours=24)
NEVER = {"csrfmiddlewaretoken", "next", "list", "then", "missed", "clear"}  # of the moment, not of what was typed
LONGEST_NAME = 60  # characters
MOST_FIELDS = 200


def may_keep(name: str, text: str) -> bool:
    """Whether the field with this text may wait for its owner: nothing that no record may hold (H1)."""
    return name not in NEVER and len(name) <= LONGEST_NAME and not forbidden_in_text(text, limit=NOTE_LIMIT)
