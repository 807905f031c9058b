from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from staff.roles import EVERYTHING, Role
from staff.scope import avoided_ids, subtree_ids

LOOKS = ("view", "denied")  # verbs of events that name a page
PAGE = Cast(KT("changes__page"), models.CharField(max_length=80))


class AuditQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A branch head sees what happened to his clients or was done by his people; the bank's overseers see all."""
        rows = self.exclude(client_id__in=avoided_ids(user)) if avoided_ids(user) else self.all()
        if user.is_active and user.role in EVERYTHING:
            return rows
        if user.is_active and user.role == Role.BRANCH_HEAD:
            return rows.filter(unit_id__in=subtree_ids(user))
        return self.none()


class AuditEvent(models.Model):
    """One thing somebody did (domain 12.8). The database itself refuses UPDATE and DELETE; no keys, so it blocks nothing."""

    class Verb(models.TextChoices):
        LOGIN = "login", "登录"
        LOGOUT = "logout", "退出"
        DENIED = "denied", "被拒"
        VIEW = "view", "查看"
        SEARCH = "search", "搜索"
        REVEAL = "reveal", "查看完整信息"
        CREATE = "create", "新增"
        UPDATE = "update", "修改"
        DELETE = "delete", "删除"
        STRIKE = "strike", "作废"
        ASSIGN = "assign", "分配"
        COVER = "cover", "代管"
        TIER = "tier", "评级"
        PARAM = "param", "参数"
        IMPORT = "import", "导入"
        EXPORT = "export", "导出"
        CONSENT = "consent", "同意"
        SEND = "send", "发送"
        SKIP = "skip", "跳过"
        GRANT = "grant", "授权"
        UNUSUAL = "unusual", "异常查看"
        SEEN = "seen", "看过异常"

    at = models.DateTimeField("时间", default=timezone.now)
    actor_no = models.CharField("工号", max_length=20, blank=True)
    actor_role = models.CharField("岗位", max_length=12, blank=True, choices=Role)
    verb = models.CharField("动作", max_length=10, choices=Verb)
    target_type = models.CharField("对象类型", max_length=60, blank=True)
    target_id = models.CharField("对象编号", max_length=40, blank=True)
    client_id = models.BigIntegerField("客户", null=True, blank=True)
    unit_id = models.BigIntegerField("机构", null=True, blank=True)
    changes = models.JSONField("内容", default=dict, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True)
    ip = models.GenericIPAddressField("地址", null=True, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作留痕"
        indexes = [
            models.Index(fields=["-at", "-id"], name="staff_audit_latest"),
            models.Index(fields=["client_id", "-at"], name="staff_audit_of_client"),
            models.Index(fields=["unit_id", "-at"], name="staff_audit_of_unit"),
            models.Index(fields=["actor_no", "-at"], name="staff_audit_of_actor"),
            models.Index(fields=["verb", "-at"], name="staff_audit_of_verb"),
            # Clients are found by their id; what a file says of a million of them enters neither of these two.
            models.Index(
                fields=["target_type", "target_id", "-at"],
                condition=~models.Q(target_type__in=["", "clients.Client"]),
                name="staff_audit_of_row",
            ),
            models.Index(
                PAGE,
                models.F("at").desc(),
                condition=models.Q(verb__in=LOOKS),
                name="staff_audit_of_page",
            ),
        ]

    def __str__(self):
        return f"{self.get_verb_display()} {self.target_id}"
