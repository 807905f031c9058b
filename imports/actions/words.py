"""What a bank calls our columns: head office says it once (domain G)."""

from django.db import transaction
from django.utils import timezone

from clients.rules.facts import SENSITIVE_CLASS, class_of, fact_problems, topic_problems, year_after
from imports.kinds import file_kinds
from imports.models import Word
from imports.readers.columns import plain, spellings, title
from staff.audit import Verb, compared, record
from words.content import forbidden_in_text
from words.masking import mask_text
from words.problems import Problem, Refused


@transaction.atomic
def add_word(header, *, kind, field, by):
    """From now on `header` is read as this column of this kind of file. Refuses one that is understood already."""
    header = header.strip()
    problem = _problem(header, kind, field)
    if problem:
        raise Refused(Problem("header", problem))
    word, is_new = Word.objects.get_or_create(kind=kind, header=header, defaults={"field": field, "by": by})
    if is_new:
        record(Verb.CREATE, by=by, target=word, changes=_said(word))
    return word


@transaction.atomic
def add_tag(header, *, kind, text, topic, by, now):
    """From now on the tag means this: a fact of this kind with these words (without any, the tag's own), or SKIP for nothing.

    Refuses what no fact may say, and what would be a sensitive one (O20).
    """
    header, topic, text = header.strip(), topic.strip(), text.strip() or header.strip()
    problems = [] if kind == Word.SKIP else [*_fact_problems(kind, text, now), *topic_problems(topic)]
    if forbidden_in_text(header) or mask_text(header) != header:
        problems.append(Problem("header", "这不像标签，请核对"))
    if problems:
        raise Refused(problems)
    values = {"field": kind, "text": "" if kind == Word.SKIP else text, "topic": topic, "by": by}
    former = Word.objects.filter(kind=Word.TAGS, header=header).first()
    word, is_new = Word.objects.update_or_create(kind=Word.TAGS, header=header, defaults=values)
    changes = _said(word) | compared(former, word, ("field", "text", "topic"))
    record(Verb.CREATE if is_new else Verb.UPDATE, by=by, target=word, changes=changes)
    return word


def _fact_problems(kind, text, now):
    today = timezone.localdate(now)
    if class_of(text) == SENSITIVE_CLASS:
        return [Problem("text", "这是敏感信息，不从标签导入")]
    days = {"learned_on": today, "good_until": year_after(today), "today": today}
    return fact_problems(kind=kind, text=text, is_sensitive=False, item="", **days)


@transaction.atomic
def remove_word(word, *, by):
    record(Verb.DELETE, by=by, target=word, changes=_said(word))
    word.delete()


def _problem(header, kind, field):
    if field not in file_kinds()[kind].columns:
        return "没有这一列，请重新选择"
    if not plain(header):
        return "请写文件里的列名"
    if forbidden_in_text(header) or mask_text(header) != header:
        return "这不像列名，请核对"
    if plain(header) in {
        spelling for headers in file_kinds()[kind].columns.values() for spelling in spellings(headers)
    }:
        return "这个列名本来就认识，不用登记"
    said = next((word for word in Word.objects.filter(kind=kind) if plain(word.header) == plain(header)), None)
    return said and f"这个列名已经登记为“{title(kind, said.field)}”，要改请先去掉原来的"


def _said(word):
    if word.kind == Word.TAGS and word.field not in file_kinds()[word.kind].columns:
        return {"kind": word.kind, "header": word.header, "field": word.field}
    return {"kind": word.kind, "header": word.header, "field": title(word.kind, word.field)}
