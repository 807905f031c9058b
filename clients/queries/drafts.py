"""What somebody had typed about a client and not saved, with the client's own row: no query of its own."""

from django.db.models import OuterRef, Subquery

from clients.models import Draft


def with_draft(clients, user, form, now):
    """Adds `draft` {field: text} and `drafted_at`; None without one that is still kept."""
    kept = Draft.objects.kept(form, now).filter(client=OuterRef("pk"), by=user)
    return clients.annotate(draft=Subquery(kept.values("values")[:1]), drafted_at=Subquery(kept.values("saved_at")[:1]))
