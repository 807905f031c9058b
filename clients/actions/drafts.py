"""What somebody typed and has not saved yet is kept for a time, so that a closed tab or a lost line costs no word."""

from clients.models import Draft
from clients.rules.drafts import MOST_FIELDS, may_keep


def keep_draft(client, *, by, form, values, now):
    """Keeps what stands in the form, {field: text}, in place of what was kept before. What no record may hold is left out (H1)."""
    kept = dict([(name, text) for name, text in values.items() if may_keep(name, text)][:MOST_FIELDS])
    Draft.objects.update_or_create(client=client, by=by, form=form, defaults={"values": kept, "saved_at": now})
    return kept


def drop_draft(client, *, by, form):
    """It was saved, or is not wanted any more."""
    Draft.objects.filter(client=client, by=by, form=form).delete()


def drop_old_drafts(now):
    count, _each = Draft.objects.too_old(now).delete()
    return f"清除草稿 {count} 份" if count else ""
