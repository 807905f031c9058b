"""Every page for everyone: no overflow on a phone, nothing for axe, no breach of the content policy, light and dark."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client
from planner.models import CarePlan
from staff.actions.users import set_password
from tests import factories, information
from tests.browser.conftest import PHONE, WIDE
from tiers.models import RatingRun, Standing, TierChange
from words.dates import months_later, working_week

ABSURD = "欧阳" + "龘" * 31 + "Supercalifragilisticexpiali"  # as long as the column
WHERE = {
    "/login/": None, "/": "manager", "/clients/": "manager", "/clients/{pk}/": "manager", "/clients/{pk}/edit/": "manager",
    "/clients/{pk}/contacts/": "manager", "/search/": "manager", "/password/": "manager", "/care-day/capacity/?vip=1": "head",
    "/grants/": "head_office", "/information/": "backup", "/briefings/{pk}/": "manager", "/clients/{pk}/commitment/": "manager",
    "/clients/{pk}/sponsor/": "head", "/tiers/": "head", "/admin/": "head", "/exports/new/?tier=vip": "head",
    "/reports/?kind=near": "head", "/visits/": "manager", "/counter/": "counter", "/clients/{pk}/gifts/": "manager",
}  # fmt: skip


TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll(
      'main :is(.button, select, .choices label, a.name, .list a, .grid td > a, .card > :is(header, footer) a), '
      + '.rail a, .topbar .button')]
    .filter(each => each.offsetParent && each.getBoundingClientRect().height < 43.5)
    .map(each => each.outerHTML.slice(0, 120))"""
LINES_OF_ENTRIES = """() => Object.fromEntries([...document.querySelectorAll('.rail .nav a')]
    .filter(each => each.offsetParent)
    .map(each => {
      const words = document.createRange();
      words.selectNodeContents(each.querySelector('span') || each);
      return [each.innerText, new Set([...words.getClientRects()].map(line => line.top)).size];
    }))"""


@pytest.fixture
def full(transactional_db, bank):
    """A bank in which every panel of these pages holds something, and one name is absurd."""
    now, today = timezone.now(), timezone.localdate()
    Client.objects.filter(pk=bank.mine.pk).update(
        name=ABSURD, hint="下午三点后方便接电话，" * 10, next_due_on=today - timedelta(days=4), occupation="制造业"
    )
    bank.mine.refresh_from_db()
    for number in range(3):
        factories.balance(bank.mine, f"{61 + number}2345.67", data_date=today - timedelta(days=30 * (3 - number)))
    factories.contact(bank.mine, now - timedelta(days=9), by=bank.manager, next_step="送利率测算", next_on=today)
    factories.contact(
        bank.mine, now - timedelta(days=5), by=bank.manager, note="x" * 300, struck_at=now, strike_reason="作废"
    )
    factories.consent(bank.mine, status="refused")
    factories.stop(bank.mine, working_week(today) + timedelta(days=3), talk="送测算表" * 20)
    for _ in range(2):
        information.handed(bank.mine, bank.manager, bank.backup, text=f"{ABSURD}的下游都在扩产" * 2)
    run = RatingRun.objects.create(month=months_later(today.replace(day=1), -1), finished_at=now)
    Standing.objects.create(
        client=bank.mine, run=run, month=run.month, value=150_000, tier="vip", below=4, peak=150_000
    )
    TierChange.objects.create(
        client=bank.mine,
        run=run,
        old="standard",
        new="vip",
        value=1,
        sentence="年日均 61 万元",
        at=now,
    )
    set_password(bank.manager, "liushu-fengqi-88", by=bank.sysadmin)
    set_password(bank.head, "liushu-fengqi-88")
    for _ in range(30):
        factories.client(unit=bank.east, manager=bank.manager, next_due_on=today + timedelta(days=2))
    return bank


def visit(opened, full, paths=WHERE, **options):
    """(path, page) of each, one after the other in one window for each person."""
    for person in dict.fromkeys(WHERE[path] for path in paths):
        page = opened(getattr(full, person) if person else None, **options)
        for path in [path for path in paths if WHERE[path] == person]:
            page.complaints.clear()  # what axe said to the page before, which is told in its turn
            assert page.goto(path.format(pk=full.mine.pk)).status == 200, path
            yield path, page


CONTRAST = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}


def violations(page, options=DEFAULT_OPTIONS):
    found = Axe().run(page, options=options).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"][:3]]) for each in found]


