"""A real mail server for tests. What it accepted is the ground truth; what it does to whom can be told."""

import asyncio
import logging
import threading
import time
from collections import Counter, defaultdict
from email import message_from_bytes, policy
from types import SimpleNamespace

from aiosmtpd.smtp import SMTP, AuthResult

HOOKS = ("handle_HELO", "handle_EHLO", "handle_MAIL", "handle_RCPT", "handle_DATA")


class Sink:
    """`orders[address]` is a list of things to do with the next mails to that address, one each, then it accepts:

    rcpt 550, rcpt 451, data 451, data 421, data 554: that answer; hang: no answer; drop: the line ends and the mail is
    gone; keep: the line ends and the mail is kept. `refusing` greets nobody, `sender_answer` is said to every MAIL, `slow`
    waits that many seconds first; with `password` it offers a log-in and refuses others.
    """

    def __init__(self):
        self.accepted, self.orders = [], defaultdict(list)
        self._arrival = threading.Condition()
        self.refusing, self.slow, self.on_accept = False, 0, None
        self.sender_answer = ""
        self.connections, self.password, self.reads_ahead = 0, "", True

    def start(self, port=0):
        logging.getLogger("mail.log").setLevel(logging.ERROR)  # every command of every conversation otherwise
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(port, started), daemon=True)
        self.thread.start()
        assert started.wait(60)
        return self

    def end(self):
        if self.loop.is_running():
            self.loop.call_soon_threadsafe(self.loop.stop)
            self.thread.join(60)

    def _run(self, port, started):
        self.loop = asyncio.new_event_loop()
        server = self.loop.run_until_complete(self.loop.create_server(self._protocol, "127.0.0.1", port))
        self.port = server.sockets[0].getsockname()[1]
        self.loop.call_soon(started.set)
        self.loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    def _protocol(self):
        self.connections += 1
        login = {"authenticator": self._lets_in, "auth_require_tls": False} if self.password else {}
        # Not ourselves: at every connection it reads all properties of what it is given, and `mails` parses every mail.
        hooks = SimpleNamespace(**{name: getattr(self, name) for name in HOOKS})
        return SMTP(hooks, hostname="localhost", enable_SMTPUTF8=True, loop=self.loop, **login)

    def _lets_in(self, server, session, envelope, mechanism, login):
        return AuthResult(success=login.password.decode() == self.password, handled=False)

    async def handle_HELO(self, server, session, envelope, hostname):
        session.host_name = hostname
        return "421 closed today" if self.refusing else "250 sink"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        ahead = ["250-PIPELINING"] if self.reads_ahead else []
        return ["421 closed today"] if self.refusing else ahead + responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.sender_answer:
            return self.sender_answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        order = self.orders[address][:1]
        if order and order[0].startswith("rcpt"):
            self.orders[address].pop(0)
            return f"{order[0][5:]} <{address}> is not wanted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        order = self.orders[address].pop(0) if self.orders[address] else ""
        await asyncio.sleep(self.slow)
        if order.startswith("data"):
            return f"{order[5:]} not now, {address}"
        if order == "hang":
            await asyncio.sleep(3600)
        if order != "drop":
            with self._arrival:
                self.accepted.append((envelope.rcpt_tos, envelope.content))
                self._arrival.notify_all()
            if self.on_accept:
                self.on_accept(len(self.accepted))
        if order in ("drop", "keep"):
            server.transport.abort()
        return "250 OK"

    def until_accepted(self, number, seconds=300):
        """Returns as soon as `number` mails are accepted, at the latest after so many seconds."""
        with self._arrival:
            arrived = self._arrival.wait_for(lambda: len(self.accepted) >= number, seconds)
        assert arrived, f"{len(self.accepted)} of {number} accepted in {seconds} s"

    def until_quiet(self):
        """Returns when nobody talks to it any more: what a killed process had said is then heard."""
        while asyncio.all_tasks(self.loop):
            time.sleep(0.01)

    @property
    def mails(self):
        return [message_from_bytes(content, policy=policy.default) for _to, content in self.accepted]

    def counts(self):
        """How often each address got a mail."""
        return Counter(to for addresses, _content in self.accepted for to in addresses)

    def message_ids(self):
        return Counter(mail["Message-ID"] for mail in self.mails)
