"""H8 and edge O1: nothing anywhere takes more than one greeting for approval. Seen red with a bulk action of each kind."""

import ast
import inspect
import pkgutil
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib import admin
from django.contrib.auth import SESSION_KEY
from django.core.management import get_commands, load_command_class
from django.db.models import Manager, QuerySet
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils import timezone

import campaigns.actions
from campaigns.actions.briefings import approve_briefing
from campaigns.forms.briefings import opened_stamp as letter_stamp
from campaigns.forms.greetings import opened_stamp
from campaigns.models import Greeting, GreetingPhrase
from crm.schedule import SCHEDULE
from outbox.models import Message
from tests import briefings
from tests.greetings import NOW, draft, guest, personal, plant
from tests.test_guards import LAYERS, sources, walk

ONE = {
    "approve_greeting",
    "cosign_greeting",
    "finish_by_hand",
    "greet_anyway",
    "copy_greeting",
    "keep_text",
    "reword_greeting",
    "skip_greeting",
    "withdraw_greeting",
}


@pytest.fixture
def drafts(bank, monkeypatch):
    plant()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    rows = [
        draft(bank, 1),
        draft(bank, 2, name="孙小梅", salutation="孙姐"),
        draft(bank, 3, name="何平", salutation="何叔"),
    ]
    guest(bank, 4)
    return rows


def approved():
    return Greeting.objects.filter(state=Greeting.State.APPROVED).count()


def many_at_once(rows, user):
    """(data, headers) of everything that a person could send who wants three approved with one press: as a page, as a fragment."""
    ids = [str(row.pk) for row in rows]
    text = [personal(row) for row in rows]
    stamps = [opened_stamp(row, user, NOW - timedelta(seconds=9)) for row in rows]
    names = (
        "pk",
        "pks",
        "id",
        "ids",
        "greeting",
        "greetings",
        "greeting_id",
        "greeting_ids",
        "_selected_action",
        "selected",
    )
    forms = {f"form-{place}-id": pk for place, pk in enumerate(ids)}
    forms |= {f"form-{place}-text": each for place, each in enumerate(text)}
    yield {**dict.fromkeys(names, ids), "text": text, "opened": stamps, "seen": ["0", "0", "0"]}, {}
    words = {
        **dict.fromkeys(names, ",".join(ids)),
        **forms,
        "form-TOTAL_FORMS": "3",
        "text": text[0],
        "opened": stamps[0],
        "seen": "0",
        "id__in": ",".join(ids),
        "action": "approve",
        "all": "1",
        "select_across": "1",
    }
    yield words, {"HX-Request": "true"}


def addresses(*kinds):
    """Every URL of the site, with the first greeting of each kind of rows wherever an address takes a number."""
    numbers = [rows[0].pk for rows in kinds]
    for route, pattern in walk(get_resolver().url_patterns):
        if pattern.name is None or route.startswith("admin/"):
            continue
        for args in ([], *([pk] for pk in (numbers if pattern.name.startswith("greeting_") else numbers[:1])), ["x"]):
            try:
                yield reverse(pattern.name, args=args)
            except NoReverseMatch:
                continue


def still_in(browser, login, person):
    """One of the addresses logs out."""
    if SESSION_KEY not in browser.session:
        login(person)


def others(bank, drafts):
    """(three that wait for the head's signature, three that the capacity left out)."""
    shared = {"occasion": drafts[0].occasion, "code": "new_year", "year": 2027, "on": drafts[0].on, "tone": "joy"}
    signed = {"state": "by_hand", "needs_cosign": True, "finished_by": bank.manager, "text": "国强先生：祝新年顺遂。"}
    return [
        [
            Greeting.objects.create(client=guest(bank, first + n), manager=bank.manager, **shared, **kind)
            for n in range(3)
        ]
        for first, kind in ((5, signed), (15, {"state": "omitted", "reason": "容量"}))
    ]


@pytest.mark.sweep
@pytest.mark.parametrize("person", ["manager", "head", "head_office", "sysadmin"])
def test_no_address_approves_cosigns_or_takes_up_more_than_one_greeting(bank, drafts, login, person):
    """仍要问候 and the head's signature, too: the one in the address, and only by who may."""
    user = getattr(bank, person)
    unsigned, left_out = others(bank, drafts)
    tried, browser = 0, login(user)
    browser.raise_request_exception = False
    rows = [*drafts, *unsigned, *left_out]
    query = "&".join(f"id={row.pk}" for row in rows)
    for path in addresses(drafts, unsigned, left_out):
        for data, headers in many_at_once(rows, user):
            before = approved()
            browser.post(f"{path}?{query}&pk={drafts[1].pk}", data, headers=headers)
            still_in(browser, login, user)
            assert approved() - before <= 1, path
            tried += 1
    assert tried > 60
    assert approved() == (1 if person == "manager" else 0)
    assert Message.objects.filter(kind="greeting").count() == approved()
    assert set(Greeting.objects.filter(cosigned_by__isnull=False)) == ({unsigned[0]} if person == "head" else set())
    assert set(Greeting.objects.filter(state="omitted")) == set(left_out[1:] if person == "manager" else left_out)


def test_one_address_takes_one_greeting(drafts):
    for route, pattern in walk(get_resolver().url_patterns):
        if (pattern.name or "").startswith("greeting_") and pattern.name not in ("greeting_list", "greeting_team"):
            assert list(pattern.pattern.converters) == ["pk"], route
            assert "<int:pk>" in route


