"""The card 人脉 of one client: what is known of him, by kind, for those who may see it (O14, DOS-R1)."""

from dataclasses import dataclass

from clients.enums import ConsentStatus, Purpose
from clients.enums.facts import FactKind
from clients.models import Consent, Fact
from clients.rules.consents import ask_again_words
from staff.pages import First, first_of
from staff.scope import rows_for

ASKING = "我想记下您家里的大事和您喜欢怎么联系，免得下次又问一遍。只有我和支行看得到，您随时可以让我删掉。您看行吗？"
FEW, ALL = 2, 24  # sentences of one kind on the card; so many in all stand there whole
GROUPS = (
    FactKind.FAMILY,
    FactKind.WORK,
    FactKind.HOBBY,
    FactKind.EXPERTISE,
    FactKind.PREFERENCE,
    FactKind.MANNER,
    FactKind.TABOO,
    FactKind.SERVICE,
    FactKind.NEED,
    FactKind.INTENTION,
    FactKind.INFORMATION,
    FactKind.TAG,
)


@dataclass(frozen=True)
class Group:
    """The facts of one kind, stale ones first, since they ask something, then the latest; the card shows the `first`."""

    kind: str
    label: str
    facts: list
    first: First


@dataclass(frozen=True)
class Dossier:
    """`consent`: the row about 人脉档案 or None; `again`: until when the client is not asked anew, in words.

    `informations`: what stands on its own card, with the chain that it takes. `usable`: what may feed other pieces of the
    page, the latest first.
    """

    groups: list
    count: int
    stale: int
    consent: Consent | None
    again: str
    informations: list
    usable: list
    asking: str = ASKING

    def of_kind(self, kind):
        """The facts of a kind, or of every kind where it is ''."""
        return [fact for group in self.groups if kind in ("", group.kind) for fact in group.facts]

    @property
    def is_agreed(self):
        return self.consent is not None and self.consent.status == ConsentStatus.GRANTED

    @property
    def words(self):
        """How much there is, and on what it rests."""
        if self.consent is None:
            return "还没有问过客户"
        said = f"客户{self.consent.get_status_display()}"
        if not self.is_agreed:
            return said
        stale = f"，{self.stale} 条该核一核" if self.stale else ""
        return f"{self.count} 条{stale} · {said}"

    @property
    def missing(self):
        """Why nothing may be written yet."""
        return f"客户不同意保存人脉，{self.again}" if self.again else "客户还没有同意保存人脉"

    @property
    def seen(self):
        """What stood on the page, for the answer's form."""
        return f"dossier:{self.consent.status}" if self.consent else ""


def dossier_of(client, user, consents, today):
    """The card, with one query, for who reads names in full. `consents`: all of the client's."""
    facts = rows_for(user, _of_client, client=client.pk)
    for fact in facts:
        fact.is_stale = not fact.is_sensitive and fact.good_until < today
    informations = [fact for fact in facts if fact.kind == FactKind.INFORMATION and not fact.is_sensitive]
    usable = [fact for fact in facts if not (fact.is_sensitive or fact.is_stale)]
    usable.sort(key=lambda fact: fact.learned_on, reverse=True)
    facts = [fact for fact in facts if fact.is_stale or fact not in informations]  # here an information asks 还对吗
    consent = next((row for row in consents if row.purpose == Purpose.DOSSIER), None)
    again = consent and ask_again_words(consent.purpose, consent.status, consent.obtained_on, today)
    return Dossier(
        _groups(facts), len(facts), sum(fact.is_stale for fact in facts), consent, again or "", informations, usable
    )


def _of_client(user, *, client):
    return Fact.objects.visible_to(user).filter(client=client).agreed().select_related("by").order_by("-pk")


def _groups(facts):
    found, size = [], ALL if len(facts) <= ALL else FEW
    for kind in GROUPS:
        rows = sorted((fact for fact in facts if fact.kind == kind), key=lambda fact: not fact.is_stale)
        if rows:
            found.append(Group(kind.value, kind.label, rows, first_of(rows, size)))
    return found
