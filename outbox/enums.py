"""The life of a message, importable by rules as well as by the model."""

from enum import StrEnum

from django.db.models import TextChoices

MOST_ATTEMPTS = 6


class Stop(StrEnum):
    """What stops all mail until it is put right; the names of the columns that say why."""

    CLOCK = "clock_stop"
    COPY = "copy_stop"


class State(TextChoices):
    QUEUED = "queued", "等待发送"
    CLAIMED = "claimed", "准备发送"
    WIRE = "wire", "正在发送"
    SENT = "sent", "已送出"
    FAILED = "failed", "发送失败"
    UNCERTAIN = "uncertain", "结果不明"
    SKIPPED = "skipped", "按规则未发"
    EXPIRED = "expired", "过期未发"
    CANCELLED = "cancelled", "已取消"
