import contextlib

from django.core.cache import cache
from django.db.models import Q
from redis.exceptions import RedisError

from imports.models import ImportJob

LATEST = 30


def latest_imports():
    return ImportJob.objects.select_related("by").order_by("-created_at", "-id")[:LATEST]


def ahead_of(job):
    """How many files are taken before a queued one; 0 for any other."""
    if job.state != ImportJob.State.QUEUED:
        return 0
    open_jobs = ImportJob.objects.filter(state__in=(ImportJob.State.QUEUED, ImportJob.State.RUNNING))
    earlier = Q(created_at__lt=job.created_at) | Q(created_at=job.created_at, pk__lt=job.pk)
    return open_jobs.filter(earlier).count()


def waiting_words(job):
    """What a file that has not shown any rows yet waits for."""
    if job.state == ImportJob.State.RUNNING:
        return "已开始，正在打开文件。"
    ahead = ahead_of(job)
    when = f"前面还有 {ahead:,} 个文件，轮到时自动开始" if ahead else "20 秒内开始"
    return f"已排队，{when}。本页自动更新。"


def progress_key(job):
    return f"import-progress-{job.pk}"


def progress_of(job):
    """{phase: 'check' | 'write', rows, percent} of a running import, None before its first rows."""
    if job.state != ImportJob.State.RUNNING:
        return None
    with contextlib.suppress(RedisError):
        return cache.get(progress_key(job))
    return None
