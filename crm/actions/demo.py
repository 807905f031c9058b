"""What a file cannot say about the demo bank: passwords, stand-ins, salutations, promises still open."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from clients.actions.saved_lists import save_list
from clients.models import Client, ContactLog, DoNotDisturb, Promise
from crm.actions.demo_prices import plant_prices
from crm.actions.demo_sponsors import plant_touches
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
KNOWING = ("990101", "990102", "990201")  # the managers whose clients agreed to 人脉档案
PROMISE = {
    "kind": ContactLog.Kind.CALL,
    "seconds": 320,
    "is_effective": True,
    "outcome": ContactLog.Outcome.INTERESTED,
}
# What was said, and what has to be done since.
PROMISED = (
    ("客户想把到期的存款续成一年期，请我们先算好两种方案的利息再看。", "把两种存期的利息测算表送给客户"),
    ("客户说准备给女儿买房，想知道大额存单还有没有额度。", "问清大额存单的额度，给客户回话"),
    ("客户的店要换地方，想把收款码和对账单一起改过来。", "把收款码变更的材料清单发给客户"),
)
LISTS = (("离升级不远", {"near": "1"}, True), ("贵宾还没有邮箱", {"tier": "vip", "no_email": "1"}, False))


@transaction.atomic
def plant_stories(everyone, *, sysadmin, matters, today):
    """Gives the overdue top client his open promise, and so on. `everyone` are the people of crm/demo, already imported;
    `matters` {aim: what was talked of} of its ledger.
    """
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
    _promotion(staff["990200"].unit, by=admin)
    _address(everyone, ids)
    _promises([ids[p.number] for p in everyone if p.story in ("overdue", "falling")], staff["990101"], today)
    [top] = [ids[person.number] for person in everyone if (person.level, person.story) == ("top", "overdue")]
    plant_touches(top, staff, today)
    _typed_by_hand(matters)
    plant_prices(today)
    for name, asked, is_weekly in LISTS:
        save_list(name, asked, is_weekly=is_weekly, by=staff["990101"])
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
    """One who is away now, and one who has just come back and has not read yet what happened."""
    for absent, cover, first, last, reason in (
        ("990103", "990101", -2, 5, "年休假"),
        ("990101", "990102", -9, -4, "培训"),
    ):
        days = {"starts_on": today + timedelta(days=first), "ends_on": today + timedelta(days=last)}
        period = CoverPeriod(absent=staff[absent], cover=staff[cover], reason=reason, **days)
        save_cover(period, by=staff["990100"], today=period.starts_on)  # arranged before it began


def _promotion(unit, by):
    """The administrator wants to open an account for one more head of this branch: it waits for a second person."""
    person = User(employee_no="990204", name="陆承志", role=Role.BRANCH_HEAD, unit=unit, is_demo=True)
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


def _typed_by_hand(matters):
    """The ledger is what its people typed at once, each with the aim that no file says."""
    ContactLog.objects.update(source=ContactLog.Source.STAFF, created_at=F("occurred_at"))
    for aim, words_of_aim in matters.items():
        said = Q()
        for words in words_of_aim:
            said |= Q(note__contains=words)
        ContactLog.objects.filter(said, aim="").update(aim=aim)


def _promises(clients, by, today):
    """Something promised at the last contact and due since yesterday; said at the end of a day, when nobody else is called."""
    for place, pk in enumerate(clients):
        last = ContactLog.objects.latest_effective(pk).first()
        day = timezone.localdate(last.occurred_at) if last else today - timedelta(days=40)
        at, next_on = _at(day, time(17, 20 + 10 * place)), today - timedelta(days=1)
        note, step = PROMISED[place % len(PROMISED)]
        about = {"note": note, "next_step": step, "next_on": next_on, **PROMISE}
        log = ContactLog.objects.create(client_id=pk, by=by, occurred_at=at, **about)
        about = {"client_id": pk, "owes": Promise.Owes.STAFF, "owed_by": by, "made_by": by, "made_at": at, "log": log}
        Promise.objects.create(what=step, due_on=next_on, origin=Promise.Origin.LOG, **about)


def _at(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))
