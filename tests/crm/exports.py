"""An export for tests: a head asks for the clients of his branch; and how a file is read."""

import re
import zipfile
from datetime import date

import pytest
from python_calamine import CalamineWorkbook

from clients.models import Client
from crm.actions.export_files import path_of, write_exports
from crm.actions.exports import ask_export
from tests import factories
from tests.crm.requests import NOW

WORDS = "十二月到期集中，开周会按日期分给各客户经理，先打没有安排的"


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def more_clients(bank, number, **fields):
    about = {"unit": bank.east, "manager": bank.manager} | fields
    Client.objects.bulk_create([factories.new_client(**about) for _number in range(number)])


def ask(bank, *, by=None, count=1, **changes):
    about = {"asked": {"tier": "vip"}, "columns": ["manager", "due"], "words": WORDS, "audience": "unit"}
    about |= {"until": date(2026, 11, 25), "count": count, "by": by or bank.head, "now": NOW}
    return ask_export(**(about | changes))


def written(export, now=NOW):
    write_exports(now=now)
    export.refresh_from_db()
    return export


def rows_in(export):
    return CalamineWorkbook.from_path(str(path_of(export))).get_sheet_by_index(0).to_python()


def sheet_of(export):
    """The sheet as it stands in the file."""
    with zipfile.ZipFile(path_of(export)) as file:
        return file.read("xl/worksheets/sheet1.xml").decode()


def has_formula(export):
    return bool(re.search(r"<f[ >]|<hyperlink", sheet_of(export)))
