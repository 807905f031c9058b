"""A missing or wrong setting gives one clear sentence, never a traceback."""

import os
import re
import runpy
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from crm import environment
from crm.environment import PUBLIC_KEY
from tests.services import clean_environment

SECRET = "".join(chr(33 + n) for n in range(60))
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "crm.bank.example",
    "DEMO": "0",
    "SITE_URL": "https://crm.bank.example",
}
DEVELOPER = {"DEBUG": "1", "DEMO": "0"}


def manage(folder, *command, **env):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=clean_environment() | {"VAR_DIR": str(folder)} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def read(monkeypatch, tmp_path):
    """read(**variables) → what crm/settings.py makes of these variables and no others of ours, as a new process reads it."""

    def settings_of(**env):
        monkeypatch.setattr(os, "environ", clean_environment() | {"VAR_DIR": str(tmp_path)} | env)
        return runpy.run_path(str(settings.BASE_DIR / "crm" / "settings.py"))

    return settings_of


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (PRODUCTION | {"SECRET_KEY": ""}, "必须设置 SECRET_KEY"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "必须设置 ALLOWED_HOSTS"),
        (PRODUCTION | {"SITE_URL": ""}, "必须设置 SITE_URL"),
        (PRODUCTION | {"DEMO": "1"}, "演示模式（DEMO=1）只能在 DEBUG 打开时使用"),
        ({}, "必须设置 SECRET_KEY"),
        ({"DEMO": "0"}, "必须设置 SECRET_KEY"),
        ({"DEMO": "1", "DEBUG": "0"}, "演示模式（DEMO=1）只能在 DEBUG 打开时使用"),
        (DEVELOPER | {"SECRET_KEY": PUBLIC_KEY}, "SECRET_KEY 是公开的默认值"),
        (PRODUCTION | {"ALLOWED_HOSTS": "crm.bank.example, * "}, "ALLOWED_HOSTS 不能是 *"),
        (PRODUCTION | {"SITE_URL": "HTTP://crm.bank.example"}, "SITE_URL 要以 https:// 开头"),
        (DEVELOPER | {"SITE_URL": "http://crm.bank.example"}, "DEBUG=1 只能用在开发者自己的电脑上"),
        ({"DEBUG": "maybe"}, "DEBUG 只能是 1 或 0"),
        (DEVELOPER | {"DATABASE_URL": "mysql://host/crm"}, "DATABASE_URL 要以 postgresql://"),
        (DEVELOPER | {"DATABASE_URL": "postgresql://host"}, "DATABASE_URL 缺少数据库名"),
        (DEVELOPER | {"DATABASE_URL": "postgresql://host:99999/crm"}, "DATABASE_URL 的端口"),
        (DEVELOPER | {"REDIS_URL": "http://host"}, "REDIS_URL 要写成"),
        (DEVELOPER | {"EMAIL_URL": "host:25"}, "EMAIL_URL 要写成"),
        ({"VAR_DIR": "/dev/null/var"}, "VAR_DIR 指定的文件夹"),
        (DEVELOPER | {"PROXY_COUNT": "one"}, "PROXY_COUNT 要写成一个数字"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_setting_is_named_in_one_sentence(read, env, sentence):
    with pytest.raises(ImproperlyConfigured) as said:
        read(**env)
    assert sentence in str(said.value) and "\n" not in str(said.value)


def test_a_command_says_that_sentence_and_nothing_else(tmp_path):
    done = manage(tmp_path, "check", **PRODUCTION | {"SECRET_KEY": ""})
    assert done.returncode == 1
    assert re.fullmatch("设置有误：[^\n]*必须设置 SECRET_KEY[^\n]*\n", done.stderr)


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    done = manage(tmp_path, "migrate", DEBUG="1", DATABASE_URL="postgresql://crm@127.0.0.1:1/crm")
    assert done.returncode == 1
    assert done.stderr.startswith("连不上 DATABASE_URL 指定的数据库：")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_redis_that_does_not_answer_stops_the_start_with_one_sentence(tmp_path):
    done = manage(tmp_path, "dev", DEBUG="1", REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: 连不上 REDIS_URL 指定的服务：")
    assert len(done.stderr.strip().splitlines()) == 1


def test_production_settings_pass_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_wake_up_is_acknowledged_as_it_is_taken():
    """Late, a worker ends for good when Redis is killed under a task (R6; the proof is a fault test of half a minute)."""
    assert settings.CELERY_TASK_ACKS_LATE is False


def test_demo_mode_and_a_developers_own_machine_start_without_any_setting(read):
    """That demo mode runs on them shows tests/crm/test_dev.py, which starts it."""
    assert read(DEMO="1")["DEBUG"] and not read(**DEVELOPER)["DEMO"]


CLOSED = {"debug": False, "key": SECRET, "hosts": ["crm.bank.example"], "site_url": "https://crm.bank.example"}
OWN = {"debug": True, "key": SECRET, "hosts": ["127.0.0.1", "[::1]"], "site_url": "http://localhost:8000"}


@pytest.mark.parametrize(
    ("doors", "sentence"),
    [
        (CLOSED | {"key": PUBLIC_KEY}, "SECRET_KEY 是公开的默认值"),
        (CLOSED | {"key": f"django-insecure-{SECRET}"}, "SECRET_KEY 是公开的默认值"),
        (CLOSED | {"key": SECRET[:49]}, "SECRET_KEY 太短或太简单"),
        (CLOSED | {"key": "abab" * 20}, "SECRET_KEY 太短或太简单"),
        (OWN | {"key": "short"}, "SECRET_KEY 太短或太简单"),
        (CLOSED | {"others": [SECRET, "short"]}, "UNSUBSCRIBE_KEYS 或 ID_PEPPER 里有太短的密钥"),
        (CLOSED | {"hosts": ["*"]}, "ALLOWED_HOSTS 不能是 *"),
        (CLOSED | {"hosts": ["crm.bank.example", ".*"]}, "ALLOWED_HOSTS 不能是 *"),
        (CLOSED | {"hosts": [".example"]}, "ALLOWED_HOSTS 不能是 *"),
        (CLOSED | {"site_url": "http://crm.bank.example"}, "SITE_URL 要以 https:// 开头"),
        (CLOSED | {"site_url": "http://127.0.0.1:8000"}, "SITE_URL 要以 https:// 开头"),
        (OWN | {"hosts": ["*"]}, "DEBUG=1 只能用在开发者自己的电脑上"),
        (OWN | {"hosts": ["crm.bank.example"]}, "DEBUG=1 只能用在开发者自己的电脑上"),
        (OWN | {"site_url": "https://crm.bank.example"}, "DEBUG=1 只能用在开发者自己的电脑上"),
    ],
)
def test_outside_demo_mode_no_door_stands_open(doors, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        environment.check_doors(**doors)


@pytest.mark.parametrize("doors", [CLOSED, OWN, CLOSED | {"hosts": [".bank.example", "10.0.0.5"]}])
def test_a_closed_one_and_a_developers_own_pass(doors):
    environment.check_doors(**doors)


@pytest.mark.parametrize("url", ["crm.bank.example", "//crm.bank.example", "ftp://crm.bank.example", "https://"])
def test_an_address_without_scheme_or_host_is_no_site(monkeypatch, url):
    monkeypatch.setenv("SITE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="SITE_URL 要写成 https://主机名"):
        environment.site("")
