from datetime import timedelta

from django.db import models
from django.db.models.functions import Lower

from clients import enums
from clients.enums.facts import FactSource
from clients.models.consents import Consent, DoNotDisturb
from clients.rules.birthdays import numbers_on
from clients.rules.cadence import is_resting
from clients.rules.risk import LEVELS
from staff.calendar import midnight
from staff.models import OrgUnit, Place, User
from staff.scope import ScopedQuerySet
from words.surnames import titled


def has_birthday(day):
    """Whose birthday, in the calendar he keeps, falls on `day`; status and 勿扰 are not looked at."""
    kept = models.Q(pk__in=[])
    for celebrates, numbers in numbers_on(day).items():
        kept |= models.Q(celebrates=celebrates, birthday__in=numbers)
    return kept


def at_rest(day):
    """Whom the cadence leaves in peace on `day`, because he was not reached so often: is_resting, as a condition."""
    return models.Q(resting_until__gt=day, tries__isnull=False)


def planned_later(day):
    """Whose contact was put on a day after `day`: until then nobody is pressed for it."""
    return models.Q(planned_on__gt=day)


def put_off_on(day):
    """Whom somebody put off on `day` himself, with all that was wanted of that day but what is promised anew."""
    return planned_later(day) & models.Q(put_off_at__gte=midnight(day))


def asked_for(day):
    """Whom the cadence or a plan asks to contact on `day` or before; 勿扰 is not looked at."""
    due = models.Q(next_due_on__lte=day) & ~planned_later(day)
    return due | models.Q(planned_on__lte=day) & ~at_rest(day)


def wanted_within(first, last):
    """Put on one of these days, or due on it and put on no day."""
    days = (first, last)
    return models.Q(planned_on__range=days) | models.Q(planned_on=None, next_due_on__range=days)


def overdue_on(day):
    """Promised for before `day`, and not put on `day` or later."""
    return models.Q(next_due_on__lt=day) & (models.Q(planned_on=None) | models.Q(planned_on__lt=day))


def waits_planned(day):
    """Promised for before `day`, but put on `day` or later."""
    return models.Q(next_due_on__lt=day, last_effective_on__isnull=False, planned_on__gte=day)


def waits_first(day):
    """Never contacted, and the day of the first contact is not over."""
    return models.Q(last_effective_on=None) & (
        models.Q(next_due_on__gte=day) | models.Q(next_due_on__isnull=False, planned_on__gte=day)
    )


def is_kept(day):
    """Contacted within what his tier promises."""
    return models.Q(next_due_on__gte=day, last_effective_on__isnull=False)


# How a promised contact stands on a day: each client to whom one is promised is in exactly one of these.
STANDS = {"kept": is_kept, "overdue": overdue_on, "planned": waits_planned, "first": waits_first}


def has_nobody():
    """Nobody looks after him: no manager, or one who is here no more."""
    return models.Q(manager=None) | models.Q(manager__is_active=False)


class ClientQuerySet(ScopedQuerySet):
    to_client = ""

    def active(self):
        return self.filter(status=Client.Status.ACTIVE)

    def approachable(self, day):
        """Active, and not in 勿扰 on `day`, which beats every consent and every promise (domain 2.4)."""
        silent = DoNotDisturb.objects.silencing(day).filter(client=models.OuterRef("pk"))
        return self.filter(~models.Exists(silent), status=Client.Status.ACTIVE)

    def agreed_to_mail(self, purpose=enums.Purpose.CARE):
        """Who has an address and agreed to get mail for this purpose; status and 勿扰 are not looked at."""
        agreed = Consent.objects.filter(
            client=models.OuterRef("pk"), purpose=purpose, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED
        )
        return self.exclude(email="").filter(models.Exists(agreed))

    def present(self):
        """Whoever is neither dead nor gone to another bank: somebody has to look after him, or decide who does."""
        return self.exclude(status__in=(Client.Status.DECEASED, Client.Status.CLOSED))

    def without_manager(self):
        """Active, and nobody who works here looks after them: no manager, or one who was locked out or has left."""
        return self.active().filter(has_nobody())

    def ids_by_number(self, numbers):
        """{client number: id} of those that exist."""
        return dict(self.filter(client_no__in=set(numbers)).values_list("client_no", "pk"))

    def due(self, day):
        """Whose promised contact is due on `day` or was due before, or who was put on such a day."""
        return self.approachable(day).filter(asked_for(day))

    def resting(self, day):
        """Whom nobody is asked to call on `day`, because he was not reached so often."""
        return self.active().filter(at_rest(day))

    def soon(self, day):
        """Due, or put on a day, within the seven days from `day`."""
        return self.approachable(day).filter(wanted_within(day, day + timedelta(days=7)))


