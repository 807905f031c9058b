"""What a file cannot say about the demo bank: passwords, stand-ins, salutations, promises still open."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from clients.actions.facts import add_fact
from clients.actions.information import answer_information, distil_fact, hand_on, judge_fact
from clients.enums import Purpose, Via
from clients.models import Client, Consent, ContactLog, DoNotDisturb, Fact, Promise
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
PROMISE = {
    "kind": ContactLog.Kind.CALL,
    "seconds": 320,
    "is_effective": True,
    "outcome": ContactLog.Outcome.INTERESTED,
    "note": "客户想把到期的存款续成一年期，请我们先算好两种方案的利息再给他看。",
    "next_step": "把两种存期的利息测算表送给客户",
}
RAW = "聊天时说起，下游三家厂都在扩车间，年后要招人，料也要备足，问我们有没有合适的结算办法"
LINE = "下游三家厂年后都要扩产，要人要料"
JUDGED = {
    "verdict": Fact.Verdict.OPPORTUNITY,
    "dimension": Fact.Dimension.CHAIN,
    "judgement": "三家都还没有在我们这里结算",
}
WANTED = "看看能不能给这三家报结算方案"
ANSWER = "三家约在下周二下午，请您一起到厂里走一趟"


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
    told = [
        Client.objects.filter(pk__in=ids.values(), manager=staff[n]).order_by("pk").first()
        for n in ("990101", "990102")
    ]
    _information(told[0], by=staff["990101"], asked=staff["990201"], today=today, answer=ANSWER)
    _information(told[1], by=staff["990102"], asked=staff["990101"], today=today)
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
            if person.name[-1] in "英兰珍梅芬凤芳玲丽敏静华燕霞娟婷怡桐琪琴曦宁":
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


def _information(client, *, by, asked, today, answer=""):
    """A raw note, its one line judged and handed to a colleague, who has answered or is waited for."""
    day = today - timedelta(days=1)
    said = {"status": Consent.Status.GRANTED, "obtained_on": day, "evidence": "面谈时同意", "by": by}
    Consent.objects.get_or_create(client=client, purpose=Purpose.DOSSIER, via=Via.ANY, defaults=said)
    written = {"by": by, "now": _noon(day)}
    raw = add_fact(client, kind=Fact.Kind.INFORMATION, text=RAW, learned_on=day, **written)
    line = judge_fact(distil_fact(raw, text=LINE, **written), **JUDGED, **written)
    promise = hand_on(line, to=asked, wanted=WANTED, **written)
    if answer:
        answer_information(promise, by=asked, now=_noon(today) - timedelta(hours=2), words=answer)


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(11, 0)))
