"""The library of openings and wishes (GRT-R8): head office writes it, and no sentence says what no greeting may."""

from django.db import transaction

from campaigns.models import GreetingPhrase, Occasion
from campaigns.queries.greetings.clues import forget_phrases
from campaigns.rules.greetings.wording import LEFTOVER, wording_problems
from staff.audit import Verb, compared, record
from words.problems import Problem, Refused

TOKENS = ("{称呼}", "{节日}", "{机构}", "{经理}", "{农历}")


@transaction.atomic
def save_phrase(phrase, *, by):
    """Adds or changes a sentence of the library. Refuses words that no greeting may hold."""
    phrase.text, phrase.code = phrase.text.strip(), phrase.code.strip()
    known = Occasion.objects.filter(code=phrase.code).exists()
    if phrase.code and not known:
        raise Refused(Problem("code", "没有这个节日代码"))
    problems = phrase_problems(phrase)
    if problems:
        raise Refused(problems)
    same = GreetingPhrase.objects.filter(code=phrase.code, part=phrase.part, text=phrase.text).exclude(pk=phrase.pk)
    if same.exists():
        raise Refused(Problem("text", "句库里已有这一句"))
    stored = GreetingPhrase.objects.filter(pk=phrase.pk).first()
    phrase.save()
    transaction.on_commit(forget_phrases)
    changes = compared(stored, phrase, ("code", "part", "text", "is_active"))
    record(Verb.UPDATE if stored else Verb.CREATE, by=by, target=phrase, changes=changes)
    return phrase


def phrase_problems(phrase):
    plain = phrase.text
    for token in TOKENS:
        plain = plain.replace(token, "客")
    if LEFTOVER.search(plain):
        return [Problem("text", f"只能使用{'、'.join(TOKENS)}")]
    # The length of a whole greeting is not asked of one sentence.
    problems = wording_problems(plain + "愿您一切顺心如意", phrase.tone or Occasion.Tone.JOY, phrase.code)
    return [Problem("text", problem) for problem in problems]
