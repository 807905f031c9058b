"""An export: the rows of its file, and what its pages show."""

from crm.queries.exports.pages import (
    KIND,
    MOVING,
    asked_today,
    asked_words,
    checks,
    decided_at,
    export_facts,
    filename,
    lately,
    request_words,
    title_of,
    wanted,
)
from crm.queries.exports.rows import (
    PREVIEW,
    chosen,
    client_rows,
    columns_for,
    filter_words,
    mark_of,
    preview,
    sheet_of,
)

__all__ = [
    "KIND",
    "MOVING",
    "PREVIEW",
    "asked_today",
    "asked_words",
    "checks",
    "chosen",
    "client_rows",
    "columns_for",
    "decided_at",
    "export_facts",
    "filename",
    "filter_words",
    "lately",
    "mark_of",
    "preview",
    "request_words",
    "sheet_of",
    "title_of",
    "wanted",
]
