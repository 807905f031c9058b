from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients.models import BalanceSnapshot
from imports.actions.files import run_queued_imports
from imports.models import ImportJob
from staff.models import AuditEvent
from tests.imports.samples import BALANCE_HEADERS, CLIENT_HEADERS, REMEDY, client_row, id_no, png, table

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
GOOD = table(BALANCE_HEADERS, ("77000001", "2026-11-20", "活期", "10", "10"), ("1", "2026-11-20", "活期", "10", "10"))


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DEMO = True


@pytest.fixture
def office(login, bank):
    return login(bank.head_office)


def upload(web, content=GOOD, name="balances.csv"):
    content = content if isinstance(content, bytes) else content.encode("utf-8-sig")
    return web.post(reverse("import_upload"), {"file": SimpleUploadedFile(name, content)})


def addresses(job):
    return [
        ("get", reverse("import_list")),
        ("post", reverse("import_upload")),
        ("get", reverse("import_detail", args=[job.pk])),
        ("post", reverse("import_start", args=[job.pk])),
        ("post", reverse("import_cancel", args=[job.pk])),
        ("get", reverse("import_errors", args=[job.pk])),
    ]


@pytest.mark.parametrize("who", ["manager", "head", "compliance", "auditor", "sysadmin"])
def test_only_head_office_may_import(login, bank, who):
    job = ImportJob.objects.create(kind="balances", filename="b.csv", path="x", error_path="/etc/passwd")
    web = login(getattr(bank, who))
    assert [getattr(web, method)(url).status_code for method, url in addresses(job)] == [403] * 6
    job.refresh_from_db()
    assert job.state == "preview"


def test_a_stranger_is_sent_to_login(client, bank):
    job = ImportJob.objects.create(kind="balances", filename="b.csv", path="x")
    for method, url in addresses(job):
        answer = getattr(client, method)(url)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("login"))


def test_from_upload_to_result(office, bank):
    answer = upload(office)
    job = ImportJob.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("import_detail", args=[job.pk]))
    page = office.get(answer.url).content.decode()
    assert "识别为余额文件，UTF-8，逗号" in page
    office.post(reverse("import_start", args=[job.pk]))
    assert "已排队，20 秒内开始" in office.get(answer.url).content.decode()
    run_queued_imports(now=timezone.now())
    page = office.get(answer.url).content.decode()
    assert "有 1 行有错、没有导入" in page
    assert BalanceSnapshot.objects.get().client == bank.mine
    errors = office.get(reverse("import_errors", args=[job.pk]))
    body = b"".join(errors.streaming_content).decode("utf-8-sig")
    assert "attachment" in errors["Content-Disposition"]
    assert body.splitlines()[1] == "3,客户号,1,客户号不存在,1"
    assert (
        AuditEvent.objects.filter(verb="view", reason="下载错误文件", actor_no=bank.head_office.employee_no).count()
        == 1
    )


def test_the_preview_is_masked(office):
    office.post(
        reverse("import_upload"),
        {"file": SimpleUploadedFile("c.csv", table(CLIENT_HEADERS, client_row()).encode("gb18030"))},
    )
    page = office.get(reverse("import_detail", args=[ImportJob.objects.get().pk])).content.decode()
    assert all(shown in page for shown in ("袁*华", "100****6171", "9****************"))
    assert not any(hidden in page for hidden in ("袁丽华", "10066496171", id_no("19660319")))
    assert "不保存：信用违约" in page


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"", "文件是空的"),
        ("a.csv", png(), "图片（PNG）"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "另存为"),
        ("a.csv", "苹果,香蕉\n1,2\n".encode(), "认不出"),
        ("a.csv", "客户号,余额\n1,2\n".encode(), "缺少这些列：数据日期、产品类别"),
        ("a.csv", (BALANCE_HEADERS + "\n").encode(), "没有数据"),
    ],
)
def test_a_refused_file_says_why_at_the_field(office, name, content, reason):
    answer = upload(office, content, name)
    assert answer.status_code == 422
    problem = answer.context["form"].errors["file"][0]
    assert reason in problem and REMEDY.search(problem)
    assert problem in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_no_file_chosen(office):
    answer = office.post(reverse("import_upload"))
    assert answer.status_code == 422
    assert "请先选择一个文件" in answer.content.decode()


def test_the_progress_is_a_piece_of_the_page_that_asks_for_itself_again(office):
    upload(office)
    job = ImportJob.objects.get()
    url = reverse("import_detail", args=[job.pk])
    office.post(reverse("import_start", args=[job.pk]))
    fragment = office.get(url, **HTMX).content.decode().strip()
    assert fragment.startswith('<div id="import_job"')
    assert f'hx-get="{url}"' in fragment
    assert "<html" not in fragment
    assert fragment in office.get(url).content.decode() or 'id="import_job"' in office.get(url).content.decode()
    run_queued_imports(now=timezone.now())
    assert "hx-get" not in office.get(url, **HTMX).content.decode()


def test_who_waits_is_told_for_what(office):
    upload(office)
    url = reverse("import_detail", args=[ImportJob.objects.get().pk])
    office.post(f"{url}start/")
    earlier = timezone.now() - timedelta(minutes=1)
    ahead = ImportJob.objects.create(kind="org", filename="o.csv", path="x", state="running", created_at=earlier)
    fragment = office.get(url, **HTMX).content.decode()
    assert "前面还有 1 个文件" in fragment and 'hx-trigger="load delay:1s' in fragment
    assert "已开始" in office.get(reverse("import_detail", args=[ahead.pk]), **HTMX).content.decode()


def test_starting_twice_says_so_and_imports_once(office):
    upload(office)
    job = ImportJob.objects.get()
    start = reverse("import_start", args=[job.pk])
    office.post(start)
    answer = office.post(start)
    assert answer.status_code == 409
    assert "不能再次开始" in answer.content.decode() and 'id="import_job"' in answer.content.decode()
    run_queued_imports(now=timezone.now())
    assert BalanceSnapshot.objects.count() == 1


def test_cancelling_imports_nothing(office):
    upload(office)
    job = ImportJob.objects.get()
    page = office.post(reverse("import_cancel", args=[job.pk]), follow=True).content.decode()
    assert "没有导入任何数据" in page
    run_queued_imports(now=timezone.now())
    assert not BalanceSnapshot.objects.exists()


def test_an_error_file_that_is_not_there_is_404(office):
    job = ImportJob.objects.create(kind="balances", filename="b.csv", path="x")
    assert office.get(reverse("import_errors", args=[job.pk])).status_code == 404
    ImportJob.objects.update(error_path=str(Path("/nowhere/errors.csv")))
    assert office.get(reverse("import_errors", args=[job.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_questions_for_one_and_three_rows(
    office, bank, rows, django_assert_num_queries
):
    for _ in range(rows):
        ImportJob.objects.create(kind="balances", filename="b.csv", path="x", by=bank.head_office)
    office.get(reverse("import_list"))
    with django_assert_num_queries(4):
        assert office.get(reverse("import_list")).content.decode().count("b.csv") == rows
