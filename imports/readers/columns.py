"""Which column is which: Chinese and English headers, and the kind of file that they make (domain G)."""

import re
import unicodedata

from imports.kinds import file_kinds
from imports.readers.signs import without_invisible
from words.masking import mask_text
from words.problems import Refused

MOST_COLUMNS = 60
SEPARATING = re.compile(r"[\s_()\[\]{}【】〔〕<>《》「」*#?:,;./、。'\"“”-]")
NOTE = re.compile(
    r"(?<=.)(?:非?必填|选填|必输|必录|可选|可空|文本(?:格式)?|\d+位(?:数字)?|格式|yyyymmdd|年月日|数字|保留两位小数|本人|核心|中文|mobile)+$"
)
NUMBERED = re.compile(r"^\s*(?:\d{1,2}|[A-Za-z])[.、)]\s*(?=[\u4e00-\u9fff])")  # 6.手机号
YUAN = re.compile(r"(?<=.)(?:单位|折合?)?(?:人民币元?|[元圆]|¥|rmb|cny|yuan)+$")
OTHER_UNIT = re.compile(
    r"(?<=.)(?:单位|折合?)?(?:人民币|rmb|cny)?"
    r"(?:[十百千万亿]+元?|角|分|fen|cents?|wan|美元|usd|港[币元]|hkd|欧元|eur|日元|jpy|英镑|gbp|外币)$"
)


def plain(header):
    """A header without blanks, brackets and what says no more than 必填 or 元."""
    text = NUMBERED.sub("", unicodedata.normalize("NFKC", without_invisible(header)))
    text = SEPARATING.sub("", text).lower()
    text = NOTE.sub("", text)
    return text if OTHER_UNIT.search(text) else YUAN.sub("", text)


def spellings(headers):
    return {plain(header) for header in headers.split()}


def ranked(kind, importer, words):
    """{a header as it may be spelt: (rank, field)}: the bank's own words first (0), then our columns, then the words of `also`."""
    found = {}
    for field, headers in importer.also.items():
        found |= {plain(header): (rank, field) for rank, header in enumerate(headers.split(), 2)}
    found |= {spelling: (1, field) for field, headers in importer.columns.items() for spelling in spellings(headers)}
    return found | {
        plain(header): (0, field) for of, header, field in words if of == kind and field in importer.columns
    }


def title(kind, field):
    """The header by which a field is named to people."""
    return file_kinds()[kind].columns[field].split()[0]


def recognise(headers, words=()):
    """Returns (kind, field or None per column, unknown headers, headers known but not kept).

    `words` are the bank's own, (kind, header, field) each. Raises Refused, which names what is missing, double or too much.
    """
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        raise Refused(f"表头有 {len(headers):,} 列，超过了 60 列，不像银行的导出文件。请删去用不到的列，再导入。")
    known = [plain(header) for header in headers]
    named = {kind: ranked(kind, importer, words) for kind, importer in file_kinds().items()}
    _check_units(headers, known, named)
    kind = _kind(headers, known, named)
    fields = _first_of_each(known, named[kind])
    _check_doubles(kind, headers, fields)
    names = [mask_text(" ".join(header.split())) or f"第{place}列（无表头）" for place, header in enumerate(headers, 1)]
    not_kept = spellings(file_kinds()[kind].not_kept)
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


def _kind(headers, known, named):
    """The kind of file that these headers make. Words of `also` are asked only where our own make none."""
    for last_rank in (1, MOST_COLUMNS + 1):
        hits = {
            kind: {ranks[name][1] for name in known if name in ranks and ranks[name][0] <= last_rank}
            for kind, ranks in named.items()
        }
        whole = [kind for kind, fields in hits.items() if fields.issuperset(file_kinds()[kind].required)]
        if whole:
            return max(whole, key=lambda candidate: len(hits[candidate]))
    raise Refused(_why_not(headers, hits))


def _first_of_each(known, ranks):
    """The field of each column; of several headers for one field only those of the first rank, the others are unknown."""
    found = [ranks.get(name, (None, None)) for name in known]
    first = {}
    for rank, field in found:
        if field:
            first[field] = min(rank, first.get(field, rank))
    return [field if field and rank == first[field] else None for rank, field in found]


def _why_not(headers, hits):
    # A file without a header line has its first client there.
    found = "、".join(mask_text(header.strip())[:20] for header in headers[:20] if header.strip()) or "（空）"
    kind = max(hits, key=lambda candidate: len(hits[candidate]))
    if len(hits[kind]) < 2:
        kinds = "；".join(f"{importer.label}文件要有 {_expected(name)}" for name, importer in file_kinds().items())
        return (
            f"认不出这是什么文件。请让第一行是其中一种表头，或在“列名对照”里登记它们在文件里叫什么，再导入：{kinds}。"
            f"文件中的表头是：{found}。"
        )
    label, required = file_kinds()[kind].label, file_kinds()[kind].required
    missing = "、".join(title(kind, field) for field in required if field not in hits[kind])
    return f"这像是{label}文件，但缺少这些列：{missing}。请补上，或在“列名对照”里登记它们在文件里叫什么，再导入；{label}文件要有 {_expected(kind)}。文件中的表头是：{found}。"


def _expected(kind):
    return "、".join(title(kind, field) for field in file_kinds()[kind].required)


def _check_doubles(kind, headers, fields):
    doubles = {title(kind, field) for field in fields if field and fields.count(field) > 1}
    if doubles:
        raise Refused(f"这些列出现了不止一次：{'、'.join(sorted(doubles))}。请各留一列，删去多余的，再导入。")
