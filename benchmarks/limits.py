"""The limits beside our pages: a bare Django view, and one that reads 25 rows with one SQL; Django's usual middleware, no template."""

import os

from django.apps import apps
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

from crm.embedded.ports import listen
from crm.front import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
application = get_wsgi_application()
Client = apps.get_model("clients.Client")  # models cannot be imported before the line above


def bare(request):
    return HttpResponse("ok")


def one_query(request, manager):
    rows = Client.objects.filter(manager=manager).order_by("next_due_on", "id")[:25]
    return HttpResponse("\n".join(f"{row.name} {row.tier} {row.average} {row.next_due_on}" for row in rows))


urlpatterns = [path("bare", bare), path("rows/<int:manager>", one_query)]


if __name__ == "__main__":
    line = listen("127.0.0.1", int(os.environ["BENCH_LIMITS"]))
    serve(application, line, processes=settings.WEB_PROCESSES, threads=settings.WEB_THREADS)
