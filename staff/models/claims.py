from django.db import models
from django.db.models.functions import Now


class Claim(models.Model):
    """A row that is work to do: one process at a time has it in hand, known by a token, until its lease is over.

    Leases run on the database's clock, so that two machines' clocks cannot disagree. Taken by staff.actions.claims.
    """

    token = models.CharField(max_length=36, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField("次数", default=0, editable=False)

    LAPSED = models.Q(lease_until__lt=Now())  # the process that had it is gone

    class Meta:
        abstract = True
