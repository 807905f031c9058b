from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients import enums
from clients.models.clients import Client
from staff.scope import ScopedQuerySet

# Its client needs another manager; `Kin.waits` says the same of one row.
WAITS = Q(client__isnull=False, client__manager=None, client__status__in=enums.IN_CARE)


class Kin(models.Model):
    """回避: a client who is a member of staff himself or his relative, as declared (ORG-R7): `user` neither sees nor serves him.

    Without a client the number that was declared is nobody's yet; whoever gets it is avoided from then on. `left_on`: since
    when the client is out of the user's own book, where he was in it.
    """

    Relation = enums.Relation

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="kin", verbose_name="员工", db_index=False
    )
    client = models.ForeignKey(Client, models.CASCADE, null=True, blank=True, related_name="kin", verbose_name="客户")
    relation = models.CharField("关系", max_length=8, choices=Relation)
    client_no = models.CharField("登记的客户号", max_length=20, blank=True)
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    mask = models.CharField("登记的号码", max_length=20)
    declared_at = models.DateTimeField("登记时间", default=timezone.now)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人", db_index=False
    )
    left_on = models.DateField("移出名单", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "回避"
        constraints = [
            models.UniqueConstraint(fields=["user", "client"], name="clients_avoided_once"),
            models.CheckConstraint(
                condition=~Q(client_no="") | ~Q(id_hash=""), name="clients_kin_is_found_by_a_number"
            ),
            models.CheckConstraint(
                condition=Q(relation__in=enums.Relation.values), name="clients_kin_relation_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["client_no"], name="clients_kin_by_number"),
            models.Index(fields=["id_hash"], name="clients_kin_by_papers"),
        ]

    def __str__(self):
        return f"回避 {self.pk}"

    @property
    def waits(self):
        """Its client needs another manager, as WAITS."""
        client = self.client
        return client is not None and client.manager_id is None and client.is_in_care

    @property
    def stands(self):
        if self.waits:
            return "待改派"
        return "已回避" if self.client_id else "没有对上"
