"""The web server: a request is whole before a thread of the program begins with it, so slow lines hold up nobody.

One loop takes all connections (waitress), a few threads do the work. Docs: docs/operations.md, 「Processes」.
"""

import logging
import os
import resource
import signal
import time

from django.http import parse_cookie
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.receiver import FixedStreamReceiver
from waitress.server import TcpWSGIServer
from waitress.utilities import RequestEntityTooLarge

from crm.uploads import COOKIE, LARGE, SMALL, TOO_LARGE, is_pass

log = logging.getLogger("web")
CONNECTIONS = 1000  # of one process; beyond it the oldest that are not being answered give way
HEADER_SECONDS, BODY_SECONDS, UPLOAD_SECONDS, IDLE_SECONDS = 10, 60, 900, 30
ROOM_SECONDS = 2  # how old a connection is at least that gives way
DRAINED = 25_000_000  # bytes of a refused body that are read and thrown away, so that its sender sees the answer
GRACE = 2.0  # seconds to answer what has begun when the server ends
OPTIONS = {
    "connection_limit": CONNECTIONS,
    "channel_timeout": IDLE_SECONDS,
    "cleanup_interval": 1,
    "max_request_header_size": 32_768,
    "max_request_body_size": LARGE,
    "inbuf_overflow": 262_144,  # bytes of a body in memory, the rest in a file
    "asyncore_use_poll": True,
    "clear_untrusted_proxy_headers": False,  # PROXY_COUNT decides whom to believe (crm.middleware.caller)
    "ident": None,
}


class TooLarge(RequestEntityTooLarge):
    """Our words in place of waitress's, which asks for them by `to_response`."""

    def to_response(self, ident=None):
        return f"{self.code} {self.reason}", [("Content-Type", "text/plain; charset=utf-8")], TOO_LARGE.encode()


class Nowhere:
    """Where a refused body goes."""

    def append(self, data):
        pass

    def __len__(self):
        return 0

    def close(self):
        pass


class Parser(HTTPRequestParser):
    """Refuses a body above 1 MB before it is read, but for those who may upload (crm.uploads)."""

    may_upload = is_refused = False

    def __init__(self, adj):
        super().__init__(adj)
        self.since = time.monotonic()

    def parse_header(self, header_plus):
        super().parse_header(header_plus)
        self.may_upload = is_pass(parse_cookie(self.headers.get("COOKIE", "")).get(COOKIE, ""))

    def received(self, data):
        consumed = super().received(data)
        if not self.headers_finished or self.is_refused:
            return consumed
        most = LARGE if self.may_upload else SMALL
        if max(self.content_length, self.body_bytes_received) > most or isinstance(self.error, RequestEntityTooLarge):
            self.is_refused, self.error = True, TooLarge("")
            log.info("%s %s 413", self.command, self.path)
            self.completed = self.expect_continue or self.chunked or self.content_length > DRAINED
            self.expect_continue = False
            if not self.completed:
                self.body_rcv = FixedStreamReceiver(self.content_length, Nowhere())
        return consumed

    def is_late(self, now):
        seconds = UPLOAD_SECONDS if self.may_upload else BODY_SECONDS
        return now - self.since > (seconds if self.headers_finished else HEADER_SECONDS)


class Channel(HTTPChannel):
    parser_class = Parser

    @property
    def is_answered(self):
        return bool(self.requests or self.total_outbufs_len)


class Front(TcpWSGIServer):
    channel_class = Channel
    is_ending = False

    def maintenance(self, now):
        """Closes what is idle or sends too slowly; and, where there are too many, the oldest that are not being answered."""
        super().maintenance(now)
        waiting = [channel for channel in self.active_channels.values() if not channel.is_answered]
        for channel in waiting:
            if channel.request is not None and channel.request.is_late(time.monotonic()):
                channel.will_close = True
        spare = len(self.active_channels) - CONNECTIONS * 3 // 4
        old = sorted((c for c in waiting if now - c.creation_time > ROOM_SECONDS), key=lambda c: c.last_activity)
        for channel in old[: max(spare, 0)]:
            channel.will_close = True

    def run(self):
        """Until `end` was called; then answers what has begun, for a moment."""
        while not self.is_ending:
            self._turn(1)
        self.accepting, until = False, time.monotonic() + GRACE
        while time.monotonic() < until and any(channel.is_answered for channel in self.active_channels.values()):
            self._turn(0.05)
        self.task_dispatcher.shutdown(timeout=0.2)

    def end(self):
        self.is_ending = True
        self.pull_trigger()

    def _turn(self, seconds):
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)


def logged(application):
    """One line a request: the path without its query, since a search holds a name."""

    def answer(environ, start_response):
        begun = time.perf_counter()

        def start(status, headers, *error):
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
            spent = (time.perf_counter() - begun) * 1000
            log.info("%s %s %s %.0fms", environ["REQUEST_METHOD"], path, status[:3], spent)
            return start_response(status, headers, *error)

        return application(environ, start)

    return answer


def front(application, line, threads):
    options = Adjustments(sockets=[line], threads=threads, **OPTIONS)
    place = (line.family, line.type, line.proto, line.getsockname())
    return Front(logged(application), _sock=line, adj=options, bind_socket=False, sockinfo=place)


def work(application, line, threads):
    """One process: serves until SIGTERM."""
    server = front(application, line, threads)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.end())
    server.run()


def serve(application, line, *, processes, threads):
    """Several processes on one socket; one that dies is replaced. Ends with SIGTERM. A single one is this one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * CONNECTIONS if most == resource.RLIM_INFINITY else min(2 * CONNECTIONS, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    if processes == 1:
        work(application, line, threads)
        return
    children, is_ending = set(), []

    def end(*_):
        is_ending.append(True)
        for child in children:
            os.kill(child, signal.SIGTERM)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    while not is_ending or children:
        if len(children) < processes and not is_ending:
            children.add(_fork(application, line, threads))
            continue
        child, status = os.wait()
        children.discard(child)
        if not is_ending:
            log.error("网站的一个进程意外退出（%s），正在重新启动。", os.waitstatus_to_exitcode(status))
            time.sleep(0.5)


def _fork(application, line, threads):
    child = os.fork()
    if child == 0:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        try:
            work(application, line, threads)
        finally:
            os._exit(0)
    return child
