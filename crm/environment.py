"""Reads the settings' environment variables; every mistake is one sentence that names the variable."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

NO_JIT = "-c jit=off"  # a page's statement takes 20 ms, to compile it would take 200
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
}

PUBLIC_KEY = "only-for-a-developer's-own-machine-never-in-production"  # stood in this file once, so everybody has it
KEY_LENGTH, KEY_CHARACTERS = 50, 5  # as Django's own check has it; characters that differ
HERE = {"127.0.0.1", "localhost", "::1", "[::1]"}


def flag(name, default):
    value = os.environ.get(name, "")
    if value.lower() in ("1", "true", "yes", "on"):
        return True
    if value.lower() in ("0", "false", "no", "off"):
        return False
    if value:
        raise ImproperlyConfigured(f"{name} 只能是 1 或 0，现在是「{value}」。")
    return default


def number(name, default):
    value = os.environ.get(name, "")
    if value and not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise ImproperlyConfigured(f"{name} 要写成一个数字，现在是「{value}」。")
    return int(value) if value else default


def numbers(name, default):
    """As many numbers, all of them above nought, as `default` has: "30,12,3"."""
    said = words(name)
    if not said:
        return default
    if len(said) != len(default) or not all(
        part.isascii() and part.isdecimal() and 0 < int(part) < 10**6 for part in said
    ):
        raise ImproperlyConfigured(f"{name} 要写成 {len(default)} 个大于零的数字，例如 {','.join(map(str, default))}。")
    return tuple(map(int, said))


def words(name):
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def site(default):
    """SITE_URL, the address that stands in mails, without a slash at its end; '' where nothing is said."""
    url = os.environ.get("SITE_URL") or default
    if not url:
        return ""
    parts = _split("SITE_URL", url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured("SITE_URL 要写成 https://主机名，例如 https://crm.bank.example。")
    _port("SITE_URL", parts)
    return parts.geturl().rstrip("/")


def check_doors(*, debug, key, hosts, site_url, others=()):
    """Outside demo mode: refuses keys that others know or may guess, and addresses that let anybody in or listen."""
    _check_keys(key, others)
    if not debug:
        _check_addresses(hosts, site_url)
    elif {urlsplit(site_url).hostname, *hosts} - HERE:
        raise ImproperlyConfigured(
            "不是演示模式（DEMO=1）时，DEBUG=1 只能用在开发者自己的电脑上：ALLOWED_HOSTS 和 SITE_URL 只能是 127.0.0.1 或 localhost。"
        )


def _check_keys(key, others):
    if not key:
        raise ImproperlyConfigured(
            "必须设置 SECRET_KEY（一串至少 50 位的随机字符）。只想试用，请先运行 make run，它会打开演示模式并自己选一个。"
        )
    if key == PUBLIC_KEY or key.startswith("django-insecure-"):
        raise ImproperlyConfigured("SECRET_KEY 是公开的默认值，谁都知道；请换成一串至少 50 位的随机字符。")
    if _is_weak(key):
        raise ImproperlyConfigured("SECRET_KEY 太短或太简单，容易被猜中；请换成一串至少 50 位的随机字符。")
    if any(map(_is_weak, others)):
        raise ImproperlyConfigured(
            "SECRET_KEY_FALLBACKS、UNSUBSCRIBE_KEYS 或 ID_PEPPER 里有太短的密钥；请换成一串至少 50 位的随机字符（不含逗号）。"
        )


def _check_addresses(hosts, site_url):
    if not hosts:
        raise ImproperlyConfigured("DEBUG 关闭时必须设置 ALLOWED_HOSTS（逗号分隔的主机名）。")
    if any(host.strip(".") == "*" or (host.startswith(".") and "." not in host[1:]) for host in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS 不能是 *，请逐个写明主机名，例如 crm.bank.example。")
    if not site_url:
        raise ImproperlyConfigured("DEBUG 关闭时必须设置 SITE_URL（写进邮件链接的网址，如 https://crm.bank.example）。")
    if not site_url.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL 要以 https:// 开头：密码和客户资料不能明文经过网络。")


def _is_weak(key):
    return key == PUBLIC_KEY or len(key) < KEY_LENGTH or len(set(key)) < KEY_CHARACTERS


def folder(name, default):
    path = Path(os.environ.get(name) or default)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(f"{name} 指定的文件夹 {path} 建不成：{error.strerror}。") from error
    return path


def database(url, var_dir):
    """DATABASE_URL as Django's dict; without one, the embedded SQLite below var/."""
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": var_dir / "db.sqlite3", "OPTIONS": SQLITE}
    parts = _split("DATABASE_URL", url)
    if parts.scheme == "sqlite":
        # Tests on a named file get a file too: several processes and threads of one test share it.
        test = {"NAME": f"{parts.path}.test"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": parts.path, "OPTIONS": SQLITE, "TEST": test}
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL 要以 postgresql:// 或 sqlite:// 开头。")
    if not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL 缺少数据库名，例如 postgresql://用户:密码@主机:5432/库名。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": _port("DATABASE_URL", parts),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": NO_JIT, **{key: values[0] for key, values in parse_qs(parts.query).items()}},
    }


def mail(url):
    """EMAIL_URL (smtp://user:password@host:port, smtps:// or smtp+tls://) as Django's EMAIL_ settings."""
    parts = _split("EMAIL_URL", url)
    if parts.scheme not in ("smtp", "smtps", "smtp+tls") or not parts.hostname:
        raise ImproperlyConfigured("EMAIL_URL 要写成 smtp://主机:端口（或 smtps://、smtp+tls://）。")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": _port("EMAIL_URL", parts) or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


def redis(url):
    parts = _split("REDIS_URL", url)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise ImproperlyConfigured("REDIS_URL 要写成 redis://主机:端口/库号。")
    _port("REDIS_URL", parts)
    return url


def _split(name, url):
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} 不是一个网址：{error}。") from error


def _port(name, parts):
    try:
        return parts.port or ""
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} 的端口不是 1–65535 的数字。") from error
