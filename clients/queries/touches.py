"""One row of the ledger read in the statement that reads its client."""

from datetime import UTC, datetime

from django.db.models import JSONField, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from clients.models import ContactLog


def touch(rows):
    """The first of `rows` of the ledger as a column; see touch_of."""
    about = JSONObject(at="occurred_at", kind="kind", by="by__name")
    return Subquery(rows.values(touch=about)[:1], output_field=JSONField())


def touch_of(found):
    """(the local day, how, by whom) of what `touch` read; None of nothing. SQLite writes a moment without its zone."""
    if found is None:
        return None
    at = datetime.fromisoformat(found["at"])
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return timezone.localdate(at), ContactLog.Kind(found["kind"]).label, found["by"] or ""
