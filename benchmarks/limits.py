"""The limits beside our pages: a bare Django view and one with a single SQL of 25 rows; no middleware, no template."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpResponse
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
ROWS = "SELECT id, name, tier, average, next_due_on FROM clients_client WHERE manager_id = %s ORDER BY next_due_on, id LIMIT 25"


def bare(request):
    return HttpResponse("ok")


def one_query(request, manager):
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [manager])
        return HttpResponse("\n".join(map(str, cursor.fetchall())))


urlpatterns = [path("bare", bare), path("rows/<int:manager>", one_query)]
application = get_wsgi_application()
