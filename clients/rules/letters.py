"""交接信: ten lines about a client, which the manager who leaves him completes for the next one (O24)."""

from dataclasses import dataclass
from datetime import date

from clients.enums import Owes, Tier
from clients.enums.facts import FactKind
from clients.rules.facts import to_do, words_problems
from clients.rules.free_texts import free_text_problems
from clients.rules.promises import when_words
from clients.rules.ranks import TOP_THREE
from words.content import forbidden_in_line, forbidden_in_text
from words.dates import day_text
from words.masking import mask_text
from words.money import money_text
from words.problems import Problem

TITLES = (
    "客户是谁",
    "怎么认识的",
    "家里",
    "钱从哪来，什么时候动",
    "谁说了算",
    "怎么打交道",
    "答应过客户什么",
    "客户帮过我们什么",
    "风险与忌讳",
    "第一次见面说什么",
)
NEEDED = (4, 6, 9, 10)  # numbers of the lines that only the manager can tell
ASKED_OF = {4: "钱从哪来、什么时候要动", 6: "怎么和客户打交道", 9: "要避开什么", 10: "接手人第一次见面说什么"}
OPTIONAL = (Tier.STANDARD,)  # besides the upper three, whose letters are owed
SENTENCE_LIMIT, KNOWN_LIMIT = 80, 100  # characters: ten lines have to fit into one row of the ledger
QUESTION_LIMIT = 80
NOTHING = "没有记录"
BAR = "｜"  # between the parts of a line that is kept


@dataclass(frozen=True)
class Known:
    """A fact, as the letter needs it."""

    kind: str
    text: str
    is_sensitive: bool = False
    is_risk: bool = False


@dataclass(frozen=True)
class Owed:
    owes: str
    what: str
    due_on: date


@dataclass(frozen=True)
class About:
    """What the system knows. `facts` rest on the client's consent, `average` and `maturing` (product, 元, day) are amounts.

    `favours` and `days` are (day, words); `memorials` days; `quiet` and `hint` words; `meet_by` until when one introduces.
    """

    who: tuple[str, ...] = ()
    opened_on: date | None = None
    since: date | None = None
    giver: str = ""
    contacts: int = 0
    last_on: date | None = None
    average: object = None
    maturing: tuple = ()
    promises: tuple[Owed, ...] = ()
    favours: tuple = ()
    facts: tuple[Known, ...] = ()
    days: tuple = ()
    memorials: tuple = ()
    quiet: tuple[str, ...] = ()
    hint: str = ""
    sponsor: str = ""
    complains: bool = False
    meet_by: date | None = None


@dataclass(frozen=True)
class Line:
    """`known` is kept with the letter; `told` is read anew, since it goes with the client's consent, as is `money`, which stands
    on no paper; `sentence` is a person's."""

    number: int
    title: str
    known: str = ""
    told: str = ""
    money: str = ""
    sentence: str = ""

    @property
    def name(self) -> str:
        return f"line{self.number}"

    @property
    def is_needed(self) -> bool:
        return self.number in NEEDED

    @property
    def words(self) -> str:
        """What is known already, in one line."""
        return "；".join(filter(None, (self.known, self.money, self.told))) or NOTHING

    @property
    def paper(self) -> str:
        """The same without amounts."""
        return "；".join(filter(None, (self.known, self.told))) or NOTHING


def lines_of(about: About, today: date) -> list[Line]:
    """The ten lines as far as the system knows them."""
    known, told, money = _known(about, today), _told(about, today), {4: _money(about)}
    return [
        Line(number, title, _cut(known.get(number, ())), "；".join(told.get(number, ())), money.get(number, ""))
        for number, title in enumerate(TITLES, 1)
    ]


def letter_problems(sentences: dict[str, str]) -> list[Problem]:
    """Why the letter may not be handed over like this, at the fields line1 … line10; a line that is missing, too."""
    missing = [
        Problem(f"line{number}", f"请补一句{what}")
        for number, what in ASKED_OF.items()
        if not sentences[f"line{number}"]
    ]
    return missing + words_of_letter_problems(sentences)


