import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients.models import Client
from imports.actions.files import run_queued_imports
from imports.models import ImportJob, Word
from staff.models import AuditEvent
from tests.imports.samples import table

pytestmark = pytest.mark.django_db
HEADERS = "客户号,姓名,管户机构,联络专号,管事人"
ROW = ("10000007", "袁丽华", "9901", "10066496171", "990101")


@pytest.fixture
def office(login, bank):
    return login(bank.head_office)


def upload(web):
    content = table(HEADERS, ROW).encode("utf-8-sig")
    web.post(reverse("import_upload"), {"file": SimpleUploadedFile("clients.csv", content)})
    return ImportJob.objects.latest("pk")


def add(web, header="联络专号", column="clients.phone", **more):
    return web.post(reverse("word_add"), {"header": header, "column": column, **more})


def test_an_unknown_header_is_asked_about_at_the_check_and_known_from_then_on(office, bank):
    job = upload(office)
    page = office.get(reverse("import_detail", args=[job.pk])).content.decode()
    assert "这些列不认识，将被忽略：联络专号、管事人" in page
    assert '<option value="clients.phone">手机号</option>' in page and '<option value="clients.name">' not in page
    answer = add(office, job=job.pk)
    assert (answer.status_code, answer.url) == (302, reverse("import_detail", args=[job.pk]))
    add(office, "管事人", "clients.manager", job=job.pk)
    page = office.get(answer.url).content.decode()
    assert "这些列不认识" not in page and "100****6171" in page
    office.post(reverse("import_start", args=[job.pk]))
    run_queued_imports(now=timezone.now())
    client = Client.objects.get(client_no="10000007")
    assert (client.phone, client.manager) == ("10066496171", bank.manager)
    assert "不认识" not in office.get(reverse("import_detail", args=[upload(office).pk])).content.decode()


def test_the_page_shows_adds_and_takes_away_and_each_is_audited(office, bank):
    assert add(office).url == reverse("word_list")
    word = Word.objects.get()
    page = office.get(reverse("word_list")).content.decode()
    assert "联络专号" in page and "移动电话" in page and bank.head_office.name in page
    office.post(reverse("word_remove", args=[word.pk]))
    assert not Word.objects.exists()
    events = AuditEvent.objects.filter(target_type="imports.Word").order_by("pk")
    assert [(event.verb, event.changes) for event in events] == [
        (verb, {"kind": "clients", "header": "联络专号", "field": "手机号"}) for verb in ("create", "delete")
    ]


@pytest.mark.parametrize(
    ("header", "column", "reason"),
    [
        ("", "clients.phone", "请写文件里的列名"),
        ("（ ）", "clients.phone", "请写文件里的列名"),
        ("手机号", "clients.email", "本来就认识"),
        ("客户 姓名", "clients.phone", "本来就认识"),
        ("联络专号", "clients.nothing", "没有这一列"),
        ("联络专号", "", "请选择"),
        ("13812345678", "clients.phone", "不像列名"),
        ("列" * 41, "clients.phone", "40"),
        ("已登记", "clients.email", "已经登记为“手机号”"),
    ],
)
def test_what_cannot_be_said_is_refused_at_the_field(office, bank, header, column, reason):
    Word.objects.create(kind="clients", header="已登记", field="phone", by=bank.head_office)
    answer = add(office, header, column)
    assert answer.status_code == 422 and reason in answer.content.decode()
    assert Word.objects.count() == 1


def test_a_job_that_is_gone_leads_to_the_list(office):
    assert add(office, job=4711).url == reverse("word_list")


@pytest.mark.parametrize("who", ["manager", "head", "compliance", "auditor", "sysadmin"])
def test_only_head_office(login, bank, who):
    word = Word.objects.create(kind="clients", header="已登记", field="phone", by=bank.head_office)
    web = login(getattr(bank, who))
    assert web.get(reverse("word_list")).status_code == 403
    assert add(web).status_code == web.post(reverse("word_remove", args=[word.pk])).status_code == 403
    assert Word.objects.get() == word


def test_a_tag_that_waits_is_decided_about_on_the_page(office, bank):
    Word.objects.create(kind="tags", header="钓友")
    page = office.get(reverse("word_list"), {"tag": "钓友"}).content.decode()
    assert "1 个等着对照" in page and 'value="钓友"' in page
    refused = office.post(reverse("tag_add"), {"header": "钓友", "kind": "hobby", "text": "老赖"})
    assert (
        refused.status_code == 422
        and "评价人的话" in refused.content.decode()
        and 'value="老赖"' in refused.content.decode()
    )
    assert office.post(reverse("tag_add"), {"header": "钓友", "kind": "hobby", "text": "喜欢钓鱼"}).status_code == 302
    page = office.get(reverse("word_list")).content.decode()
    assert "没有等着对照的" in page and "喜欢钓鱼" in page
    office.post(reverse("word_remove", args=[Word.objects.get().pk]))
    assert not Word.objects.exists()
