"""The main job from end to end: log in → import → rating → workbench → log a contact → the due date moves."""

from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from clients.models import Client
from crm.actions.clock import tick
from imports.models import ImportJob
from staff.models import AuditEvent
from tests import factories

ORG = "机构号,名称,级别,上级机构号\n9900,测试银行,总行,\n9901,城关支行,支行,9900\n"
STAFF = "工号,姓名,岗位,机构号,邮箱,客户维护日\n991001,周敏,客户经理,9901,991001@bank.example,周三\n"
CLIENTS = (
    "客户号,姓名,证件号码,出生日期,手机号,管户机构,管户经理工号,开户日期\n"
    "88000001,陈国强,990011196803150017,1968-03-15,10012342207,9901,991001,2015-06-01\n"
    "88000002,何丽华,990022199006301129,1990-06-30,10045670915,9901,991001,2019-06-01\n"
    "88000003,坏一格,990022199006301128,1990-06-30,电话,9901,991001,2019-06-01\n"
    "88000004,坏一行,990022199006301129,1990-06-30,10012342208,9999,991001,2019-06-01\n"
)
BALANCES = (
    "客户号,数据日期,产品类别,余额,年日均\n88000001,2026-11-20,活期,6124000.00,6124000.00\n"
    "88000002,2026-11-20,活期,-12.00,250000.00\n"
)
CONTACTS = "客户号,联系时间,联系方式,时长秒,结果,办理定期存款,经办人工号\n88000001,2026-11-02 10:01,移动电话,260,本轮第1次,否,991001\n"
FILES = [
    ("org.csv", ORG, "utf-8-sig"),
    ("staff.csv", STAFF, "utf-8-sig"),
    ("clients.csv", CLIENTS, "gb18030"),
    ("balances.csv", BALANCES, "utf-8"),
    ("contacts.csv", CONTACTS, "utf-8-sig"),
]


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.fixture
def head_office(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.DEMO = True  # phones that begin with 100 belong to nobody
    return factories.user("head_office", unit=factories.unit("9900"), employee_no="990001")


def upload(browser, name, text, encoding):
    answer = browser.post("/imports/upload/", {"file": SimpleUploadedFile(name, text.encode(encoding))})
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer.url).content.decode()
    assert "陈国强" not in page and "10012342207" not in page  # the preview is masked
    browser.post(answer.url + "start/")


@pytest.mark.django_db
def test_the_first_day(head_office, client, settings):
    with time_machine.travel(at("2026-11-23T08:30"), tick=True):
        client.post("/login/", {"username": "990001", "password": factories.PASSWORD})
        tick(timezone.now())
        for name, text, encoding in FILES:
            upload(client, name, text, encoding)
            tick(timezone.now())
        results = {job.kind: (job.state, job.created, job.failed, job.warnings) for job in ImportJob.objects.all()}
        assert results == {
            "org": ("done", 1, 0, 0),
            "staff": ("done", 1, 0, 0),
            "clients": ("done", 3, 1, 1),
            "balances": ("done", 2, 0, 1),
            "contacts": ("done", 1, 0, 0),
        }
        bad = ImportJob.objects.get(kind="clients")
        errors = b"".join(client.get(f"/imports/{bad.pk}/errors/").streaming_content).decode("utf-8-sig")
        assert "手机号" in errors and "机构号不存在" in errors and "990022199006301128" not in errors

    chen = Client.objects.get(client_no="88000001")
    assert (chen.tier, chen.contact_interval, str(chen.next_due_on)) == ("top", 14, "2026-11-16")
    assert Client.objects.get(client_no="88000002").tier == "vip"

    with time_machine.travel(at("2026-11-24T08:30"), tick=True):
        client.post("/login/", {"username": "991001", "password": settings.DEMO_PASSWORD})
        page = client.get("/").content.decode()
        assert "陈国强" in page and "承诺每 14 天联系一次" in page and "逾期 8 天" in page
        answer = client.post(
            f"/clients/{chen.pk}/contacts/",
            {
                "kind": "call",
                "direction": "out",
                "reached": "client",
                "outcome": "interested",
                "minutes": "5",
                "occurred_at": "2026-11-24T08:20",
                "note": "他问厂房按揭的利率，说儿子明年回来接手。",
                "next_step": "给利率测算",
                "next_on": "2026-11-27",
            },
        )
        assert answer.status_code == 302
        chen.refresh_from_db()
        assert str(chen.next_due_on) == "2026-12-08"
        assert "陈国强" not in client.get("/").content.decode().split("今天先做这些")[1].split("</section>")[0]
        timeline = client.get(f"/clients/{chen.pk}/").content.decode()
        assert "厂房按揭" in timeline and "给利率测算" in timeline
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"login", "import", "tier", "create", "view"} <= verbs
    assert "10012342207" not in str(list(AuditEvent.objects.values()))


def test_twice_imported_changes_nothing(head_office, client):
    browser = client
    browser.force_login(head_office, backend="crm.backends.Accounts")
    for _ in range(2):
        for name, text, encoding in FILES:
            upload(browser, name, text, encoding)
            tick(timezone.now())
    second = ImportJob.objects.order_by("-pk")[:5]
    assert {(job.kind, job.created, job.updated) for job in second} == {
        (kind, 0, 0) for kind in ("org", "staff", "clients", "balances", "contacts")
    }
