from django.conf import settings
from django.db import models
from django.utils import timezone

from campaigns import enums
from campaigns.models.occasions import Occasion
from campaigns.rules.greetings.eligibility import BY_HAND_ONLY
from clients.models import Client, ContactLog
from outbox.models.messages import Message
from staff.calendar import midnight
from staff.scope import ScopedQuerySet, covered_ids
from words.dates import ONE_DAY, ONE_WEEK


class GreetingQuerySet(ScopedQuerySet):
    def drafts(self):
        return self.filter(state=Greeting.State.DRAFT)

    def written_for(self, user):
        """Those he is to look through: of his own clients and of the managers he stands in for, not as their B角."""
        return self.apart_from(user).filter(manager__in=[user.pk, *covered_ids(user)])

    def live(self):
        """Meant to reach the client, or did."""
        return self.filter(state__in=Greeting.LIVE)

    def said(self):
        """What a client was told, perhaps was, or is about to be; not what was refused or kept back."""
        return self.filter(was_said())

    def undelivered(self, day):
        """Approved, but the mail was refused, came too late or is not for 顶级, or nobody knows whether it arrived; of clients
        who may be approached on `day`, as their managers are asked to telephone."""
        ended = models.Q(message__state__in=[*Greeting.NEVER_ARRIVED, Message.State.UNCERTAIN])
        ended |= models.Q(message__state=Message.State.SKIPPED, message__reason=BY_HAND_ONLY)
        return self.filter(ended, state__in=Greeting.UNDELIVERED, client__in=Client.objects.approachable(day))

    def stopped(self, day):
        """Of the week up to `day`, what was to be sent and was kept back by a rule: no consent, 勿扰, too late for its hours."""
        week = (midnight(day - ONE_WEEK + ONE_DAY), midnight(day + ONE_DAY))
        return self.filter(
            message__state=Message.State.SKIPPED, message__send_at__gte=week[0], message__send_at__lt=week[1]
        )

    def to_cosign(self):
        """Done in person for a 顶级 client and not yet signed by a head (GRT-R7); a struck ledger row is nothing to sign."""
        return self.filter(needs_cosign=True, cosigned_at__isnull=True, contact__struck_at__isnull=True)


def was_said():
    unsaid = models.Q(state=Greeting.State.APPROVED, message__state__in=Greeting.UNSAID)
    return models.Q(state__in=(Greeting.State.APPROVED, Greeting.State.SENT, Greeting.State.BY_HAND)) & ~unsaid


