"""What a bank calls our columns: head office says it once (domain G)."""

from django.db import transaction

from imports.kinds import file_kinds
from imports.models import Word
from imports.readers.columns import plain, spellings, title
from staff.audit import Verb, record
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
    return {"kind": word.kind, "header": word.header, "field": title(word.kind, word.field)}
