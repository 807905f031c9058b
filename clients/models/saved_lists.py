from django.conf import settings
from django.db import models


class SavedListQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own only."""
        return self.filter(owner=user)


class SavedList(models.Model):
    """存下的名单: what somebody narrows the list of clients by again and again. It holds no clients: who is on it is asked each time."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁", db_index=False
    )
    name = models.CharField("名称", max_length=20)
    asked = models.JSONField("条件", default=dict)  # {name: value} of clients/queries/narrowing.py
    is_weekly = models.BooleanField("每周提醒我", default=False)

    objects = SavedListQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "存下的名单"
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="clients_one_saved_list_a_name")]

    def __str__(self):
        return f"名单 {self.pk}"
