from datetime import timedelta

from django.db import models
from django.db.models.functions import Lower

from clients import enums
from clients.enums.facts import FactSource
from clients.models.consents import Consent, DoNotDisturb
from clients.models.stands import asked_for, at_rest, has_nobody, wanted_within
from clients.rules.cadence import is_resting
from clients.rules.leads import NUMBER
from clients.rules.ranks import UNRATED
from clients.rules.risk import LEVELS
from staff.models import OrgUnit, Place, User
from staff.scope import ScopedQuerySet
from words.surnames import titled


class ClientQuerySet(ScopedQuerySet):
    to_client = ""

    def active(self):
        """Who has an account and is 正常: whatever is rated, counted, summed, averaged or greeted by occasion.

        Each use of this set and of in_care() stands in tests/guards/in_care.py.
        """
        return self.filter(status=Client.Status.ACTIVE)

    def in_care(self):
        """These and who is 未开户: whatever is planned, due, promised, searched, handed over or left in peace."""
        return self.filter(status__in=enums.IN_CARE)

    def approachable(self, day):
        """In care, and not in 勿扰 on `day`, which beats every consent and every promise (domain 2.4)."""
        silent = DoNotDisturb.objects.silencing(day).filter(client=models.OuterRef("pk"))
        return self.filter(~models.Exists(silent), status__in=enums.IN_CARE)

    def agreed_to_mail(self, purpose=enums.Purpose.CARE):
        """Who has an address and agreed to get mail for this purpose; status and 勿扰 are not looked at."""
        agreed = Consent.objects.filter(
            client=models.OuterRef("pk"), purpose=purpose, via=Consent.Via.EMAIL, status=Consent.Status.GRANTED
        )
        return self.exclude(email="").filter(models.Exists(agreed))

    def present(self):
        """Whoever is neither dead nor gone: somebody has to look after him, or decide who does."""
        return self.exclude(status__in=enums.GONE)

    def without_manager(self):
        """In care, and nobody who works here looks after them: no manager, or one who was locked out or has left."""
        return self.in_care().filter(has_nobody())

    def ids_by_number(self, numbers):
        """{client number: id} of those that exist."""
        return dict(self.filter(client_no__in=set(numbers)).values_list("client_no", "pk"))

    def due(self, day):
        """Whose promised contact is due on `day` or was due before, or who was put on such a day."""
        return self.approachable(day).filter(asked_for(day))

    def resting(self, day):
        """Whom nobody is asked to call on `day`, because he was not reached so often."""
        return self.in_care().filter(at_rest(day))

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
    source = models.CharField("怎么认识的", max_length=60, blank=True)  # of who came here without an account
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
    # Of a partner: how often he is seen as such. `contact_interval` is the shorter of this and what the tier promises.
    partner_interval = models.PositiveSmallIntegerField("伙伴联系间隔（天）", null=True, blank=True, editable=False)
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
    let_go_on = models.DateField("不再联系起", null=True, blank=True, editable=False)  # of who was 未开户
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
            models.CheckConstraint(
                condition=models.Q(status__in=enums.WITHOUT_ACCOUNT, client_no__startswith=NUMBER)
                | ~models.Q(status__in=enums.WITHOUT_ACCOUNT) & ~models.Q(client_no__startswith=NUMBER),
                name="clients_our_own_number_is_of_who_has_no_account",
            ),
            models.CheckConstraint(
                condition=models.Q(tier="", balance=None, average=None, balances_on=None)
                | ~models.Q(status__in=enums.WITHOUT_ACCOUNT),
                name="clients_without_an_account_nobody_is_rated",
            ),
            models.CheckConstraint(
                condition=models.Q(status=enums.ClientStatus.LET_GO, let_go_on__isnull=False)
                | ~models.Q(status=enums.ClientStatus.LET_GO) & models.Q(let_go_on=None),
                name="clients_who_is_let_go_has_his_day",
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

    @property
    def is_in_care(self):
        return self.status in enums.IN_CARE

    @property
    def has_account(self):
        return self.status not in enums.WITHOUT_ACCOUNT

    @property
    def tier_words(self):
        """「贵宾」, 「未评定」, or of who has no account 「未开户」."""
        return self.get_tier_display() or (UNRATED if self.has_account else self.get_status_display())

    def rests_on(self, day):
        return self.is_in_care and is_resting(self.tries, self.resting_until, day)
