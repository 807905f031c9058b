"""A mail server that delivers nowhere: every mail becomes a file, so that nothing leaves a demo machine."""

import asyncio
import logging
import os
import threading
from datetime import datetime
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from aiosmtpd.smtp import SMTP

from crm.embedded.ports import HOST

MOST_BYTES = 10_000_000
HERE = ZoneInfo("Asia/Shanghai")


class Folder:
    """Writes `<moment>-<number>.eml`, in order of arrival; the envelope is in X-MailFrom and X-RcptTo."""

    def __init__(self, path, say):
        self.path, self.say = Path(path), say
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._numbers = count(1)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return ["250-PIPELINING", *responses]  # it does read ahead, as real servers do; aiosmtpd does not say so

    async def handle_DATA(self, server, session, envelope):
        name = f"{datetime.now(HERE):%Y%m%dT%H%M%S%f}-{os.getpid()}-{next(self._numbers):06}.eml"
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        draft = self.path / f".{name}"
        draft.write_bytes(head.encode() + envelope.content)
        draft.rename(self.path / name)
        self.say(f"收到 {name}")
        return "250 OK"


class MailSink:
    """One in a thread of its own, from `start` to `end`; `say(line)` hears of each mail."""

    def __init__(self, path, port, say):
        self.folder, self.port = Folder(path, say), port
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, name="mailsink", daemon=True)

    def start(self):
        """Returns when it listens; raises OSError when it cannot."""
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # each command of each conversation otherwise
        self.server = self.loop.run_until_complete(self.loop.create_server(self._conversation, HOST, self.port))
        self.thread.start()

    def end(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(1)

    def _conversation(self):
        # Without a name it would ask the DNS for its own at every connection.
        return SMTP(self.folder, hostname="localhost", data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, loop=self.loop)

    def _run(self):
        self.loop.run_forever()
        self.server.close()
