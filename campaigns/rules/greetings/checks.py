"""Why a greeting may not leave yet (GRT-R1 … GRT-R8, edge O1). The review page shows these, the action refuses on them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns.enums import Tone
from campaigns.rules.greetings.composed import composed, plain
from campaigns.rules.greetings.wording import CHINESE, FIELD, GREETING, LENGTH_LIMIT, wording_problems
from words.content import forbidden_in_text
from words.problems import Problem
from words.similarity import LIBRARY_LIMIT, LIMIT, borrowed, core_of, sentences_of, similarity
from words.surnames import surname_of

OWN_SENTENCE, ABOUT_A_FACT = 12, 6  # Chinese characters of one's own; enough where they speak of a fact
BORROWED = 0.6  # of a sentence that stands in a library sentence
SHARED_SENTENCE = 8
HEAD = 30
TITLES = "先生 女士 小姐 总 经理 老师 医生 大夫 师傅 哥 姐 叔 姨 阿姨 伯 大哥 大姐 老板 书记 主任 校长 兄 工"
DOUBLE_NINTH = "double_ninth"
OLD, OLD_YOU = re.compile("老(?![师板伴家]|人(?!家))"), re.compile("您老(?:人家|(?=[,，。！!；;多要也请别身保]))")
ENDS = re.compile(r"[,，:：!！。?？;；\s]")
ADD_A_SENTENCE = "请加一句只对这位客户说的话"
HELLO, LONGEST_CALL = "您好", 12


@dataclass(frozen=True)
class Addressee:
    name: str
    salutation: str = ""
    is_business: bool = False
    title: str = ""  # surname and 先生 or 女士, where it is known which

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.name, self.salutation, self.title)))

    def called(self, occasion: str = "") -> str:
        """As he likes to be called, else surname and title; a business by its name. '' where nobody knows (GRT-R1)."""
        return self.salutation_on(occasion) or (self.name if self.is_business else self.title)

    def salutation_on(self, occasion: str) -> str:
        """As he likes to be called; '' where nobody knows, and at 重阳 where it calls him old (domain 6.2)."""
        is_old = occasion == DOUBLE_NINTH and OLD.search(self.salutation.replace(self.name, ""))
        return "" if is_old else self.salutation


@dataclass(frozen=True)
class Fact:
    """Something the client agreed to have on record. `sentence` may stand in a draft; one of `words` in a text
    shows that the fact was used. It counts as personal when a person wrote of it, the machine's sentence never does."""

    code: str
    sentence: str
    words: tuple[str, ...] = ()
    counts: bool = True  # as something that only this client can be told

    def is_used_in(self, core: str) -> bool:
        return any((word := core_of(each)) and word in core for each in self.words or (self.sentence,))


@dataclass(frozen=True)
class Sent:
    """A letter written before. `to` is how its addressee may be shown, `names` what to remove from it, `letter` its kind."""

    text: str
    to: str = ""
    names: tuple[str, ...] = ()
    letter: str = ""


