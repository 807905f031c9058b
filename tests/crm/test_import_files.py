"""The command line: a folder in, tiers and due dates out."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from clients.models import Client
from imports.models import ImportJob
from tests.imports.samples import (
    BALANCE_HEADERS,
    CLIENT_HEADERS,
    CONTACT_HEADERS,
    client_row,
    png,
    put,
    table,
    workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DEMO = True


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "delivery"
    path.mkdir()
    put(
        path,
        "org.csv",
        table("机构号,名称,级别,上级机构", ("0300", "总行", "总行", ""), ("0301", "城关支行", "支行", "0300")),
    )
    put(path, "staff.csv", table("工号,姓名,岗位,机构号", ("030102", "许浩然", "客户经理", "0301")))
    rows = [
        client_row(unit="0301", manager="030102"),
        client_row("2", "王五", unit="7", manager="030102", birth="", id_no=""),
    ]
    put(path, "clients.csv", table(CLIENT_HEADERS, *rows), "gb18030")
    put(path, "contacts.csv", table(CONTACT_HEADERS, ("10000007", "2026-05-05 10:01", "手机", "261", "", "", "030102")))
    workbook(path / "balances.xlsx", BALANCE_HEADERS, (10000007, "2026-11-20", "活期", 250000, 250000.5))
    return path


def run(folder):
    out = StringIO()
    call_command("import_files", folder, stdout=out)
    return out.getvalue()


def test_a_folder_comes_in_in_order_and_is_rated(folder):
    said = run(folder)
    client = Client.objects.get()
    assert (client.tier, client.manager.employee_no, str(client.last_effective_on)) == ("vip", "030102", "2026-05-05")
    assert client.next_due_on is not None
    kinds = ("org", "staff", "clients", "balances", "contacts")
    assert list(ImportJob.objects.order_by("pk").values_list("kind", "state")) == [(kind, "done") for kind in kinds]
    assert "clients.csv：2 行，新增 1，更新 0，未变 0，错误 1" in said
    assert "错误与提醒清单：" in said
    assert "贵宾 1" in said


def test_again_it_changes_nothing(folder):
    run(folder)
    before = list(Client.objects.values())
    said = run(folder)
    assert list(Client.objects.values()) == before
    assert said.count("新增 0，更新 0") == 5


def test_an_absent_file_is_said_and_skipped(folder):
    (folder / "contacts.csv").unlink()
    assert "contacts：文件夹里没有 contacts.csv 或 contacts.xlsx，跳过" in run(folder)
    assert Client.objects.get().tier == "vip"


def test_a_bad_file_does_not_keep_the_others_out_but_ends_in_an_error(folder):
    put(folder, "contacts.csv", png())
    with pytest.raises(CommandError, match=r"contacts\.csv"):
        run(folder)
    assert Client.objects.get().tier == "vip"


def test_no_folder_and_an_empty_folder_are_said(tmp_path):
    with pytest.raises(CommandError, match="没有这个文件夹"):
        run(tmp_path / "nowhere")
    with pytest.raises(CommandError, match="没有可导入的文件"):
        run(tmp_path)


def test_the_delivery_itself_is_left_where_it_is(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    run(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