def dark(page):
    """What axe has against the same page in the dark, where only the colours are others."""
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")  # else the colours would still be changing
    found = violations(page, CONTRAST)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return found


def test_axe_finds_nothing_and_the_policy_holds(full, opened):
    found = []
    for path, page in visit(opened, full, viewport=WIDE, color_scheme="light"):
        complaints = page.complaints.copy()  # first, for axe brings styles of its own
        found += [(path, complaints, violations(page), dark(page))]
    assert found == [(path, [], [], []) for path in found_paths(found)]
    assert len(found) == len(WHERE)


def test_a_phone_shows_the_whole_width_and_big_targets(full, opened):
    found = []
    for path, page in visit(opened, full, viewport=PHONE, has_touch=True, is_mobile=True):
        found += [(path, page.evaluate(TOO_WIDE), page.evaluate(SMALL), page.complaints.copy())]
    assert found == [(path, 0, [], []) for path in found_paths(found)]
    assert len(found) == len(WHERE)


def test_axe_finds_nothing_on_a_phone(full, opened):
    paths = ["/", "/clients/", "/clients/{pk}/"]
    found = [(path, violations(page)) for path, page in visit(opened, full, paths, viewport=PHONE)]
    assert found == [(path, []) for path in paths]


def found_paths(found):
    return [path for path, *_what in found]


def test_axe_finds_nothing_in_the_open_dialog(full, opened):
    [(_path, page)] = visit(opened, full, ["/clients/{pk}/"], viewport=WIDE, color_scheme="light")
    page.keyboard.press("n")
    page.get_by_role("dialog").wait_for()
    page.keyboard.press("Control+Enter")
    page.locator("#id_note_error").wait_for()
    assert violations(page) == dark(page) == []


@pytest.mark.parametrize("person", ["head", "head_office", "compliance", "sysadmin"])
def test_the_workbench_of_every_role(full, opened, person):
    page = opened(getattr(full, person), viewport=PHONE)
    page.goto("/")
    assert page.evaluate(TOO_WIDE) == 0
    assert page.complaints == []
    assert violations(page) == []


def test_an_empty_bank_looks_right_too(transactional_db, bank, opened):
    Client.objects.all().delete()
    for path in ("/", "/clients/", "/search/"):
        page = opened(bank.manager, viewport=PHONE)
        page.goto(path)
        assert page.evaluate(TOO_WIDE) == 0
        assert page.complaints == []
        assert Axe().run(page).response["violations"] == []


def test_more_on_a_phone_brings_the_rest_of_the_menu_into_sight(full, opened):
    page = opened(full.manager, viewport=PHONE)
    page.goto("/")
    page.get_by_role("link", name="更多", exact=True).click()
    entry = page.get_by_role("navigation", name="更多").get_by_role("link", name="工作量测算")
    expect(entry).to_be_in_viewport()
    bar = page.get_by_role("navigation", name="主导航").bounding_box()
    assert entry.bounding_box()["y"] + entry.bounding_box()["height"] <= bar["y"]


def test_the_seven_entries_of_a_head_stand_in_one_line_each_on_a_phone(full, opened):
    factories.override(full.mine, full.manager, due_at=timezone.now() + timedelta(days=2))
    page = opened(full.head, viewport=PHONE)
    page.goto("/")
    lines = page.evaluate(LINES_OF_ENTRIES)
    assert len(lines) == 7 and dict.fromkeys(lines, 1) == lines


def test_the_answers_of_a_care_day_stand_on_one_line_after_what_to_talk_about(full, opened):
    page = opened(full.manager, viewport=WIDE)
    page.goto("/care-day/")
    page.get_by_role("button", name="现在生成").click()
    CarePlan.objects.update(week=timezone.localdate(), day=timezone.localdate())
    page.goto("/care-day/")
    row = page.locator("#care_day tbody tr", has_text="欧阳")
    answers = row.locator(".button:visible")
    expect(answers).to_have_text(["拨号", "未接", "记一笔", "改期"])
    assert len({answer.bounding_box()["y"] for answer in answers.all()}) == 1
    assert row.get_by_text("18 分钟").bounding_box()["y"] < answers.first.bounding_box()["y"]


def test_the_tables_of_the_policy_scroll_by_themselves_on_a_phone(full, opened):
    page = opened(full.head_office, viewport=PHONE)
    page.goto("/admin/tiers/tierpolicy/edit/")
    assert page.evaluate(TOO_WIDE) == 0
    assert page.complaints == []
