"""A missing or wrong setting gives one clear sentence, never a traceback."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.services import clean_environment

SECRET = "".join(chr(33 + n) for n in range(60))
PRODUCTION = {
    "DEBUG": "0",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "crm.bank.example",
    "DEMO": "0",
    "SITE_URL": "https://crm.bank.example",
}


def manage(folder, *command, **env):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=clean_environment() | {"VAR_DIR": str(folder)} | env,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        (PRODUCTION | {"SECRET_KEY": ""}, "必须设置 SECRET_KEY"),
        (PRODUCTION | {"ALLOWED_HOSTS": ""}, "必须设置 ALLOWED_HOSTS"),
        (PRODUCTION | {"SITE_URL": ""}, "必须设置 SITE_URL"),
        (PRODUCTION | {"DEMO": "1"}, "演示模式（DEMO=1）只能在 DEBUG 打开时使用"),
        ({"DEBUG": "maybe"}, "DEBUG 只能是 1 或 0"),
        ({"DATABASE_URL": "mysql://host/crm"}, "DATABASE_URL 要以 postgresql://"),
        ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL 缺少数据库名"),
        ({"DATABASE_URL": "postgresql://host:99999/crm"}, "DATABASE_URL 的端口"),
        ({"REDIS_URL": "http://host"}, "REDIS_URL 要写成"),
        ({"EMAIL_URL": "host:25"}, "EMAIL_URL 要写成"),
        ({"VAR_DIR": "/dev/null/var"}, "VAR_DIR 指定的文件夹"),
        ({"PROXY_COUNT": "one"}, "PROXY_COUNT 要写成一个数字"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path, env, sentence):
    done = manage(tmp_path, "check", **env)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_database_that_does_not_answer_is_one_sentence(tmp_path):
    done = manage(tmp_path, "migrate", DATABASE_URL="postgresql://crm@127.0.0.1:1/crm")
    assert done.returncode == 1
    assert done.stderr.startswith("连不上 DATABASE_URL 指定的数据库：")
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_redis_that_does_not_answer_stops_the_start_with_one_sentence(tmp_path):
    done = manage(tmp_path, "dev", REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: 连不上 REDIS_URL 指定的服务：")
    assert len(done.stderr.strip().splitlines()) == 1


def test_production_settings_pass_the_deployment_check(tmp_path):
    done = manage(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_a_wake_up_is_acknowledged_as_it_is_taken():
    """Late, a worker ends for good when Redis is killed under a task (R6; the proof is a fault test of half a minute)."""
    assert settings.CELERY_TASK_ACKS_LATE is False
