import logging
import os

from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
application = get_wsgi_application()
if words := import_string("staff.queries.users.left_from_demo")():  # models are there from here on
    logging.getLogger("crm.start").warning(words)
