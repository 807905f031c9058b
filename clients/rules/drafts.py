"""What of an unsaved form may be kept, and how long."""

from datetime import timedelta

from words.content import NOTE_LIMIT, forbidden_in_text

KEPT = timedelta(hours=24)
LETTER = "letter"  # 交接信: owed within three working days, so begun today and ended after the weekend
KEPT_LONGER = {LETTER: timedelta(days=14)}
NEVER = {"csrfmiddlewaretoken", "next", "list", "then", "missed", "clear"}  # of the moment, not of what was typed
LONGEST_NAME = 60  # characters
MOST_FIELDS = 200


def kept_for(form: str) -> timedelta:
    return KEPT_LONGER.get(form, KEPT)


def may_keep(name: str, text: str) -> bool:
    """Whether the field with this text may wait for its owner: nothing that no record may hold (H1)."""
    return name not in NEVER and len(name) <= LONGEST_NAME and not forbidden_in_text(text, limit=NOTE_LIMIT)
