"""One file for every machine; what differs comes from environment variables (README, 「接入真实服务」)."""

import hashlib
import os
import secrets
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from crm import environment
from staff.rules.sessions import Limits

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = environment.folder("VAR_DIR", BASE_DIR / "var")

# Closed unless opened: `make run` switches both on, and manage.py reads what it chose (crm/embedded/chosen.py).
DEMO = environment.flag("DEMO", False)
DEBUG = environment.flag("DEBUG", DEMO)
SECRET_KEY = os.environ.get("SECRET_KEY") or (secrets.token_urlsafe(50) if DEBUG else "")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or (["127.0.0.1", "localhost", "[::1]"] if DEBUG else [])
PROXY_COUNT = environment.number("PROXY_COUNT", 0)  # trusted proxies in front of us
SITE_URL = environment.site("http://127.0.0.1:8000" if DEBUG else "")
if DEMO and not DEBUG:
    raise ImproperlyConfigured("演示模式（DEMO=1）只能在 DEBUG 打开时使用，生产环境请去掉 DEMO。")
# Keys the hash of identity numbers. Set it apart from SECRET_KEY where that key is ever changed: old hashes must still match.
# Without a key of one's own (DEBUG only) it is the same in every process, so that files imported twice change nothing.
PEPPERED = f"id-pepper:{os.environ.get('SECRET_KEY') or environment.PUBLIC_KEY}"
ID_PEPPER = os.environ.get("ID_PEPPER") or hashlib.sha256(PEPPERED.encode()).hexdigest()
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")  # former keys: what they signed is still believed
# Sign the links at the foot of clients' mails, the first the new ones. Not of SECRET_KEY where ID_PEPPER is set apart from it.
UNSUBSCRIBE_KEYS = environment.words("UNSUBSCRIBE_KEYS") or [
    hashlib.sha256(f"unsubscribe:{ID_PEPPER}".encode()).hexdigest()
]
if not DEMO:
    own = [*SECRET_KEY_FALLBACKS, *UNSUBSCRIBE_KEYS, ID_PEPPER]
    environment.check_doors(debug=DEBUG, key=SECRET_KEY, hosts=ALLOWED_HOSTS, site_url=SITE_URL, others=own)
# Shown on the log-in page and by `make run`; demo mode is refused outside DEBUG, so no bank ever has these.
DEMO_PASSWORD = "yanshi-kehu-2026"
DEMO_ACCOUNTS = [
    ("客户经理", "990101"),
    ("支行行长", "990100"),
    ("总行管理", "990001"),
    ("总行计财", "990006"),
    ("合规", "990002"),
    ("审计", "990003"),
    ("柜员", "990110"),
    ("系统管理员", "990004"),
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "crm.apps.CrmAdminConfig",
    "staff",  # its changepassword comes before Django's
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its templates, of what staff/forms/widgets.py does not write
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "clients",
    "outbox",
    "tiers",
    "partners",
    "campaigns",
    "planner",
    "imports",
    "crm.apps.CrmConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "crm.middleware.Slashes",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "crm.middleware.OwnAccount",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm.middleware.guard",
    "crm.middleware.end_old_sessions",
    "crm.middleware.cut_uploads",
    "crm.traces.trace",
    "axes.middleware.AxesMiddleware",
    "crm.middleware.WrongAddress",
]
ROOT_URLCONF = "crm.urls"
REQUEST_KINDS = "crm.requests.REQUESTS"
MAIL_KINDS = "crm.mails.MAILS"
FILE_KINDS = "crm.files.FILES"
FRESHNESS = "crm.freshness.SECONDS"
STANDINGS = "tiers.queries.boards.STATES"
NEXT_LINES = "tiers.queries.policies.below_next_line"
MEETINGS = "tiers.queries.sponsors.met_by"
HANDS_ON = "clients.queries.assignments.hands_on_from"
WEB_PROCESSES = environment.number("WEB_PROCESSES", 2)
WEB_THREADS = environment.number("WEB_THREADS", 6)  # of one process: as many requests at a time
WSGI_APPLICATION = "crm.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["crm.loaders.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["crm.templatetags.addresses", "crm.templatetags.tokens"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "staff.forms.widgets.Renderer"

DATABASES = {"default": environment.database(os.environ.get("DATABASE_URL", ""), VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


REDIS_URL = environment.redis(os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/0")
CACHES = {"default": {"BACKEND": "crm.cache.ForgetfulCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "crm"}}

EMAIL_URL = os.environ.get("EMAIL_URL") or "smtp://127.0.0.1:25"
globals().update(environment.mail(EMAIL_URL))
EMAIL_TIMEOUT = 60
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or "客户维护 <crm@bank.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BANK_NAME = os.environ.get("BANK_NAME", "")
SERVICE_PHONE = os.environ.get("SERVICE_PHONE", "")

AUTH_USER_MODEL = "staff.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workbench"
LOGOUT_REDIRECT_URL = "login"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "crm.backends.Accounts"]
PASSWORD_HASHERS = ["crm.hashers.FewAtATime"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "staff.forms.passwords.NotTheDemoPassword"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("employee_no", "name")},
    },
]
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # what goes beyond it: staff/queries/logins.py
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "staff.views.sessions.locked_out"
AXES_CLIENT_IP_CALLABLE = "crm.middleware.caller"
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LOCALE_PATHS = [BASE_DIR / "locale"]

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG
MEDIA_ROOT = VAR_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "crm.storage.StaticFiles"
    },
}

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A Redis that answers but refuses writes (READONLY in a fail-over, OOM, MISCONF) is one to be tried again, and ends no worker.
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_TASK_IGNORE_RESULT = True
# Messages are only wake-ups, so they are acknowledged at once (Celery's default): one that is lost is followed by the next
# in ten seconds, while a worker that acknowledges late ends for good when Redis dies in the middle of a task (kombu 5.7).
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = (
    "celery.beat:Scheduler"  # keeps no file: rows decide what is due, and a full disk must not end it
)
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {"crm.mail_tasks.deliver_messages": {"queue": "mail"}}

# Minutes without anything done, hours in all, log-ins at a time: of administrators, and of everybody else.
SESSION_LIMITS = {
    "": Limits(*environment.numbers("SESSION_LIMITS", (30, 12, 3))),
    "sysadmin": Limits(*environment.numbers("SYSADMIN_SESSION_LIMITS", (15, 8, 1))),
}
SESSION_COOKIE_AGE = max(limits.hours for limits in SESSION_LIMITS.values()) * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "crm.views.errors.csrf_failed"
DEFAULT_EXCEPTION_REPORTER = "crm.logs.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "crm.logs.Hidden"
SECURE_SSL_REDIRECT = environment.flag("SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # monitoring asks from inside, without TLS
SECURE_HSTS_SECONDS = 0 if DEBUG else 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "crm.logs.MaskedLine",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "datefmt": "%H:%M:%S",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": []},  # its own console and its mails to ADMINS would print unmasked
        "axes": {"level": "ERROR"},
        "waitress.queue": {"level": "ERROR"},
        "django.utils.autoreload": {"level": "ERROR"},
    },
}
