"""Information for tests: what somebody heard of a client who agreed to 人脉档案, judged or not, handed on or not."""

from datetime import date, datetime

from django.utils import timezone

from clients.actions.information import hand_on
from clients.models import Consent, Fact
from tests import factories

NOW = timezone.make_aware(datetime(2026, 11, 18, 9, 0))  # a Wednesday
LINE = "陈国强的下游三家厂都要扩产，年后要人也要钱"
JUDGED = {"verdict": "chance", "dimension": "chain", "judgement": "三家都还没有在我们这里结算"}
WANTED = "看看能不能给这三家报结算方案"
NAMED = {"is_sensitive": True, "item": "孩子"}  # what a sensitive fact is


def agree(client):
    if not Consent.objects.filter(client=client, purpose="dossier").exists():
        factories.consent(client, purpose="dossier", via="any")


def information(client, *, by=None, **fields):
    agree(client)
    values = {
        "kind": "info",
        "text": LINE,
        "learned_on": date(2026, 11, 16),
        "good_until": date(2027, 11, 16),
        "by": by,
    }
    return Fact.objects.create(client=client, **values | JUDGED | fields)


def handed(client, by, to, *, now=NOW, wanted=WANTED, **fields):
    return hand_on(information(client, by=by, **fields), by=by, now=now, to=to, wanted=wanted)
