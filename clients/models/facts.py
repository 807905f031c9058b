from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients.enums import facts
from clients.models.clients import Client
from clients.models.consents import Consent
from clients.models.contacts import ContactLog
from clients.rules.facts import to_do
from staff.roles import Permission, Role
from staff.scope import ScopedQuerySet


class FactQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Within reach, for who looks after the client and reads his name; 我和行长 for who wrote it and the head (DOS-R1)."""
        if not user.can(Permission.VIEW_NAMES):
            return self.none()
        rows = super().visible_to(user)
        if user.role == Role.BRANCH_HEAD:
            return rows
        return rows.filter(~Q(seen_by=facts.SeenBy.HEAD) | Q(by=user))

    def standing(self):
        """Not ended: what is believed of the client, stale or not, whether he still agrees or not."""
        return self.filter(ended_at__isnull=True)

    def asked_at_counter(self):
        """Every question that was asked there, whatever was answered, and whatever became of the answer."""
        return self.exclude(question="")

    def agreed(self):
        """Those that may be shown now: of service, or the client agrees to 人脉档案; a sensitive one needs the consent that names its item."""
        granted = Consent.objects.filter(client=models.OuterRef("client")).of_fact(models.OuterRef("item"))
        of_service = Q(is_sensitive=False, kind=facts.FactKind.SERVICE)
        return self.filter(of_service | models.Exists(granted), ended_at=None)

    def given_up(self, day):
        """What rests on a consent that the client took back on `day` or before, and has not given anew."""
        said = Consent.objects.filter(client=models.OuterRef("client"))
        dossier, named = (said.taken_back(day, item) for item in ("", models.OuterRef("item")))
        plain = Q(is_sensitive=False) & ~Q(kind=facts.FactKind.SERVICE)
        return self.filter((plain & dossier) | (Q(is_sensitive=True) & named))

    def usable(self, day):
        """What may feed a call sheet, a greeting or a list on `day`: agreed to, plain and not stale."""
        return self.agreed().filter(is_sensitive=False, good_until__gte=day)

    def for_sheets(self, day):
        """The same for 见面提示, with the needs of service: of a sensitive one only what to do stands there, never its words."""
        plain = Q(is_sensitive=False) | Q(kind=facts.FactKind.SERVICE)
        return self.agreed().filter(plain, good_until__gte=day)

    def for_letters(self, day):
        """The same with every sensitive one: of these a 交接信 says only that they are there."""
        return self.agreed().filter(good_until__gte=day)


class Fact(models.Model):
    """人脉: one sentence about a client. The old sentence of a changed one stays, ended."""

    Kind = facts.FactKind
    Source = facts.FactSource
    SeenBy = facts.SeenBy
    Verdict = facts.Verdict
    Dimension = facts.Dimension
    End = facts.FactEnd

    client = models.ForeignKey(Client, models.CASCADE, related_name="facts", verbose_name="客户", db_index=False)
    kind = models.CharField("类别", max_length=10, choices=Kind)
    topic = models.CharField("话题", max_length=20, blank=True)
    text = models.CharField("内容", max_length=200)
    source = models.CharField("来源", max_length=6, choices=Source, default=Source.TOLD)
    learned_on = models.DateField("得知日期")
    good_until = models.DateField("有效至")
    seen_by = models.CharField("谁能看", max_length=8, choices=SeenBy, default=SeenBy.TEAM)
    is_sensitive = models.BooleanField("敏感", default=False)
    item = models.CharField("同意事项", max_length=20, blank=True)
    distilled_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="distilled", verbose_name="提炼自"
    )
    log = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="facts", verbose_name="出自联系记录"
    )
    verdict = models.CharField("判断", max_length=6, choices=Verdict, blank=True)
    dimension = models.CharField("角度", max_length=8, choices=Dimension, blank=True)
    judgement = models.CharField("判断说明", max_length=120, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="记录人"
    )
    created_at = models.DateTimeField("记录时间", default=timezone.now)
    used_on = models.DateField("上次聊到", null=True, blank=True)
    ended_at = models.DateTimeField("失效时间", null=True, blank=True)
    end_reason = models.CharField("失效原因", max_length=10, choices=End, blank=True)
    question = models.CharField("柜面问的", max_length=10, blank=True, editable=False)  # see clients/rules/counter.py
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人脉"
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="clients_an_ended_fact_has_its_reason",
            ),
            models.CheckConstraint(
                condition=Q(is_sensitive=True) ^ Q(item=""), name="clients_a_sensitive_fact_names_its_item"
            ),
            models.CheckConstraint(
                condition=Q(good_until__gte=models.F("learned_on")), name="clients_a_fact_is_good_after_it_was_learned"
            ),
        ]
        indexes = [
            models.Index(fields=["client", "kind"], condition=Q(ended_at=None), name="clients_facts_of_client"),
            models.Index(fields=["good_until"], condition=Q(ended_at=None), name="clients_facts_by_age"),
            models.Index(fields=["client", "-id"], condition=~Q(question=""), name="clients_facts_asked"),
            models.Index(fields=["by", "-id"], condition=~Q(question=""), name="clients_facts_of_counter"),
        ]

    def __str__(self):
        return f"人脉 {self.pk}"

    @property
    def source_words(self):
        return "柜面问到" if self.question else self.get_source_display()

    @property
    def seen_words(self):
        """Who sees it, where others do than the team; '' else."""
        return {facts.SeenBy.HEAD: "只有记录人和行长看得到", facts.SeenBy.COUNTER: "柜面也见"}.get(self.seen_by, "")

    @property
    def to_do(self):
        """Of kind 服务: what a call sheet says of it, a sensitive one, too, since it says what to do and never why."""
        return to_do(self.text)
