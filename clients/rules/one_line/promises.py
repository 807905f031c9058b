"""What somebody still owes: who has to act, what, and until which day. What is done, wished or only possible is no promise."""

from dataclasses import dataclass

from clients.rules.one_line import phrases
from clients.rules.one_line.clauses import SIGN

US, THEM = "us", "client"
ABOUT = 30  # signs of what is promised


@dataclass
class Promise:
    """`mark` is the clause it was read from, `said` the words of its day."""

    owes: str
    due: object
    about: str
    mark: str
    said: str = ""


def is_possible(text):
    return bool(phrases.POSSIBLE.search(text)) and not phrases.STILL_FIRM.search(text)


def is_owed(clause, day, speaker, took_place):
    """Whether somebody owes something in this clause; `day` is its DayWord to come, None without one."""
    text = clause.text
    if phrases.NOT_OWED.search(text) or is_possible(text):
        return False
    rest = _after_day(clause, day) if day else clause.bare
    comes = phrases.COMES.search(text) or phrases.TO_US.search(text)
    if day and speaker == THEM and not comes and phrases.OWN_PLAN.match(text):
        return False
    if day and phrases.EVENT.match(rest.lstrip("，, ")) and not phrases.AFTER_EVENT.search(rest):
        return False
    if day and day.due:
        return _is_promised(clause) and not _is_told(clause, day)
    if phrases.DONE.search(text) or (_ends_told(text) and not phrases.COMMIT.search(text)):
        return False
    if day and phrases.WORK.search(about_of(clause)) and not phrases.HAPPENED.search(clause.bare):
        return True
    return _is_bound(text, clause.bare, speaker, took_place)


def _is_promised(clause):
    """With a day to come any word of work binds."""
    text, by_words = clause.text, (phrases.COMES, phrases.TO_US, phrases.COMMIT, phrases.THEM_ASKED)
    named = phrases.WORK.search(about_of(clause)) or phrases.I_DO.match(clause.bare)
    return bool(named) or any(pattern.search(text) for pattern in by_words)


def _is_told(clause, day):
    """The day can be one that has been, and the clause says that it happened."""
    open_ = clause.text.endswith("吧") or phrases.COMMIT.search(clause.text)
    return bool(day.past and phrases.HAPPENED.search(clause.bare) and not open_)


def _ends_told(text):
    """A clause that ends with 了 tells of what is, not of what is owed."""
    return text.endswith("了") and not text.endswith(("给他了", "再说了"))


def _is_bound(text, bare, speaker, took_place):
    """Without a day only plain words of a duty bind."""
    if phrases.US_ASKED.search(text):
        return bool(phrases.WORK.search(text[phrases.US_ASKED.search(text).end() :]))
    if phrases.TO_US.search(text) and phrases.WAITS.search(text):
        return True
    if phrases.HE_COMES.search(text):
        return True
    if phrases.I_SAY.search(text):
        return bool(phrases.WORK.search(text[phrases.I_SAY.search(text).end() :]))
    if phrases.I_WILL.search(text):
        return bool(phrases.WORK.search(bare))
    if phrases.THEM_ASKED.search(text) and took_place:
        return bool(phrases.HIS_WORK.search(text, phrases.THEM_ASKED.search(text).end()))
    return bool(phrases.COMMIT.search(text) and phrases.WORK.search(phrases.COMMIT.sub("", bare)))


def _after_day(clause, day):
    return clause.text[max(day.end - clause.start, 0) :]


def owes_of(clause, day, speaker, subject):
    """Who has to act: the one who is asked, else the one who acts, else the one who spoke."""
    bare = phrases.LEAD_US.sub("", clause.bare)
    return _asked(clause, day) or _named(clause, bare, speaker, subject) or _by_deed(bare, speaker, subject)


def _asked(clause, day):
    text = clause.text
    if phrases.US_ASKED.search(text) or phrases.OURS_FIRST.search(text):
        return US
    if phrases.WE_TELL.match(text):
        return US
    asked = phrases.THEM_ASKED.search(text)
    if asked and phrases.FOR_HIM.search(text, asked.end()):  # 让小赵给他送
        return US
    if asked and day:  # 提醒他周三还款 is his to do, 周三提醒他还款 ours
        return US if day.end <= clause.start + asked.start() else THEM
    return THEM if asked else None


def _named(clause, bare, speaker, subject):
    """By the one who is named as acting, or as the receiver."""
    text = clause.text
    if phrases.TOLD_HIM.search(text) and (phrases.HIS_DEED.search(bare) or phrases.COMES.search(bare)):
        return THEM
    if phrases.OUR_WORD.match(bare):
        return US
    if (
        phrases.I_SAY.search(text)
        and not phrases.I_WILL.search(text)
        and phrases.COMES.search(bare)
        and not phrases.TO_THEM.search(bare)
    ):
        return THEM
    if phrases.I_WILL.search(text) or phrases.I_SAY.search(text) or phrases.I_ACT.search(bare.lstrip(", ")):
        return THEM if phrases.WAITS.search(text) else US
    if phrases.TO_US.search(text) or phrases.GIVES_US.search(bare):
        return THEM
    if subject == THEM and not phrases.SENT.search(bare):
        for_him = phrases.FOR_HIM.search(bare) and not phrases.COMES.search(bare)
        return US if speaker == THEM and for_him else THEM
    return None


def _by_deed(bare, speaker, subject):
    """By what is to be done: who comes is the client, who brings or answers is the bank."""
    if phrases.OURS.search(bare):
        return US
    if phrases.COMES.search(bare) and not phrases.TO_THEM.search(bare):
        return THEM
    if phrases.TO_THEM.search(bare) or (phrases.GOES.search(bare) and subject != THEM):
        return US
    return THEM if subject == THEM or (speaker == THEM and phrases.OWN_ACT.search(bare)) else US


def about_of(clause):
    """What is to be done, in the words of the line, without its day and its opening."""
    words = clause.bare.strip()
    before = None
    while words != before:
        before = words
        words = phrases.LEAD.sub("", words).strip()
    return SIGN.sub(" ", words).strip()[:ABOUT]