def test_the_admin_holds_no_greetings_and_no_bulk_action(bank, rf):
    registered = admin.site._registry
    assert Greeting not in registered and Message not in registered
    for model, model_admin in registered.items():
        if model._meta.app_label not in LAYERS:
            continue
        request = rf.get("/")
        request.user = bank.head_office
        names = set(model_admin.get_actions(request))
        assert not {name for name in names if "approve" in name or "greeting" in name}, model
        if model is GreetingPhrase:
            assert names == set()
        assert not model_admin.list_editable
        assert not [inline for inline in model_admin.inlines if inline.model is Greeting]


def test_no_command_takes_greetings():
    for name, app in get_commands().items():
        if str(app).split(".")[0] not in LAYERS:
            continue
        parser = load_command_class(app, name).create_parser("manage.py", name)
        words = {word for action in parser._actions for word in (action.dest, *action.option_strings)}
        assert not {word for word in words if "greet" in word or "approve" in word or word in ("pks", "ids")}, name


def test_no_task_and_no_job_takes_greetings():
    for name in ("crm.mail_tasks", "crm.tasks"):
        for function, task in vars(import_module(name)).items():
            if hasattr(task, "delay"):
                assert not inspect.signature(task.run).parameters, function
    for name, rule in SCHEDULE.items():
        parameters = inspect.signature(rule.job).parameters.values()
        assert [each.name for each in parameters if each.default is each.empty] == ["now"], name
        assert not {"greeting", "greetings", "ids", "pks"} & {each.name for each in parameters}, name


def modules():
    for found in pkgutil.walk_packages(campaigns.actions.__path__, "campaigns.actions."):
        yield import_module(found.name)


def test_every_action_on_a_greeting_takes_exactly_one():
    seen = set()
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ != module.__name__ or name.startswith("_"):
                continue
            names = list(inspect.signature(function).parameters)
            assert not {"greetings", "greeting_ids", "pks", "ids", "queryset", "drafts"} & set(names), name
            if "greeting" in names:
                assert names[0] == "greeting"
                seen.add(name)
    assert seen >= ONE


def test_no_address_approves_more_than_one_briefing(bank, login, monkeypatch):
    """A letter of 主动汇报 goes to the one client in the address, too."""
    monkeypatch.setattr(timezone, "now", lambda: briefings.NOW)
    clients = [briefings.reader(bank, number, name=f"陈国{'甲乙丙'[number]}") for number in range(3)]
    ids = [client.pk for client in clients]
    stamps = [letter_stamp(client, bank.manager, briefings.NOW - timedelta(seconds=9)) for client in clients]
    data = dict.fromkeys(("pk", "pks", "id", "ids", "client", "clients", "client_ids", "_selected_action", "to"), ids)
    data |= {"text": [briefings.letter(client) for client in clients], "opened": stamps[::-1], "seen": ["0", "0", "0"]}
    browser = login(bank.manager)
    for path in (
        reverse(pattern, args=[ids[0]]) for pattern in ("briefing_approve", "briefing_keep", "briefing_withdraw")
    ):
        browser.post(f"{path}?id={ids[1]}&id={ids[2]}", data)
        assert Message.objects.filter(kind="briefing").count() <= 1
    assert set(Message.objects.values_list("client", flat=True)) == {ids[0]}


def test_nothing_but_one_view_approves_a_briefing_and_only_the_approval_makes_its_mail():
    root = Path(settings.BASE_DIR)
    callers = {path.relative_to(root).as_posix() for path in sources() if any(calls(path, "approve_briefing"))}
    assert callers == {"campaigns/views/briefings.py"}
    assert [place for path in sources() for place in in_a_loop(path, "approve_briefing")] == []
    text = (root / "campaigns/actions/briefings.py").read_text(encoding="utf-8")
    assert text.count("enqueue(") == 1
    assert next(iter(inspect.signature(approve_briefing).parameters)) == "client"


@pytest.mark.parametrize("many", ["list", "queryset", "manager"])
def test_the_action_itself_refuses_many(bank, drafts, many):
    rows = {"list": drafts, "queryset": Greeting.objects.all(), "manager": Greeting.objects}[many]
    assert isinstance(rows, list | QuerySet | Manager)
    approve = import_module("campaigns.actions.greetings").approve_greeting
    with pytest.raises((AttributeError, TypeError)):
        approve(rows, text="x", by=bank.manager, now=NOW, seen=0, opened_at=NOW)
    assert approved() == 0


def calls(path, name):
    text = Path(path).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)) if name in text else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def in_a_loop(path, name):
    text = Path(path).read_text(encoding="utf-8")
    loops = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
    for loop in (node for node in ast.walk(ast.parse(text)) if isinstance(node, loops)) if name in text else ():
        for node in ast.walk(loop):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
                yield f"{path}:{node.lineno}"


def test_nothing_but_one_view_calls_the_approval_and_never_in_a_loop():
    root = Path(settings.BASE_DIR)
    callers = {path.relative_to(root).as_posix() for path in sources() if any(calls(path, "approve_greeting"))}
    assert callers == {"campaigns/views/greetings/review.py"}
    assert [place for path in sources() for place in in_a_loop(path, "approve_greeting")] == []


def test_only_the_approval_makes_the_mail_of_a_greeting_and_marks_it_approved():
    root = Path(settings.BASE_DIR)
    makers = {
        path.relative_to(root).as_posix()
        for path in sources()
        for call in calls(path, "enqueue")
        if any(each.arg == "kind" and "GREETING" in ast.unparse(each.value).upper() for each in call.keywords)
    }
    assert makers == {"campaigns/actions/greetings/review.py"}
    text = (root / "campaigns/actions/greetings/review.py").read_text(encoding="utf-8")
    assert text.count("row, State.APPROVED, by=by") == 1
