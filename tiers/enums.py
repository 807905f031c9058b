"""Which clients have thresholds of their own, importable by rules as well as by models."""

from django.db.models import TextChoices


class ClientGroup(TextChoices):
    PERSON = "person", "个人"
    BUSINESS = "business", "个体、小微与合作社"
    CORPORATE = "corporate", "对公"
