"""Every next step of the ledger becomes a promise: open, or kept where a later effective contact stands.

Nobody said that those were kept, so they bear the mark 系统推定, and the first later contact as proof.
"""

from django.db import migrations
from django.db.models import Case, Exists, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

CHUNK = 5_000
WITHOUT_WORDS = "跟进"
FIELDS = ("pk", "client", "next_step", "next_on", "occurred_at", "by", "ower", "proof", "proved_at", "proved_by")


def carry_over(apps, schema_editor):
    """Reads the ledger by its key, CHUNK rows at a time. Owed by who was in touch, else by the client's manager; by nobody: none."""
    promise, last = apps.get_model("clients", "Promise"), 0
    carried = Exists(promise.objects.filter(log=OuterRef("pk")))
    steps = _steps(apps.get_model("clients", "ContactLog")).filter(~carried)
    while rows := list(steps.filter(pk__gt=last)[:CHUNK]):
        last = rows[-1][0]
        promise.objects.bulk_create(promise(**_values(*row)) for row in rows)


def _steps(ledger):
    standing = ledger.objects.filter(struck_at__isnull=True)
    later = standing.filter(is_effective=True, client=OuterRef("client"), occurred_at__gt=OuterRef("occurred_at"))
    first = later.order_by("occurred_at", "pk")
    rows = standing.filter(next_on__isnull=False).annotate(
        ower=Coalesce(Case(When(by__is_active=True, then=F("by"))), F("client__manager"), F("by")),
        proof=Subquery(first.values("pk")[:1]),
        proved_at=Subquery(first.values("occurred_at")[:1]),
        proved_by=Subquery(first.values("by")[:1]),
    )
    return rows.filter(ower__isnull=False).order_by("pk").values_list(*FIELDS)


def _values(log, client, step, due_on, at, by, ower, proof, proved_at, proved_by):
    about = {"client_id": client, "owes": "staff", "owed_by_id": ower, "what": step.strip() or WITHOUT_WORDS}
    origin = {"due_on": due_on, "origin": "log", "log_id": log, "made_at": at, "made_by_id": by}
    if proof is None:
        return about | origin
    closing = {"closed_at": proved_at, "closed_by_id": proved_by, "proof_id": proof}
    return about | origin | closing | {"state": "kept", "is_presumed": True}


class Migration(migrations.Migration):
    dependencies = [("clients", "0001_initial")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
