from django.conf import settings
from django.db import models
from django.utils import timezone

from clients.models import Client, ContactLog
from outbox import kinds
from outbox.enums import MOST_ATTEMPTS, State
from staff.models.claims import Claim
from staff.scope import ScopedQuerySet, reach


class MessageQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Mails to or about himself, and those to clients within reach; head office and the overseers see all."""
        everything = reach(user, self.to_client)
        return self.apart_from(user).filter(everything | _own(user)) if everything else self.all()

    def due(self, now):
        return self.filter(state=Message.State.QUEUED, not_before__lte=now, expires_at__gt=now)

    def to_clients_or(self, user):
        """Without the staff mails that are other people's alone."""
        return self.filter(models.Q(client__isnull=False) | _own(user))


def _own(user):
    return models.Q(user=user) | models.Q(about=user)


class Message(Claim):
    """One mail to one person, a row before it is a mail (reliability 2; edge O22).

    `kind` is a name in crm/mails.py. `about` is whose matter it is, where somebody else receives it in his place.
    `not_before` is when it is tried next; `send_at` and `expires_at` are the window it was planned for. `token` and
    `lease_until` belong to whoever has it in hand, on the database's clock; every other moment is the caller's `now`.
    """

    State = State

    # A message that may have arrived counts as one the client got.
    MAY_HAVE_ARRIVED = (State.CLAIMED, State.WIRE, State.SENT, State.UNCERTAIN)

    kind = models.CharField("种类", max_length=20, choices=kinds.choices)
    dedupe_key = models.CharField(max_length=120, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages", verbose_name="员工"
    )
    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="messages", db_index=False, verbose_name="客户"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代谁收"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="署名人"
    )
    address = models.EmailField("收件地址", blank=True)  # blank only where there was none to send it to
    subject = models.CharField("主题", max_length=120)
    text = models.TextField("正文")
    html = models.TextField("网页正文", blank=True)
    calendar = models.TextField("日历", blank=True)
    body_hash = models.CharField(max_length=64)
    message_id = models.CharField(max_length=200)
    unsubscribable = models.BooleanField("可退订")
    send_at = models.DateTimeField("计划发送")
    not_before = models.DateTimeField("最早发送")
    expires_at = models.DateTimeField("发送期限")
    state = models.CharField("状态", max_length=10, choices=State, default=State.QUEUED)
    reason = models.CharField("原因", max_length=200, blank=True)
    tried_at = models.DateTimeField("最近一次尝试", null=True, blank=True)
    last_error = models.CharField("服务器答复", max_length=200, blank=True)
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    sent_at = models.DateTimeField("送出时间", null=True, blank=True)
    is_entered = models.BooleanField("已入账", default=False)
    contact = models.OneToOneField(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="message", verbose_name="联系记录"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "外发邮件"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, client__isnull=True)
                | models.Q(user__isnull=True, client__isnull=False),
                name="outbox_a_message_has_one_recipient",
            ),
            models.CheckConstraint(
                condition=(~models.Q(address="") | models.Q(state="skipped"))
                & ~models.Q(subject="")
                & ~models.Q(text=""),
                name="outbox_no_message_is_blank",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("send_at")), name="outbox_a_message_expires_after_its_hour"
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at__isnull=True)),
                name="outbox_a_sent_message_has_its_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["claimed", "wire"])
                | (models.Q(lease_until__isnull=False) & ~models.Q(token="")),
                name="outbox_a_message_in_hand_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "uncertain", "skipped", "expired", "cancelled"])
                | ~models.Q(reason=""),
                name="outbox_an_unsent_message_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(attempts__lte=MOST_ATTEMPTS), name="outbox_message_attempts_are_capped"
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="outbox_message_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state="queued"), name="outbox_messages_due"),
            models.Index(fields=["expires_at"], condition=models.Q(state="queued"), name="outbox_messages_to_expire"),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state__in=["claimed", "wire"]),
                name="outbox_messages_in_hand",
            ),
            models.Index(
                fields=["id"], condition=models.Q(state="sent", is_entered=False), name="outbox_messages_to_enter"
            ),
            models.Index(
                fields=["-id"],
                condition=models.Q(state__in=["failed", "uncertain"]),
                name="outbox_messages_to_judge",
            ),
            models.Index(fields=["client", "tried_at"], name="outbox_messages_of_client"),
            models.Index(fields=["created_at", "state"], name="outbox_messages_by_day"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"


class MailBreaker(models.Model):
    """Whether mail leaves at all. One row, in the database because it must outlive a wiped Redis.

    `recent` is the last 50 tries, newest last, one '+' or '-' each. While one of the stops gives a reason, no mail leaves.
    What was planned for a time before `restored_at` may have left already, before the database was put back. From `held_at`
    on, until somebody lifts it, no mail to a client leaves, because a person said so: national mourning (domain 6.2).
    """

    recent = models.CharField(max_length=50, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField("暂停到", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    clock_stop = models.CharField("停发：系统时间", max_length=200, blank=True)
    copy_stop = models.CharField("停发：恢复的备份", max_length=200, blank=True)
    restored_at = models.DateTimeField("恢复备份于", null=True, blank=True)
    held_at = models.DateTimeField("问候暂停于", null=True, blank=True)
    held_reason = models.CharField("问候暂停的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "发信开关"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="outbox_there_is_one_mail_breaker"),
            models.CheckConstraint(
                condition=models.Q(held_at__isnull=True, held_reason="")
                | (models.Q(held_at__isnull=False) & ~models.Q(held_reason="")),
                name="outbox_a_hold_says_why",
            ),
        ]

    @property
    def stop(self):
        """Why no mail leaves at all; '' while it may."""
        return self.copy_stop or self.clock_stop