class Greeting(models.Model):
    """A greeting for one person (domain 6.3, edge O1). Only a person can approve it, one at a time.

    `year` is the year of the occasion's own calendar, lunar for a lunar birthday; `review_on` the day on which the
    manager is to look at it; `version` grows with every change, `revision` with every withdrawal after approval.
    `is_edited`: the text of a draft is a person's own and is not replaced unasked. `contact` is the ledger's row of what
    was done by hand; for a 顶级 client it waits for the head's co-signature, who is never the one who did it (GRT-R7).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "待审阅"
        APPROVED = "approved", "已定稿"
        SENT = "sent", "已送出"
        BY_HAND = "by_hand", "已由人工完成"
        SKIPPED = "skipped", "跳过"
        EXPIRED = "expired", "过期未发"
        OMITTED = "omitted", "本节不问候"

    MAIL = "greeting"  # its kind in crm/mails.py
    LIVE = (State.DRAFT, State.APPROVED, State.SENT)
    NEVER_SAID = (State.SKIPPED, State.EXPIRED, State.OMITTED)
    UNDELIVERED = (State.APPROVED, State.SKIPPED, State.EXPIRED)
    NEVER_ARRIVED = (Message.State.FAILED, Message.State.EXPIRED)
    UNSAID = (*NEVER_ARRIVED, Message.State.SKIPPED, Message.State.CANCELLED)

    client = models.ForeignKey(Client, models.CASCADE, related_name="greetings", db_index=False)
    occasion = models.ForeignKey(Occasion, models.PROTECT, related_name="greetings", verbose_name="节日")
    code = models.CharField(max_length=24)
    year = models.PositiveSmallIntegerField("年（按其历法）")
    on = models.DateField("日期")
    tone = models.CharField("基调", max_length=8, choices=Occasion.Tone)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="greetings", db_index=False, verbose_name="署名"
    )
    state = models.CharField("状态", max_length=8, choices=State, default=State.DRAFT)
    reason = models.CharField("原因", max_length=200, blank=True)
    review_on = models.DateField("审阅日", null=True, blank=True)
    text = models.TextField("正文", blank=True)
    variant = models.PositiveSmallIntegerField(default=0)
    is_edited = models.BooleanField("改过", default=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="定稿人",
    )
    approved_at = models.DateTimeField("定稿时间", null=True, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    message = models.OneToOneField(
        Message, models.SET_NULL, null=True, blank=True, related_name="greeting", verbose_name="外发邮件"
    )
    contact = models.OneToOneField(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="greeting", verbose_name="联系记录"
    )
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="完成人"
    )
    needs_cosign = models.BooleanField("须行长会签", default=False)
    cosigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="会签人"
    )
    cosigned_at = models.DateTimeField("会签时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    revision = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField("起草时间", default=timezone.now)

    objects = GreetingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问候"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "code", "year"], name="campaigns_one_greeting_a_client_occasion_and_year"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "approved", "sent", "by_hand", "skipped", "expired", "omitted"]),
                name="campaigns_greeting_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["skipped", "expired", "omitted"]) | ~models.Q(reason=""),
                name="campaigns_an_ungreeted_client_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (
                    models.Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~models.Q(approved_hash="")
                    & ~models.Q(text="")
                ),
                name="campaigns_an_approved_greeting_names_who_approved_what",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="draft") | (models.Q(review_on__isnull=False) & ~models.Q(text="")),
                name="campaigns_a_draft_has_a_text_and_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(needs_cosign=False) | models.Q(state="by_hand", finished_by__isnull=False),
                name="campaigns_only_what_somebody_did_by_hand_is_cosigned",
            ),
            models.CheckConstraint(
                condition=models.Q(cosigned_by__isnull=True, cosigned_at__isnull=True)
                | models.Q(needs_cosign=True, cosigned_by__isnull=False, cosigned_at__isnull=False),
                name="campaigns_a_cosignature_has_a_name_and_a_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(cosigned_by__isnull=True) | ~models.Q(cosigned_by=models.F("finished_by")),
                name="campaigns_nobody_cosigns_what_he_did_himself",
            ),
        ]
        indexes = [
            models.Index(fields=["manager", "state", "review_on", "id"], name="campaigns_greetings_to_review"),
            models.Index(fields=["manager", "on"], name="campaigns_greetings_by_day"),
            models.Index(fields=["state", "on"], name="campaigns_greetings_to_expire"),
            models.Index(fields=["approved_by", "approved_at"], name="campaigns_greetings_approved"),
            models.Index(fields=["on", "id"], name="campaigns_greetings_latest"),
            models.Index(
                fields=["on", "id"],
                condition=models.Q(needs_cosign=True, cosigned_at__isnull=True),
                name="campaigns_greetings_to_cosign",
            ),
        ]

    def __str__(self):
        return f"问候 {self.pk}"

    @property
    def is_undelivered(self):
        """Approved, and its mail certainly did not arrive: it can still be made by telephone or 企业微信."""
        mail = self.message
        if mail is None or self.state not in self.UNDELIVERED:
            return False
        is_kept_back = mail.state == Message.State.SKIPPED and mail.reason == BY_HAND_ONLY
        return is_kept_back or mail.state in self.NEVER_ARRIVED

    @property
    def unsigned_words(self):
        """Why no head's signature stands under what was done in person."""
        is_struck = self.contact is not None and self.contact.struck_at is not None
        return "联系记录已作废，不再会签" if is_struck else "等待会签"


class PhraseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The bank's own words, about nobody."""
        return self.all()


class GreetingPhrase(models.Model):
    """A sentence of the library (GRT-R8): openings and wishes for drafts; alone they never make a greeting.

    {称呼} {节日} {机构} {经理} {农历} are filled in. An empty occasion serves all that have no phrases of their own.
    """

    Part = enums.Part

    code = models.CharField("节日代码", max_length=24, blank=True, help_text="例如 new_year；留空表示各节日通用")
    part = models.CharField("位置", max_length=8, choices=Part)
    tone = models.CharField("基调", max_length=8, choices=Occasion.Tone, blank=True, help_text="留空表示不限")
    text = models.CharField("句子", max_length=120)
    is_active = models.BooleanField("使用", default=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问候句库"
        constraints = [
            models.UniqueConstraint(fields=["code", "part", "text"], name="campaigns_one_phrase_once"),
            models.CheckConstraint(condition=~models.Q(text=""), name="campaigns_no_phrase_is_blank"),
        ]

    def __str__(self):
        return self.text