def words_of_letter_problems(sentences: dict[str, str]) -> list[Problem]:
    """Why these words may stand in no letter, finished or not: the client may read it one day (H4)."""
    return [problem for name, text in sentences.items() for problem in sentence_problems(text, name, SENTENCE_LIMIT)]


def sentence_problems(text: str, name: str, limit: int) -> list[Problem]:
    """Nothing about character, illness, faith or politics, no numbers and no names of relatives; one line."""
    found = [*forbidden_in_text(text, name, limit), *forbidden_in_line(text, name)]
    return found or free_text_problems(text, name) or words_problems(text, name)


def note_of(lines: list[Line]) -> str:
    """The letter as it is kept in the ledger: what the system knew without what rests on a consent, and the sentences."""
    return "\n".join(f"{line.title}{BAR}{_plain(line.known)}{BAR}{_plain(line.sentence)}" for line in lines)


def lines_in(note: str) -> list[Line]:
    """The lines of a letter that was kept."""
    parts = [row.split(BAR) for row in note.split("\n")]
    return [
        Line(number, *part[:2], sentence=part[2]) for number, part in enumerate(parts, 1) if len(part) == len(("",) * 3)
    ]


def may_have_letter(tier: str) -> bool:
    return tier in (*TOP_THREE, *OPTIONAL)


def _known(about, today):
    """{number: words} of what is the bank's own to know."""
    years = f"{about.opened_on.year} 年起的客户" if about.opened_on else ""
    since = f"{day_text(about.since, today)} 起由{about.giver}管户" if about.since and about.giver else ""
    last = f"最近 {day_text(about.last_on, today)}" if about.last_on else ""
    talks = "，".join(filter(None, (f"{about.contacts} 次有效联系", last))) if about.contacts else "还没有有效联系"
    ends = [f"{day_text(on, today)} {product}到期" for product, _amount, on in about.maturing]
    return {
        1: [*about.who, years],
        2: [since, talks],
        4: ends,
        5: [f"{about.sponsor}共同维护" if about.sponsor else ""],
        6: [about.hint, *about.quiet],
        7: [_owed(row, today) for row in about.promises],
        8: [f"{day_text(on, today)} {mask_text(words)}" for on, words in about.favours],
        9: ["投诉还没有办好，先说声对不住" if about.complains else ""],
        10: [f"{day_text(about.meet_by, today)} 前介绍给接手人" if about.meet_by else ""],
    }


def _told(about, today):
    """{number: words} of what the client agreed to have written down."""
    of = {kind: [fact.text for fact in about.facts if fact.kind == kind and not fact.is_sensitive] for kind in FactKind}
    services = [to_do(fact.text) for fact in about.facts if fact.kind == FactKind.SERVICE]
    hidden = sum(fact.is_sensitive and fact.kind != FactKind.SERVICE for fact in about.facts)
    return {
        1: of[FactKind.WORK],
        3: [*of[FactKind.FAMILY], *(f"{day_text(on, today)} {words}" for on, words in about.days)],
        4: of[FactKind.NEED],
        5: of[FactKind.TAG],
        6: list(dict.fromkeys(filter(None, (*of[FactKind.MANNER], *of[FactKind.PREFERENCE], *services)))),
        8: of[FactKind.EXPERTISE],
        9: [
            *of[FactKind.TABOO],
            *(f"{day_text(on, today)} 家里的忌日，不打扰" for on in about.memorials),
            *(fact.text for fact in about.facts if fact.is_risk),
            *([f"另有 {hidden} 条敏感信息，见客户页"] if hidden else ()),
        ],
        10: [*of[FactKind.HOBBY], *of[FactKind.INTENTION]],
    }


def _money(about):
    average = [f"年日均 {money_text(about.average)}"] if about.average is not None else []
    return "；".join([*average, *(f"{product} {money_text(amount)}" for product, amount, _on in about.maturing)])


def _owed(row, today):
    side = "" if row.owes == Owes.STAFF else "客户答应："
    return f"{side}{mask_text(row.what)}，{when_words(row.due_on, row.owes, today)}"


def _cut(parts):
    words = "；".join(filter(None, parts))
    return words if len(words) <= KNOWN_LIMIT else f"{words[: KNOWN_LIMIT - 1]}…"


def _plain(text):
    return " ".join(text.replace(BAR, "，").split())