def problems_with(
    text: str,
    *,
    client: Addressee,
    facts: Sequence[Fact] = (),
    library: Sequence[str] = (),
    earlier: Iterable[Sent] = (),
    circle: Iterable[Sent] = (),
    tone: str = Tone.JOY,
    occasion: str = "",
    signature: Sequence[str] = (),
    letter: str = GREETING,
    allowed: tuple[re.Pattern, ...] = (),
) -> list[Problem]:
    """Every reason to refuse, saying what to change; empty when the greeting is personal.

    `library`: the phrases on offer, filled in (`library_for`); `earlier`: this manager's letters of 400 days; `circle`: greetings of
    the same occasion to people who know this client; both are asked for only when the text is somebody's own, since no other
    can be sent anyway. `signature`: manager and unit, which every greeting must carry. `letter` and `allowed` as in
    `wording_problems`.
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
        found += _personal_problems(text, names, facts, library) or _similar_problems(
            text, names, library, earlier, circle, signature, letter
        )
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
        forms += [] if client.called(occasion) else [HELLO]
    if _is_bare(lines[0], client, occasion):
        return [f"请称呼“{client.called(occasion)}”：连名带姓的“{client.name}您好”不客气"]
    if any(form in lines[0][:HEAD] for form in forms):
        return []
    if called := client.called(occasion):
        return [f"请在开头称呼“{called}”"]
    return [f"请在开头称呼客户：“{surname}先生”“{surname}女士”，不清楚时写“{HELLO}”"]


def _is_bare(line, client, occasion):
    """Whether the letter begins with the whole name and no title, though a title is known."""
    if client.is_business or not client.called(occasion) or client.name in client.salutation:
        return False
    behind = line.strip().removeprefix(client.name)
    return behind != line.strip() and not behind.startswith(tuple(TITLES.split()))


def _personal_problems(text, names, facts, library) -> list[str]:
    """A sentence of one's own, or some words of one's own about a fact; what the machine wrote is neither."""
    whole = core_of(text, names)
    alike = max((similarity(whole, core_of(phrase, names)) for phrase in library), default=0)
    if alike >= LIBRARY_LIMIT:
        return [f"{ADD_A_SENTENCE}：全文与句库有 {alike:.0%} 相同"]
    runs = own_runs(text, names, [*library, *(fact.sentence for fact in facts)])
    longest = max((_length(run) for run in runs), default=0)
    told = (run for run in runs if _length(run) >= ABOUT_A_FACT)
    if longest >= OWN_SENTENCE or any(fact.counts and fact.is_used_in(run) for run in told for fact in facts):
        return []
    so_far = f"您自己写的目前 {longest} 个字，至少 {OWN_SENTENCE} 个字" if longest else f"至少 {OWN_SENTENCE} 个字"
    or_a_fact = "，或自己写到一件可以写进去的事" if any(fact.counts for fact in facts) else ""
    return [f"{ADD_A_SENTENCE}（{so_far}，系统起草的不算）{or_a_fact}"]


def own_runs(text: str, names: Sequence[str], library: Sequence[str] = ()) -> list[str]:
    """What a person wrote himself, as cores: neighbouring sentences are one, so that no ？ cuts what he says into too short ones."""
    given = [*composed(), *_cores(library, names)]
    runs, is_open = [], False
    for core in sentences_of(_body(text, names), names):
        is_own = not _is_from(core, given)
        if is_own and is_open:
            runs[-1] += core
        elif is_own:
            runs.append(core)
        is_open = is_own
    return runs


def _body(text, names):
    """Without the words that only call him: they are not about him."""
    first, _line_end, rest = unicodedata.normalize("NFKC", text).strip().partition("\n")
    called = ENDS.split(first, maxsplit=1)
    is_call = len(called[0]) <= LONGEST_CALL and (
        HELLO in called[0] or any(name and name in called[0] for name in names)
    )
    return "\n".join([*called[1:], rest]) if is_call or not _length(called[0]) else f"{first}\n{rest}"


def _length(core: str) -> int:
    return len(CHINESE.findall(core))


def _cores(phrases, names) -> list[str]:
    return [core for phrase in phrases for core in sentences_of(phrase, names)]


def _is_from(core: str, given: Sequence[str]) -> bool:
    """A sentence of the library or of the machine stays one when a word is put into it or hung on to it."""
    return any(core == phrase or borrowed(core, phrase) >= BORROWED for phrase in given)


def _similar_problems(text, names, library, earlier, circle, signature, letter) -> list[str]:
    """Too much like another letter, or with a line of it; phrases of the library may come again to who does not know him."""
    sentences, found = sentences_of(text, names), []
    core, common = core_of(text, names), [*plain(), *_cores(library, names)]
    lines = [each for each in sentences if len(each) >= SHARED_SENTENCE]
    own = [each for each in lines if not _is_from(each, common)]
    own += [run for run in own_runs(text, names, library) if len(run) >= SHARED_SENTENCE and run not in own]
    for sent, relation in [*((each, "") for each in earlier), *((each, "（两人可能认识）") for each in circle)]:
        said, to = sentences_of(sent.text, (*sent.names, *signature)), f"{sent.to or '另一位客户'}{relation}"
        other = "".join(said)
        alike = similarity(core, other)
        if alike >= LIMIT:
            found.append((-alike, f"与写给 {to}的{sent.letter or letter}有 {alike:.0%} 相同，请换一种说法"))
        elif line := next((each for each in (lines if relation else own) if _is_said(each, said, other)), ""):
            found.append((0.0, f"与写给 {to}的{sent.letter or letter}有一句相同：“{line}”，请改一处"))
    return [message for _alike, message in sorted(found)[:3]]


def _is_said(line: str, said: Sequence[str], whole: str) -> bool:
    """Word for word, or nearly so where the sentence is long."""
    if line in whole:
        return True
    near = (each for each in said if LIMIT <= len(each) / len(line) <= 1 / LIMIT)
    return len(line) >= OWN_SENTENCE and any(similarity(line, each) >= LIMIT for each in near)
