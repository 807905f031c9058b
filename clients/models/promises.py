from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clients import enums
from clients.models.clients import Client
from clients.models.contacts import ContactLog
from clients.models.facts import Fact
from clients.models.requests import Request
from clients.rules.promises import OF_COMPLAINT
from staff.roles import Permission, Role
from staff.scope import ScopedQuerySet, covered_ids, reach, subtree_ids


def is_shown():
    """Not about an information that the client agrees to no more, or that was ended."""
    told = models.Exists(Fact.objects.agreed().filter(pk=models.OuterRef("fact")))
    return ~Q(origin=enums.PromiseOrigin.FACT) | told


def is_to_client():
    """What we owe a client himself, to be done by who looks after him. A complaint is answered by the head."""
    return Q(owes=enums.Owes.STAFF, client__isnull=False, owed_to__isnull=True) & ~Q(origin__in=OF_COMPLAINT)


def asks_on(day):
    """Open, and not such that a client would be asked on `day` who is left in peace (domain 2.4)."""
    approachable = Client.objects.approachable(day).filter(pk=models.OuterRef("client"))
    with_us = Q(client=None) | Q(owes=enums.Owes.STAFF, owed_to__isnull=False) | Q(origin__in=OF_COMPLAINT)
    return Q(state=enums.PromiseState.OPEN) & (with_us | models.Exists(approachable))


class PromiseQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Those about the clients within reach, and those that one owes or is owed; without a client also to the heads of the two.

        Who was asked about an information reads it on a page of its own (clients/queries/information.py), and its words are for
        those who read names, as the facts are.
        """
        if not user.is_active:
            return self.none()
        of_client = Q(client__isnull=False) & reach(user, self.to_client)
        if user.role == Role.BRANCH_HEAD:  # among other ways to see it, so that no join is made for what others owe
            of_client = Q(client__in=Client.objects.visible_to(user).order_by().values("pk"))
        if not user.can(Permission.VIEW_NAMES):
            of_client &= ~Q(origin=enums.PromiseOrigin.FACT)
        concerned = [user.pk, *covered_ids(user)]
        between_us = (Q(owed_by__in=concerned) | Q(owed_to__in=concerned)) & ~Q(origin=enums.PromiseOrigin.FACT)
        seen = of_client | between_us
        if user.role == Role.BRANCH_HEAD:
            units = subtree_ids(user)
            people = user.__class__.objects.filter(unit__in=units).order_by().values("pk")
            seen |= Q(client__isnull=True) & (Q(owed_by__in=people) | Q(owed_to__in=people))
        return self.filter(seen).apart_from(user).shown()

    def shown(self):
        return self.filter(is_shown())

    def open(self):
        return self.filter(state=enums.PromiseState.OPEN)

    def kept(self):
        """Kept as a person said, not as the system supposed."""
        return self.filter(state=enums.PromiseState.KEPT, is_presumed=False)

    def due(self, day):
        """Open, and to be kept on `day` or before."""
        return self.open().filter(due_on__lte=day)

    def of_information(self):
        """Answers owed about an information that was handed on, open and closed."""
        return self.filter(origin=enums.PromiseOrigin.FACT, fact__isnull=False)

    def asking(self, day):
        """Those that somebody is reminded of on `day`."""
        return self.filter(asks_on(day))

    def without_information(self):
        """The others: an information that was handed on has its own page, where it may be hidden again."""
        return self.exclude(origin=enums.PromiseOrigin.FACT)

    def owed_by_us(self):
        return self.filter(owes=enums.Owes.STAFF)

    def to_clients(self):
        """What we owe a client himself."""
        return self.filter(is_to_client())


class Promise(models.Model):
    """承诺: who owes what to whom until when. A person closes it, never the mere fact of a later contact.

    `due_at` is set where the promise is due at a moment; `due_on` is its day then. Without a client it is between two members
    of staff. `owed_to` None: the client is owed; `owed_by` None: he owes.
    """

    Owes = enums.Owes
    State = enums.PromiseState
    Origin = enums.PromiseOrigin

    client = models.ForeignKey(
        Client, models.CASCADE, null=True, blank=True, related_name="promises", verbose_name="客户", db_index=False
    )
    owes = models.CharField("谁答应的", max_length=6, choices=Owes)
    owed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="owes", verbose_name="谁来办"
    )
    owed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="is_owed", verbose_name="答应谁"
    )
    what = models.CharField("答应的事", max_length=80)
    due_on = models.DateField("期限")
    due_at = models.DateTimeField("时刻", null=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State, default=State.OPEN)
    origin = models.CharField("来源", max_length=10, choices=Origin)
    log = models.ForeignKey(
        ContactLog, models.CASCADE, null=True, blank=True, related_name="promises", verbose_name="出自联系记录"
    )
    fact = models.ForeignKey(
        Fact, models.CASCADE, null=True, blank=True, related_name="promises", verbose_name="出自信息"
    )
    request = models.ForeignKey(
        Request, models.CASCADE, null=True, blank=True, related_name="promises", verbose_name="出自申请"
    )
    made_at = models.DateTimeField("登记时间", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记人"
    )
    words = models.CharField("结果说明", max_length=200, blank=True)
    proof = models.ForeignKey(
        ContactLog, models.SET_NULL, null=True, blank=True, related_name="proves", verbose_name="凭据"
    )
    is_presumed = models.BooleanField("系统推定", default=False)
    closed_at = models.DateTimeField("了结时间", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="了结人"
    )
    # Of a handed information: when who asked has seen the answer.
    read_at = models.DateTimeField("看过结果的时间", null=True, blank=True)
    # Of an order (督办): what the head himself will do for it, and which thing it is about, as "signal:7".
    help_words = models.CharField("我来帮您", max_length=120, blank=True)
    about = models.CharField(max_length=40, blank=True, editable=False)
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "承诺"
        constraints = [
            models.CheckConstraint(
                condition=Q(owes=enums.Owes.STAFF) | Q(client__isnull=False), name="clients_a_client_who_owes_is_known"
            ),
            models.CheckConstraint(
                condition=Q(owes=enums.Owes.STAFF, owed_by__isnull=False) | Q(owes=enums.Owes.CLIENT, owed_by=None),
                name="clients_somebody_of_ours_owes_or_the_client",
            ),
            models.CheckConstraint(
                condition=Q(client__isnull=False) | Q(owed_to__isnull=False),
                name="clients_a_promise_is_owed_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(origin="order") | ~Q(help_words="") & Q(owed_by__isnull=False, owed_to__isnull=False),
                name="clients_an_order_says_who_gave_it_and_how_he_helps",
            ),
            models.UniqueConstraint(
                fields=["about"], condition=Q(state="open") & ~Q(about=""), name="clients_one_open_order_a_thing"
            ),
            models.CheckConstraint(condition=~Q(what=""), name="clients_a_promise_has_words"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="clients_a_closed_promise_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["client", "state", "due_on"], name="clients_promises_of_client"),
            models.Index(fields=["owed_by", "due_on"], condition=Q(state="open"), name="clients_promises_to_keep"),
            models.Index(fields=["owed_to", "due_on"], condition=Q(state="open"), name="clients_promises_waited_for"),
            models.Index(fields=["due_on", "client"], condition=Q(state="open"), name="clients_promises_by_day"),
            models.Index(
                fields=["owed_to"],
                condition=Q(origin="fact", read_at=None) & ~Q(state="open"),
                name="clients_answers_to_read",
            ),
        ]

    def __str__(self):
        return f"承诺 {self.pk}"
