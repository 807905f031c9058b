"""Why and how a client of a maintenance day is contacted, importable by rules as well as by models."""

from django.db.models import TextChoices

from clients.enums import ContactKind


class PlanKind(TextChoices):
    CARE = "care", "维护"
    VISIT = "visit", "上门"


class What(TextChoices):
    FOLLOW_UP = "follow_up", "跟进"
    OVERDUE = "overdue", "逾期"
    BIRTHDAY = "birthday", "生日"
    KEY_DATE = "key_date", "日子"
    MOVED = "moved", "改期"
    MATURITY = "maturity", "产品到期"
    SIGNAL = "signal", "信号"
    DUE = "due", "到期"
    ADDED = "added", "自己加的"
    VISIT = "visit", "上门"


class Via(TextChoices):
    CALL = ContactKind.CALL.value, ContactKind.CALL.label
    WECOM = ContactKind.WECOM.value, ContactKind.WECOM.label
    BRANCH = ContactKind.BRANCH.value, ContactKind.BRANCH.label
    VISIT = ContactKind.VISIT.value, ContactKind.VISIT.label
