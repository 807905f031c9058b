"""Which column is which: Chinese and English headers, and the kind of file that they make (domain G)."""

import re
import unicodedata

from imports.kinds import file_kinds
from imports.readers.signs import without_invisible
from words.masking import mask_text
from words.problems import Refused

MOST_COLUMNS = 60
SEPARATING = re.compile(r"[\s_()\[\]{}【】〔〕<>《》「」*:,;./、。'\"“”-]")
NOTE = re.compile(r"(?:非?必填|选填|必输|必录|可选|可空|文本(?:格式)?|\d+位|yyyymmdd)+$")
YUAN = re.compile(r"(?<=.)(?:单位|折合?)?(?:人民币元?|元|¥|rmb|cny|yuan)+$")
OTHER_UNIT = re.compile(
    r"(?<=.)(?:单位|折合?)?(?:人民币|rmb|cny)?"
    r"(?:[十百千万亿]+元?|角|分|fen|cents?|wan|美元?|usd|港[币元]?|hkd|欧元?|eur|日元?|jpy|英镑|gbp|外币)$"
)


def plain(header):
    """A header without blanks, brackets and what says no more than 必填 or 元."""
    text = SEPARATING.sub("", unicodedata.normalize("NFKC", without_invisible(header))).lower()
    return YUAN.sub("", NOTE.sub("", text))


def spellings(headers):
    return {plain(header) for header in headers.split()}


def fields_of(importer):
    """{a header as it may be spelt: its field}."""
    return {spelling: field for field, headers in importer.columns.items() for spelling in spellings(headers)}


def title(kind, field):
    """The header by which a field is named to people."""
    return file_kinds()[kind].columns[field].split()[0]


def recognise(headers):
    """Returns (kind, field or None per column, unknown headers, headers known but not kept).

    Raises Refused, which names what is missing, double or too much.
    """
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        raise Refused(f"表头有 {len(headers):,} 列，超过了 60 列，不像银行的导出文件。请删去用不到的列，再导入。")
    known = [plain(header) for header in headers]
    kinds = file_kinds()
    named = {kind: fields_of(importer) for kind, importer in kinds.items()}
    _check_units(headers, known, named)
    hits = {kind: {fields[name] for name in known if name in fields} for kind, fields in named.items()}
    whole = [kind for kind, importer in kinds.items() if hits[kind].issuperset(importer.required)]
    if not whole:
        raise Refused(_why_not(headers, hits))
    kind = max(whole, key=lambda candidate: len(hits[candidate]))
    fields = [named[kind].get(name) for name in known]
    _check_doubles(kind, headers, fields)
    names = [mask_text(header.strip()) or f"第{place}列（无表头）" for place, header in enumerate(headers, 1)]
    not_kept = spellings(kinds[kind].not_kept)
    spare = [(name, plain(name) in not_kept) for name, field in zip(names, fields, strict=True) if not field]
    return (
        kind,
        fields,
        [name for name, unneeded in spare if not unneeded],
        [name for name, unneeded in spare if unneeded],
    )


def _check_units(headers, known, named):
    """An amount in 万元 or 美元 read as 元 would be wrong without a word."""
    for header, name in zip(headers, known, strict=True):
        bare = OTHER_UNIT.sub("", name)
        if bare not in known and any(bare in fields for fields in named.values()):
            raise Refused(f"「{mask_text(header.strip())}」的单位不是元。请换算成元，把表头改成「{bare}」，再导入。")


def _why_not(headers, hits):
    # A file without a header line has its first client there.
    found = "、".join(mask_text(header.strip())[:20] for header in headers[:20] if header.strip()) or "（空）"
    kind = max(hits, key=lambda candidate: len(hits[candidate]))
    if len(hits[kind]) < 2:
        kinds = "；".join(f"{importer.label}文件要有 {_expected(name)}" for name, importer in file_kinds().items())
        return f"认不出这是什么文件。请让第一行是其中一种表头，再导入：{kinds}。文件中的表头是：{found}。"
    label, required = file_kinds()[kind].label, file_kinds()[kind].required
    missing = "、".join(title(kind, field) for field in required if field not in hits[kind])
    return f"这像是{label}文件，但缺少这些列：{missing}。请补上再导入，{label}文件要有 {_expected(kind)}。文件中的表头是：{found}。"


def _expected(kind):
    return "、".join(title(kind, field) for field in file_kinds()[kind].required)


def _check_doubles(kind, headers, fields):
    doubles = {title(kind, field) for field in fields if field and fields.count(field) > 1}
    if doubles:
        raise Refused(f"这些列出现了不止一次：{'、'.join(sorted(doubles))}。请各留一列，删去多余的，再导入。")
