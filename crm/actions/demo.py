"""What a file cannot say about the demo bank: passwords, stand-ins, salutations, promises still open."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from clients.models import Client, ContactLog, DoNotDisturb, Promise
from crm.actions.dossiers import plant_dossiers
from staff.actions.covers import save_cover
from staff.actions.users import save_user
from staff.models import CoverPeriod, Grant, OrgUnit, User
from staff.roles import Role

BACKUPS = {
    "990101": "990102",
    "990102": "990103",
    "990103": "990101",
    "990201": "990202",
    "990202": "990201",
    "990203": "990202",
}
# Why the client was talked to, which no file says: how a note begins → the aim.
AIMS = {
    "问候近况": "care", "说明定期": "maturity", "客户在外地": "care", "客户问起": "service", "家里正在": "need",
    "介绍了": "briefing", "客户的店": "service", "果园": "care", "老人身体": "help", "核对了": "service",
}  # fmt: skip
KNOWING = ("990101", "990102", "990201")  # the managers whose clients agreed to 人脉档案
PROMISE = {
    "kind": ContactLog.Kind.CALL,
    "seconds": 320,
    "is_effective": True,
    "outcome": ContactLog.Outcome.INTERESTED,
    "note": "客户想把到期的存款续成一年期，请我们先算好两种方案的利息再给客户看。",
    "next_step": "把两种存期的利息测算表送给客户",
}


@transaction.atomic
def plant_stories(everyone, *, sysadmin, today):
    """Gives the overdue top client his open promise, and so on. `everyone` are the people of crm/demo, already imported."""
    number, name = sysadmin
    admin = User(employee_no=number, name=name, role=Role.SYSADMIN, unit=OrgUnit.objects.get(level=OrgUnit.Level.HQ))
    save_user(admin)
    User.objects.filter(pk=admin.pk).update(password=make_password(settings.DEMO_PASSWORD), is_demo=True)
    Grant.objects.all().delete()  # nobody is told of what the demo bank begins with
    staff = User.objects.in_bulk(field_name="employee_no")
    for manager, backup in BACKUPS.items():
        Client.objects.filter(manager=staff[manager]).update(backup=staff[backup])
    ids = dict(Client.objects.values_list("client_no", "pk"))
    _cover(staff, today)
    _promotion(staff["990203"], by=admin)
    _address(everyone, ids)
    _promises([ids[p.number] for p in everyone if p.story in ("overdue", "falling")], staff["990101"], today)
    for words, aim in AIMS.items():
        ContactLog.objects.filter(aim="", note__startswith=words).update(aim=aim)
    plant_dossiers(everyone, [staff[number] for number in KNOWING], colleague=staff["990201"], today=today)
    quiet = [ids[person.number] for person in everyone if person.story == "quiet"]
    DoNotDisturb.objects.bulk_create(
        DoNotDisturb(
            client_id=pk,
            starts_on=today - timedelta(days=9),
            ends_on=today + timedelta(days=60),
            reason="家中有事，请勿打扰",
        )
        for pk in quiet
    )


def _cover(staff, today):
    period = CoverPeriod(
        absent=staff["990103"],
        cover=staff["990101"],
        starts_on=today - timedelta(days=2),
        ends_on=today + timedelta(days=5),
        reason="年休假",
    )
    save_cover(period, by=staff["990100"])


def _promotion(person, by):
    """The administrator wants to make her the head of her branch: it waits for a second person."""
    person.role = Role.BRANCH_HEAD
    save_user(person, by=by)


def _address(everyone, ids):
    """How the closer clients like to be called."""
    rows = []
    for person in everyone:
        if person.kind == "个人" and person.level in ("top", "select", "vip"):
            elder = person.birth.year < 1966
            word = "叔" if elder else "哥"
            if person.is_woman:
                word = "姨" if elder else "姐"
            rows.append(
                Client(pk=ids[person.number], salutation=person.name[0] + word, hint="上午方便接电话" if elder else "")
            )
    Client.objects.bulk_update(rows, ["salutation", "hint"], batch_size=500)


def _promises(clients, by, today):
    """Something promised at the last contact and due since yesterday."""
    for pk in clients:
        last = ContactLog.objects.latest_effective(pk).first()
        at = last.occurred_at + timedelta(minutes=1) if last else _noon(today - timedelta(days=40))
        next_on = today - timedelta(days=1)
        log = ContactLog.objects.create(client_id=pk, by=by, occurred_at=at, next_on=next_on, **PROMISE)
        about = {"client_id": pk, "owes": Promise.Owes.STAFF, "owed_by": by, "made_by": by, "made_at": at, "log": log}
        Promise.objects.create(what=log.next_step, due_on=next_on, origin=Promise.Origin.LOG, **about)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(11, 0)))
