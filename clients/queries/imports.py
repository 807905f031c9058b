import contextlib

from django.core.cache import cache
from redis.exceptions import RedisError

from clients.models import ImportJob

LATEST = 30


def latest_imports():
    return ImportJob.objects.select_related("by").order_by("-created_at", "-id")[:LATEST]


def progress_key(job):
    return f"import-progress-{job.pk}"


def progress_of(job):
    """{phase: 'check' | 'write', rows, percent} of a running import, None before its first rows."""
    if job.state != ImportJob.State.RUNNING:
        return None
    with contextlib.suppress(RedisError):
        return cache.get(progress_key(job))
    return None
