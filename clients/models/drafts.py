from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models

from clients.models.clients import Client
from clients.rules.drafts import KEPT, KEPT_LONGER, kept_for
from staff.scope import ScopedQuerySet


class DraftQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """One's own only, about clients within reach."""
        return super().visible_to(user).filter(by=user)

    def kept(self, form, now):
        """Of one form, and not too old to go on with."""
        return self.filter(form=form, saved_at__gt=now - kept_for(form))

    def too_old(self, now):
        """Nobody came back to them in their time."""
        longer = [models.Q(form=form, saved_at__lt=now - kept) for form, kept in KEPT_LONGER.items()]
        old = ~models.Q(form__in=KEPT_LONGER) & models.Q(saved_at__lt=now - KEPT)
        return self.filter(reduce(or_, longer, old))


class Draft(models.Model):
    """What somebody typed about a client and has not saved yet, for a day, a 交接信 for two weeks; deleted when it is saved."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="+", verbose_name="客户", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁")
    form = models.CharField("表单", max_length=20)
    values = models.JSONField("填写的内容", default=dict)
    saved_at = models.DateTimeField("保存时间", db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "草稿"
        constraints = [models.UniqueConstraint(fields=["client", "by", "form"], name="clients_one_draft_a_form")]

    def __str__(self):
        return f"草稿 {self.pk}"
