"""The page that shows the demo machine's mails exists in demo mode only."""

import re

import pytest
from django.urls import reverse

from outbox.actions.letters import compose
from tests.mail import NOW, reminder

RAW = (
    "X-MailFrom: crm@bank.example\r\nX-RcptTo: 990101@bank.example\r\nFrom: =?utf-8?b?5pys6KGM?= <crm@bank.example>\r\n"
    "To: 990101@bank.example\r\nSubject: =?utf-8?b?5o+Q6YaS?=\r\nDate: Tue, 24 Nov 2026 17:45:00 +0800\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n明天 <b>维护日</b>\r\n"
)
NAME = "20261124T174500000000-77-000001.eml"


@pytest.fixture
def demo(settings, tmp_path):
    settings.VAR_DIR, settings.DEMO = tmp_path, True
    (tmp_path / "mails").mkdir()
    return tmp_path / "mails"


def test_outside_demo_mode_the_page_does_not_exist(bank, login):
    for path in ("/demo/mails/", f"/demo/mails/{NAME}/"):
        assert login(bank.head_office).get(path).status_code == 404


def test_strangers_do_not_see_it_in_demo_mode_either(demo, client, db):
    assert client.get(reverse("sink_list")).status_code == 302


def test_a_mail_is_listed_and_shown_as_text_with_its_headers(demo, bank, login):
    (demo / NAME).write_bytes(RAW.encode())
    browser = login(bank.manager)
    page = browser.get(reverse("sink_list")).content.decode()
    assert "提醒" in page and "990101@bank.example" in page and "共 1 封" in page
    page = browser.get(reverse("sink_detail", args=[NAME])).content.decode()
    assert "明天 &lt;b&gt;维护日&lt;/b&gt;" in page and "本行 &lt;crm@bank.example&gt;" in page


def test_a_calendar_entry_is_shown_as_an_attachment(demo, bank, login):
    message = reminder(bank.manager, html="<p>明天</p>", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    (demo / NAME).write_bytes(compose(message, NOW, "总行").payload)
    page = login(bank.manager).get(reverse("sink_detail", args=[NAME])).content.decode()
    assert re.findall("<h2>(.*?)</h2>", page)[:3] == ["文字部分", "网页部分（源文）", "日历附件（care-day.ics）"]
    assert "BEGIN:VCALENDAR<br>END:VCALENDAR" in page


def test_an_empty_mailbox_says_what_to_do(demo, bank, login):
    assert "还没有收到邮件" in login(bank.manager).get(reverse("sink_list")).content.decode()


@pytest.mark.parametrize("name", ["..", "../db.sqlite3", "x.eml", f".{NAME}", "20261124T174500000000-77-000002.eml"])
def test_nothing_but_received_mails_can_be_read(demo, bank, login, name):
    (demo.parent / "db.sqlite3").write_text("secret")
    (demo / f".{NAME}").write_text("half written")
    assert login(bank.manager).get(f"/demo/mails/{name}/").status_code == 404


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Content-Type: text/plain; charset=nonsense\r\n\r\nx", b"Date: gestern\r\n\r\n"]
)
def test_a_strange_mail_is_shown_too(demo, bank, login, raw):
    (demo / NAME).write_bytes(raw)
    browser = login(bank.manager)
    assert (
        browser.get(reverse("sink_list")).status_code
        == browser.get(reverse("sink_detail", args=[NAME])).status_code
        == 200
    )
