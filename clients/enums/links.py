"""How two clients stand to each other."""

from django.db.models import TextChoices


class LinkKind(TextChoices):
    """Read from `one` to `other`: one holds shares of the other, works there, pays him wages, supplies him …"""

    HOLDS = "holds", "股东"
    LEGAL = "legal", "法人"
    OFFICER = "officer", "任职"
    CLERK = "clerk", "财务经办"
    PAYS = "pays", "代发"
    SUPPLIES = "supplies", "上下游"
    GUARANTEES = "guarantees", "担保"
    PLEDGES = "pledges", "质押"
    FAMILY = "family", "家人"
    INTRODUCES = "introduces", "介绍人"
    SAME = "same", "可能是同一人"


class LinkSource(TextChoices):
    TOLD = "told", "客户自述"
    SEEN = "seen", "亲见"
    RETOLD = "retold", "转述"
    PUBLIC = "public", "公开"
    FILE = "file", "银行文件"