class Client(models.Model):
    """客户 (domain 2.1). Knows nobody above it; of the identity number only an HMAC and a mask are kept (H1)."""

    Kind = enums.ClientKind
    Status = enums.ClientStatus
    Celebrates = enums.Celebrates
    Tier = enums.Tier
    Related = enums.Related

    client_no = models.CharField("客户号", max_length=20, unique=True)
    kind = models.CharField("类型", max_length=12, choices=Kind, default=Kind.PERSON)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.ACTIVE)
    name = models.CharField("姓名", max_length=60)
    name_key = models.CharField(max_length=720, blank=True, editable=False)  # sort_key of words/readings.py
    id_hash = models.CharField(max_length=64, blank=True, editable=False)
    id_mask = models.CharField("证件号码", max_length=20, blank=True)
    gender = models.CharField("性别", max_length=1, choices=enums.Gender, blank=True, editable=False)
    birth_date = models.DateField("出生日期", null=True, blank=True)
    celebrates = models.CharField("过生日", max_length=10, choices=Celebrates, blank=True)
    birthday = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)  # see clients/rules/birthdays.py
    phone = models.CharField("手机号", max_length=20, blank=True)
    email = models.EmailField("邮箱", blank=True)
    # `phone` and `email` are what is used; what people registered stands there before the bank's: clients/rules/reach.py.
    bank_phone = models.CharField("银行档案的手机号", max_length=20, blank=True)
    phone_source = models.CharField("手机号来源", max_length=6, choices=FactSource, blank=True)
    phone_learned_on = models.DateField("手机号得知日期", null=True, blank=True)
    phone_difference = models.CharField(max_length=5, choices=enums.Difference, blank=True, editable=False)
    bank_email = models.EmailField("银行档案的邮箱", blank=True)
    email_source = models.CharField("邮箱来源", max_length=6, choices=FactSource, blank=True)
    email_learned_on = models.DateField("邮箱得知日期", null=True, blank=True)
    email_difference = models.CharField(max_length=5, choices=enums.Difference, blank=True, editable=False)
    wecom = models.CharField("企业微信名", max_length=40, blank=True)
    wecom_source = models.CharField("企业微信名来源", max_length=6, choices=FactSource, blank=True)
    wecom_learned_on = models.DateField("企业微信名得知日期", null=True, blank=True)
    salutation = models.CharField("称呼", max_length=20, blank=True)
    hint = models.CharField("联系提示", max_length=200, blank=True)
    occupation = models.CharField("职业", max_length=30, blank=True)
    marital = models.CharField("婚姻", max_length=10, blank=True)
    education = models.CharField("学历", max_length=10, blank=True)
    housing_loan = models.BooleanField("住房贷款", null=True, blank=True)
    personal_loan = models.BooleanField("个人贷款", null=True, blank=True)
    opened_on = models.DateField("开户日期", null=True, blank=True)
    # The client's own risk test, from the bank's file alone.
    risk_level = models.CharField("风险等级", max_length=2, blank=True, editable=False)
    risk_tested_on = models.DateField("风险测评日期", null=True, blank=True, editable=False)
    related = models.CharField("关联关系", max_length=12, choices=enums.Related, blank=True)

    unit = models.ForeignKey(OrgUnit, models.PROTECT, verbose_name="管户机构", related_name="clients", db_index=False)
    manager = models.ForeignKey(
        User, models.PROTECT, verbose_name="管户经理", null=True, blank=True, related_name="clients", db_index=False
    )
    backup = models.ForeignKey(
        User, models.PROTECT, verbose_name="B角", null=True, blank=True, related_name="backed_clients"
    )
    assigned_on = models.DateField("分配日期")
    # Where he lives or works: an area, or a scene such as a market.
    place = models.ForeignKey(
        Place, models.PROTECT, verbose_name="区域", null=True, blank=True, related_name="clients", db_index=False
    )
    # Somebody of head office who looks after the client, too; None: the head over his unit, where the tier has sponsors.
    sponsor = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="共管人",
        null=True,
        blank=True,
        related_name="sponsored_clients",
        db_index=False,
    )
    sponsor_on = models.DateField("共管起", null=True, blank=True)

    tier = models.CharField("层级", max_length=8, choices=Tier, blank=True)
    contact_interval = models.PositiveSmallIntegerField("联系间隔（天）", null=True, blank=True)
    tries = models.PositiveSmallIntegerField("未果几次停联", null=True, blank=True, default=6)
    rest_days = models.PositiveSmallIntegerField("停联天数", default=90)
    sponsor_interval = models.PositiveSmallIntegerField("共管面谈间隔（天）", null=True, blank=True)
    tries_from = models.DateTimeField(null=True, blank=True, editable=False)  # what was in vain before is not counted
    resting_until = models.DateField("停联到", null=True, blank=True)  # on that day the cadence begins again
    balance = models.DecimalField("余额", max_digits=18, decimal_places=2, null=True, blank=True)
    average = models.DecimalField("年日均", max_digits=18, decimal_places=2, null=True, blank=True)
    balances_on = models.DateField("数据日期", null=True, blank=True)
    last_effective_on = models.DateField("上次有效联系", null=True, blank=True)
    next_due_on = models.DateField("下次应联系", null=True, blank=True)
    planned_on = models.DateField("排到", null=True, blank=True)  # on which day he is contacted instead
    put_off_at = models.DateTimeField(null=True, blank=True, editable=False)  # with all that was wanted of that day
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "客户"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(tier__in=["", *enums.Tier.values]), name="clients_tier_is_one_of_five"
            ),
            models.CheckConstraint(
                condition=models.Q(balance__isnull=True) | models.Q(balance__gte=0),
                name="clients_balance_is_never_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(manager__isnull=True) | ~models.Q(manager=models.F("backup")),
                name="clients_backup_is_somebody_else",
            ),
            models.CheckConstraint(
                condition=models.Q(sponsor=None, sponsor_on=None)
                | models.Q(sponsor__isnull=False, sponsor_on__isnull=False),
                name="clients_a_sponsor_begins_on_a_day",
            ),
            models.CheckConstraint(
                condition=(models.Q(bank_phone="", phone_difference="") | ~models.Q(phone_source=""))
                & (models.Q(bank_email="", email_difference="") | ~models.Q(email_source="")),
                name="clients_the_banks_word_stands_beside_a_registered_one",
            ),
            models.CheckConstraint(
                condition=models.Q(risk_level="", risk_tested_on=None)
                | models.Q(risk_level__in=LEVELS, risk_tested_on__isnull=False),
                name="clients_a_risk_level_was_tested_on_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(related__in=["", *enums.Related.values]), name="clients_related_is_one_of_three"
            ),
            models.CheckConstraint(
                condition=models.Q(gender__in=["", *enums.Gender.values]), name="clients_gender_is_one_letter"
            ),
        ]
        indexes = [
            models.Index(fields=["manager", "next_due_on", "id"], name="clients_of_manager_by_due"),
            models.Index(fields=["unit", "next_due_on", "id"], name="clients_of_unit_by_due"),
            models.Index(fields=["next_due_on", "id"], name="clients_by_due"),
            models.Index(fields=["planned_on"], condition=~models.Q(planned_on=None), name="clients_by_plan"),
            models.Index(fields=["unit"], condition=~models.Q(sponsor_interval=None), name="clients_with_sponsors"),
            models.Index(fields=["sponsor"], condition=~models.Q(sponsor=None), name="clients_by_sponsor"),
            models.Index(fields=["place"], condition=~models.Q(place=None), name="clients_by_place"),
            models.Index(fields=["average", "id"], name="clients_by_average"),
            models.Index(fields=["unit", "average", "id"], name="clients_of_unit_by_average"),
            models.Index(fields=["last_effective_on", "id"], name="clients_by_last_talk"),
            models.Index(fields=["unit", "last_effective_on", "id"], name="clients_of_unit_by_last_talk"),
            models.Index(fields=["tier", "next_due_on", "id"], name="clients_of_tier_by_due"),
            models.Index(fields=["manager", "name_key", "id"], name="clients_of_manager_by_name"),
            models.Index(fields=["unit", "name_key", "id"], name="clients_of_unit_by_name"),
            models.Index(fields=["name_key", "id"], name="clients_by_name"),
            models.Index(fields=["id_hash"], name="clients_by_id_hash"),
            models.Index(fields=["birthday", "celebrates"], name="clients_by_birthday"),
            models.Index(fields=["phone"], condition=~models.Q(phone=""), name="clients_by_phone"),
            # Whole: PostgreSQL takes no account of how rare a value is from an index with a condition.
            models.Index(Lower("email"), name="clients_by_address"),
        ]

    def __str__(self):
        return f"客户 {self.client_no}"

    @property
    def wanted_on(self):
        """The day he was put on, else the day that is promised."""
        return self.planned_on or self.next_due_on

    @property
    def is_business(self):
        return self.kind != self.Kind.PERSON

    @property
    def title(self):
        """「薛先生」, where the bank's file said so; of nobody it is guessed."""
        return "" if self.is_business else titled(self.name, self.gender)

    def rests_on(self, day):
        return self.status == self.Status.ACTIVE and is_resting(self.tries, self.resting_until, day)
