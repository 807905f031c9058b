"""A mail server that delivers nowhere: every mail becomes a file, so that nothing leaves a demo machine."""

import asyncio
import contextlib
import logging
import os
import signal
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

MOST_BYTES = 10_000_000
log = logging.getLogger(__name__)


class Folder:
    """Writes `<moment>-<number>.eml`, in order of arrival; the envelope is in X-MailFrom and X-RcptTo."""

    def __init__(self, path):
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._numbers = count(1)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return ["250-PIPELINING", *responses]  # it does read ahead, as real servers do; aiosmtpd does not say so

    async def handle_DATA(self, server, session, envelope):
        name = f"{timezone.localtime():%Y%m%dT%H%M%S%f}-{os.getpid()}-{next(self._numbers):06}.eml"
        head = f"X-MailFrom: {envelope.mail_from}\r\nX-RcptTo: {', '.join(envelope.rcpt_tos)}\r\n"
        draft = self.path / f".{name}"
        draft.write_bytes(head.encode() + envelope.content)
        draft.rename(self.path / name)
        log.info("收到 %s", name)
        return "250 OK"


class Command(BaseCommand):
    help = "接收邮件并存为文件（演示和测试用，不向外发送）。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument("--dir", default=settings.VAR_DIR / "mails")

    def handle(self, *args, port, dir, **options):
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # each command of each conversation otherwise
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(serve(Folder(dir), port))


async def serve(folder, port):
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    server = await loop.create_server(
        lambda: SMTP(folder, hostname="localhost", data_size_limit=MOST_BYTES, enable_SMTPUTF8=True, loop=loop),
        "127.0.0.1",
        port,
    )  # without a name it would ask the DNS for its own at every connection
    await ended.wait()
    server.close()
