from django.db import connections, models

from clients.models.clients import Client
from staff.scope import ScopedQuerySet


class SearchTokenQuerySet(ScopedQuerySet):
    def starting(self, prefix):
        """Tokens that begin with `prefix`, as one range of the index (SQLite's LIKE ignores case and so the index)."""
        if connections[self.db].vendor == "postgresql":
            return self.filter(token__startswith=prefix)
        return self.filter(token__gte=prefix, token__lt=prefix + "\U0010ffff")


class SearchToken(models.Model):
    """One way to find a client: characters, pairs of characters, pinyin, initials, phone."""

    client = models.ForeignKey(Client, models.CASCADE, related_name="tokens", db_index=False)
    token = models.CharField(max_length=80)

    objects = SearchTokenQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "token"], name="clients_one_token_once")]
        indexes = [
            models.Index(
                fields=["token", "client"], name="clients_by_token", opclasses=["varchar_pattern_ops", "int8_ops"]
            ),
        ]
