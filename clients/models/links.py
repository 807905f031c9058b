from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from clients.enums.links import LinkKind, LinkSource
from clients.models.clients import Client
from clients.models.consents import Consent
from clients.rules.links import SYMMETRIC
from staff.scope import ScopedQuerySet, apart, within_role


class LinkQuerySet(ScopedQuerySet):
    to_client = "one__"

    def visible_to(self, user):
        """Whoever looks after one of the two; nobody who must avoid one of them. Family, while the teller agrees to it."""
        reached = within_role(user, "one__") | within_role(user, "other__")
        return self.filter(reached, apart(user, "one__"), apart(user, "other__")).agreed()

    def agreed(self):
        granted = Consent.objects.filter(client=OuterRef("told_by")).to_write_down()
        return self.filter(~Q(kind=LinkKind.FAMILY) | Exists(granted))

    def open(self):
        return self.filter(until=None)

    def between(self, one, other):
        return self.filter(Q(one=one, other=other) | Q(one=other, other=one))

    def of(self, client):
        return self.filter(Q(one=client) | Q(other=client))


class Link(models.Model):
    """圈子里的一条往来: one client to another, with or without an account. What is the same both ways stands once."""

    Kind = LinkKind
    Source = LinkSource

    one = models.ForeignKey(Client, models.CASCADE, related_name="links_out", verbose_name="一方", db_index=False)
    other = models.ForeignKey(Client, models.CASCADE, related_name="links_in", verbose_name="另一方")
    kind = models.CharField("关系", max_length=10, choices=Kind)
    share = models.DecimalField("比例（%）", max_digits=5, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField("年往来（元）", max_digits=18, decimal_places=2, null=True, blank=True)
    source = models.CharField("来源", max_length=6, choices=Source)
    # Who told it, of family: it is hidden when he takes back his consent.
    told_by = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="谁说的")
    since = models.DateField("起", null=True, blank=True)
    verified_on = models.DateField("核对日")
    until = models.DateField("止", null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )

    objects = LinkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "圈子"
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="clients_nobody_is_linked_to_himself"),
            models.CheckConstraint(
                condition=~Q(kind__in=SYMMETRIC) | Q(one__lt=F("other")),
                name="clients_what_is_the_same_both_ways_is_once",
            ),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gt=0, share__lte=100), name="clients_a_share_is_part_of_a_whole"
            ),
            models.CheckConstraint(
                condition=~Q(kind="family") | Q(amount=None, told_by__isnull=False),
                name="clients_family_is_told_by_somebody_and_holds_no_amount",
            ),
            models.UniqueConstraint(
                fields=["one", "other", "kind"], condition=Q(until=None), name="clients_one_open_link_of_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["one", "kind"], name="clients_links_of_one")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    def end_beside(self, client):
        """(the other end, whether the client is `one`)."""
        return (self.other, True) if self.one_id == client.pk else (self.one, False)
