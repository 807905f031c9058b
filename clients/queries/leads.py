"""Who in the same unit may be the same person or organisation as somebody without an account."""

from django.db.models import OuterRef, Q

from clients.models import Client, Consent
from words.masking import mask_name


def alike(unit, name, phone, user, leaving_out=None):
    """The clients and leads of the unit with this name or this phone, the earliest first, three at most; of none whom the
    user must avoid he learns."""
    same = Q(name=name)
    if phone:
        same |= Q(phone=phone) | Q(bank_phone=phone)
    rows = Client.objects.apart_from(user).filter(same, unit=unit).exclude(pk=leaving_out)
    return list(rows.select_related("manager").order_by("pk")[:3])


def unwilling(today):
    """The natural persons who refused, or took back, that they are written down, and have not agreed anew."""
    said = Consent.objects.filter(client=OuterRef("pk"))
    return Client.objects.filter(said.taken_back(today), kind=Client.Kind.PERSON)


def named(client):
    """「陈*（周敏管户）」: enough to ask the colleague, and no more."""
    manager = f"{client.manager.name}管户" if client.manager else "没有管户经理"
    return f"{mask_name(client.name, client.is_business)}（{manager}）"
