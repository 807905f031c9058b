import os
from importlib import import_module
from types import SimpleNamespace

import hypothesis
import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from staff import append_only
from staff.roles import Role
from tests import factories
from tests.sink import Sink

policies = import_module("tiers.migrations.0002_policies")

# The same examples in every run: what is red is red again, and a change is not stopped by another's luck.
hypothesis.settings.register_profile("same", derandomize=True)
hypothesis.settings.load_profile("same")

# Playwright's synchronous API runs an event loop in the test's thread.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session", autouse=True)
def emptying_between_tests():
    """Tests that commit are cleaned up by deleting rows, which the audit table refuses on its own."""
    teardown = TransactionTestCase._fixture_teardown

    def unlocked(self):
        append_only.remove(connection)
        try:
            teardown(self)
        finally:
            append_only.install(connection)
        policies.plant(apps, None)  # what the migration brought in was emptied too

    TransactionTestCase._fixture_teardown = unlocked
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture(autouse=True)
def cheap_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def bank(db):
    """A small bank: head office, two branches, an outlet below the first; one of each role; two clients each of two managers."""
    hq = factories.unit("9900", name="总行")
    east = factories.unit("9901", parent=hq, name="城关支行")
    west = factories.unit("9902", parent=hq, name="柳渡支行")
    outlet = factories.unit("990101", parent=east, level="outlet", name="老街分理处")
    people = {
        "manager": factories.user(unit=east, employee_no="990101", name="周敏"),
        "backup": factories.user(unit=east, employee_no="990102", name="李航"),
        "stranger": factories.user(unit=west, employee_no="990201", name="吴琴"),
        "head": factories.user(Role.BRANCH_HEAD, unit=east, employee_no="990100", name="孙行长"),
        "other_head": factories.user(Role.BRANCH_HEAD, unit=west, employee_no="990200", name="钱行长"),
        "head_office": factories.user(Role.HEAD_OFFICE, unit=hq, employee_no="990001", name="总行管理"),
        "compliance": factories.user(Role.COMPLIANCE, unit=hq, employee_no="990002", name="合规员"),
        "auditor": factories.user(Role.AUDITOR, unit=hq, employee_no="990003", name="审计员"),
        "sysadmin": factories.user(Role.SYSADMIN, unit=hq, employee_no="990004", name="系统员"),
    }
    mine = factories.client(
        unit=east, manager=people["manager"], backup=people["backup"], client_no="77000001", name="陈国强"
    )
    theirs = factories.client(unit=west, manager=people["stranger"], client_no="77000002", name="何丽华")
    return SimpleNamespace(hq=hq, east=east, west=west, outlet=outlet, mine=mine, theirs=theirs, **people)


@pytest.fixture
def login(client):
    """login(user) → the test client, signed in as that person."""

    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def sink(settings):
    """A real mail server that the settings point to; see tests/sink.py for what it can be told to do."""
    sink = Sink().start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    yield sink
    sink.end()
