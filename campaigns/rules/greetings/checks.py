"""Why a greeting may not leave yet (GRT-R1 … GRT-R8, edge O1). The review page shows these, the action refuses on them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.enums import Tone
from campaigns.rules.greetings.wording import CHINESE, FIELD, GREETING, LENGTH_LIMIT, wording_problems
from words.content import forbidden_in_text
from words.problems import Problem
from words.similarity import LIBRARY_LIMIT, LIMIT, borrowed, core_of, sentences_of, similarity
from words.surnames import surname_of

OWN_SENTENCE = 12  # Chinese characters
BORROWED = 0.6  # of a sentence that stands in a library sentence
SHARED_SENTENCE = 8
HEAD = 30
TITLES = "先生 女士 小姐 总 经理 老师 医生 大夫 师傅 哥 姐 叔 姨 阿姨 伯 大哥 大姐 老板 书记 主任 校长 兄 工"
DOUBLE_NINTH = "double_ninth"
OLD, OLD_YOU = re.compile("老(?![师板伴家]|人(?!家))"), re.compile("您老(?:人家|(?=[,，。！!；;多要也请别身保]))")
ENDS = re.compile(r"[,，:：!！。?？;；\s]")
ADD_A_SENTENCE = "请加一句只对这位客户说的话"


@dataclass(frozen=True)
class Addressee:
    name: str
    salutation: str = ""
    is_business: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.salutation)))

    def salutation_on(self, occasion: str) -> str:
        """As he likes to be called; '' where nobody knows, and at 重阳 where it calls him old (domain 6.2)."""
        is_old = occasion == DOUBLE_NINTH and OLD.search(self.salutation.replace(self.name, ""))
        return "" if is_old else self.salutation


@dataclass(frozen=True)
class Fact:
    """Something the client agreed to have on record. `sentence` may stand in a draft; one of `words` in a text
    shows that the fact was used."""

    code: str
    sentence: str
    words: tuple[str, ...] = ()

    def is_used_in(self, core: str) -> bool:
        return any((word := core_of(each)) and word in core for each in self.words or (self.sentence,))


@dataclass(frozen=True)
class Sent:
    """A greeting written before. `to` is how its addressee may be shown (masked), `names` what to remove from it."""

    text: str
    to: str = ""
    names: tuple[str, ...] = ()


def problems_with(
    text: str,
    *,
    client: Addressee,
    facts: Sequence[Fact] = (),
    library: Sequence[str] = (),
    earlier: Sequence[Sent] = (),
    circle: Sequence[Sent] = (),
    tone: str = Tone.JOY,
    occasion: str = "",
    signature: Sequence[str] = (),
    letter: str = GREETING,
    allowed: tuple[re.Pattern, ...] = (),
) -> list[Problem]:
    """Every reason to refuse, saying what to change; empty when the greeting is personal.

    `library`: the phrases on offer, filled in (`library_for`); `earlier`: this manager's greetings of 400 days; `circle`: greetings of
    the same occasion to people who know this client; `signature`: manager and unit, which every greeting must carry. `letter`
    and `allowed` as in `wording_problems`.
    """
    if len(text or "") > LENGTH_LIMIT:
        return forbidden_in_text(text, FIELD, LENGTH_LIMIT)
    text = text or ""
    names = (*client.names, *signature)
    found = [
        *wording_problems(text, tone, occasion, names, letter, allowed),
        *_address_problems(text, client, occasion),
        *(f"请署名“{part}”" for part in signature if part and part not in text),
    ]
    if len(core_of(text, names)) >= SHARED_SENTENCE:
        found += _personal_problems(text, names, facts, library, [*earlier, *circle], signature)
        found += _similar_problems(text, names, earlier, circle, signature, letter)
    return [Problem(FIELD, message) for message in dict.fromkeys(found)]


def _address_problems(text: str, client: Addressee, occasion: str) -> list[str]:
    lines = unicodedata.normalize("NFKC", text).strip().splitlines() or [""]
    if occasion == DOUBLE_NINTH:
        called = ENDS.split(lines[0].replace(client.name, ""), maxsplit=1)[0][:HEAD]
        if OLD.search(called) or OLD_YOU.search(text):
            return ["重阳称呼里不用“老”字，请改用姓氏加称谓，例如“先生”“女士”"]
    surname = surname_of(client.name)
    forms = [*client.names]
    if not client.is_business:
        given = client.name[len(surname) :]
        forms += [given] if len(given) > 1 else []
        forms += [surname + title for title in TITLES.split()] if surname else []
    if any(form in lines[0][:HEAD] for form in forms):
        return []
    return [f"请在开头称呼“{client.salutation_on(occasion) or client.name}”"]


def _personal_problems(text, names, facts, library, others, signature) -> list[str]:
    """A fact of this client, or an own sentence; and not the library's words alone."""
    from_library = [core for phrase in library for core in sentences_of(phrase, names)]
    sentences = sentences_of(text, names)
    lent = sum(len(core) for core in sentences if _is_from(core, from_library))
    whole = core_of(text, names)
    if any(similarity(whole, core_of(phrase, names)) >= LIBRARY_LIMIT for phrase in library):
        return [ADD_A_SENTENCE]
    if lent >= LIBRARY_LIMIT * sum(map(len, sentences)):
        return [ADD_A_SENTENCE]
    if any(fact.is_used_in(whole) for fact in facts):
        return []
    written = [core_of(sent.text, (*sent.names, *signature)) for sent in others]
    for core in sentences:
        is_long = len(CHINESE.findall(core)) >= OWN_SENTENCE
        if is_long and not _is_from(core, from_library) and not any(core in each for each in written):
            return []
    return [f"{ADD_A_SENTENCE}（至少 {OWN_SENTENCE} 个字），或提到一件与他有关的事"]


def _is_from(core: str, library: list[str]) -> bool:
    """A library sentence stays one when a word is put into it or hung on to it."""
    return any(core == phrase or borrowed(core, phrase) >= BORROWED for phrase in library)


def _similar_problems(text, names, earlier, circle, signature, letter) -> list[str]:
    found = []
    core, sentences = core_of(text, names), sentences_of(text, names)
    for sent, relation in [*((each, "") for each in earlier), *((each, "（两人可能认识）") for each in circle)]:
        other, to = core_of(sent.text, (*sent.names, *signature)), f"{sent.to or '另一位客户'}{relation}"
        alike = similarity(core, other)
        if alike >= LIMIT:
            found.append((-alike, f"与写给 {to}的{letter}有 {alike:.0%} 相同，请换一种说法"))
        elif relation:
            shared = (each for each in sentences if len(each) >= SHARED_SENTENCE and each in other)
            found += [(0.0, f"与写给 {to}的{letter}有一句相同：“{each}”，请改一处") for each in shared]
    return [message for _alike, message in sorted(found)[:3]]
