import gc
import os
from types import SimpleNamespace

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.template.base import Template
from django.test import TransactionTestCase, override_settings
from hypothesis.internal.conjecture import providers

from clients.models import Client
from staff.models import OrgUnit, User
from staff.roles import Role
from tests import factories
from tests.databases import database
from tests.sink import Sink

# The same examples in every run: what is red is red again, and a change is not stopped by another's luck, nor by a busy
# machine on which one example takes longer than the next.
hypothesis.settings.register_profile(
    "same", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("same")
# Else it reads the constants of whatever modules are loaded: other examples in each process, after 1.5 s of reading.
providers._get_local_constants = lambda: providers._local_constants

BACKEND = "crm.backends.Accounts"
# Playwright's synchronous API runs an event loop in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# A sixth of the suite went into looking for circles among things that stay: the collector comes a hundred times less often.
gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish(session):
    gc.freeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Instead of pytest-django's own: a copy of the template, and another after each test that commits."""
    emptying, copy = TransactionTestCase._fixture_teardown, database()
    with django_db_blocker.unblock():
        copy.create()
    TransactionTestCase._fixture_teardown = lambda self: copy.refill()
    yield
    TransactionTestCase._fixture_teardown = emptying
    with django_db_blocker.unblock():
        copy.drop()


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def cheap_settings():
    """Cheap passwords; and WhiteNoise looks for a file when it is asked for one, not for all at each start of a test client."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=hashers, WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_contexts(django_test_environment):
    """`response.context` holds the page's own context and no copy for each of the hundred fragments that a page includes."""
    told = Template._render

    def render(self, context):
        return told(self, context) if context.template is self else self.nodelist.render(context)

    Template._render = render
    yield
    Template._render = told


@pytest.fixture
def bank(db):
    """A small bank: head office, two branches, an outlet below the first; one of each role; two clients each of two managers."""
    hq = factories.new_unit("9900", name="总行")
    east = factories.new_unit("9901", parent=hq, name="城关支行")
    west = factories.new_unit("9902", parent=hq, name="柳渡支行")
    outlet = factories.new_unit("990101", parent=east, level="outlet", name="老街分理处")
    for level in ([hq], [east, west], [outlet]):
        OrgUnit.objects.bulk_create(level)
    people = {
        "manager": factories.new_user(unit=east, employee_no="990101", name="周敏"),
        "backup": factories.new_user(unit=east, employee_no="990102", name="李航"),
        "stranger": factories.new_user(unit=west, employee_no="990201", name="吴琴"),
        "head": factories.new_user(Role.BRANCH_HEAD, unit=east, employee_no="990100", name="孙行长"),
        "other_head": factories.new_user(Role.BRANCH_HEAD, unit=west, employee_no="990200", name="钱行长"),
        "head_office": factories.new_user(Role.HEAD_OFFICE, unit=hq, employee_no="990001", name="总行管理"),
        "compliance": factories.new_user(Role.COMPLIANCE, unit=hq, employee_no="990002", name="合规员"),
        "auditor": factories.new_user(Role.AUDITOR, unit=hq, employee_no="990003", name="审计员"),
        "sysadmin": factories.new_user(Role.SYSADMIN, unit=hq, employee_no="990004", name="系统员"),
        "counter": factories.new_user(Role.COUNTER, unit=east, employee_no="990110", name="方小满"),
    }
    User.objects.bulk_create(people.values())
    manager, backup, stranger = people["manager"], people["backup"], people["stranger"]
    mine = factories.new_client(unit=east, manager=manager, backup=backup, client_no="77000001", name="陈国强")
    theirs = factories.new_client(unit=west, manager=stranger, client_no="77000002", name="何丽华")
    Client.objects.bulk_create([mine, theirs])
    return SimpleNamespace(hq=hq, east=east, west=west, outlet=outlet, mine=mine, theirs=theirs, **people)


@pytest.fixture
def login(client):
    """login(user) → the test client with the session that a log-in leaves, made at once: a thousand tests begin with it."""

    def sign_in(user):
        session = SessionStore()
        session.update(
            {SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: user.get_session_auth_hash()}
        )
        session.save(must_create=True)
        client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        return client

    return sign_in


@pytest.fixture
def sink(settings):
    """A real mail server that the settings point to; see tests/sink.py for what it can be told to do."""
    sink = Sink().start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    sink.end()
