"""One person's requests over one kept connection, which is made anew when it breaks."""

import http.client
import os
from importlib import import_module
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from crm.embedded.ports import HOST

TOKEN = "a" * 32
BROKEN = (OSError, http.client.HTTPException)  # a line that somebody has cut, also one that is silent for too long


def session_of(user):
    """The key of a session as a log-in would have left it; the cookie is secure, so it is sent by hand."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.save()
    return session.session_key


class Browser:
    """One person at one kept connection to our own server."""

    def __init__(self, user=None, port="BENCH_WEB"):
        cookies = {
            settings.CSRF_COOKIE_NAME: TOKEN,
            **({settings.SESSION_COOKIE_NAME: session_of(user)} if user else {}),
        }
        self.line = http.client.HTTPConnection(HOST, int(os.environ[port]), timeout=120)
        self.headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "X-CSRFToken": TOKEN}

    def get(self, path, packed=True):
        """The page as it comes over the wire: gzipped, as every browser asks for it, or plain."""
        return self._ask("GET", path, None, {"Accept-Encoding": "gzip"} if packed else {})

    def post(self, path, data):
        return self._ask("POST", path, urlencode(data), {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body, more):
        headers = {**self.headers, **more}
        try:
            answer, content = self._answer(method, path, body, headers)
        except BROKEN:  # the line was idle for too long, or the server has been started again
            self.line.close()
            answer, content = self._answer(method, path, body, headers)
        if answer.status not in (200, 302):
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return content

    def _answer(self, method, path, body, headers):
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        return answer, answer.read()
