"""Real Chromium for what only a browser shows."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

PATIENCE = 60_000  # milliseconds: a machine that is busy with other tests is no fault of the page
expect.set_options(timeout=PATIENCE)

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--disable-sync",
]
WIDE, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    if not CHROMIUM.exists():
        if os.environ.get("CI") or os.environ.get("LANES") == "both":
            pytest.fail(f"CI needs a browser: {CHROMIUM} is missing")
        pytest.skip(f"{CHROMIUM} is missing (apt-get install chromium fonts-noto-cjk)")
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {"executable_path": str(CHROMIUM), "args": [*ARGS, *(["--no-sandbox"] if root else [])]}


@pytest.fixture
def opened(browser, live_server):
    """opened(user, **context options) → a page signed in as that person; `page.complaints` collects console errors, policy breaches too."""
    contexts = []

    def open_page(user=None, viewport=WIDE, **options):
        context = browser.new_context(
            base_url=live_server.url, viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai", **options
        )
        contexts.append(context)
        if user:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": live_server.url}]
            )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        _press_when_loaded(page)
        page.complaints, page.asked = [], set()
        page.on("request", lambda request: page.asked.add(request))
        page.on("requestfinished", lambda request: page.asked.discard(request))
        page.on("requestfailed", lambda request: page.asked.discard(request))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            _ended(page)
        context.set_offline(True)  # no draft is kept behind the test, while its rows are wiped away
        context.close()


def _press_when_loaded(page):
    """A key waits until the page that is shown has loaded its scripts: a busy machine shows the page long before."""
    press = page.keyboard.press

    def when_loaded(key, **options):
        page.wait_for_load_state()
        press(key, **options)

    page.keyboard.press = when_loaded


def _ended(page):
    """Waits until the server has answered whatever the page asked."""
    for _ in range(100):
        if not getattr(page, "asked", ()):
            return
        page.wait_for_timeout(50)


def session_of(user):
    client = Client()
    client.force_login(user, backend="crm.backends.Accounts")
    return client.cookies[settings.SESSION_COOKIE_NAME].value
