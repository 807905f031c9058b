"""What a banker reads is worded as he says it: no word that was replaced comes back, on no page and in no mail (issue 10)."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
REPLACED = {
    "为什么没收到": "邮件去向",
    "承诺与产能": "工作量测算",
    "记错了": "作废",
    "还不能这样": "还不能定稿",
    "写给他的依据": "可以写进去的",
}
GAP = re.compile(r"(?:\d|\}\}?)[ \u00a0\u2009\u202f]+[%％](?![}\w(.])")  # of a figure; `{% … %}` and `a % b` are code
SAYS = re.compile(
    r"/(?:actions|admin|forms|queries|views)/(?!demo)|/rules/letters|/schedule"
)  # modules that word what people read
SOURCES = [
    path
    for pattern in (
        "templates/**/*.html",
        "templates/**/*.txt",
        "*.md",
        "docs/*.md",
        "static/js/*.js",
        "[a-z]*/**/*.py",
    )
    for path in ROOT.glob(pattern)
    if not {"migrations", "var", "tests", "benchmarks", ".venv"} & set(path.relative_to(ROOT).parts)
]


@cache
def lines():
    texts = ((path.relative_to(ROOT), path.read_text(encoding="utf-8")) for path in SOURCES)
    return [(f"{path}:{number}", line) for path, text in texts for number, line in enumerate(text.splitlines(), 1)]


@pytest.mark.parametrize("old", REPLACED)
def test_a_word_that_was_replaced_does_not_come_back(old):
    assert [place for place, line in lines() if old in line] == [], f"write {REPLACED[old]}"


def test_no_page_calls_somebody_he_or_she():
    """Who reads or is written about may be a woman or a man."""
    pages = [line for line in lines() if line[0].startswith(("templates/", "static/")) or SAYS.search(line[0])]
    assert [place for place, line in pages if re.search("(?<![其转])[他她](?![人行])", line)] == []


def test_no_gap_stands_before_a_percent_sign():
    assert [place for place, line in lines() if GAP.search(line)] == []
