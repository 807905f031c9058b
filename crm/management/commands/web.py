"""The web server of production and of `make run`."""

import socket

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from crm.embedded.ports import listen
from crm.front import serve


class Command(BaseCommand):
    help = "启动网站：慢的连接不占用线程；用 SIGTERM 停止。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--bind", default="127.0.0.1:8000", help="地址:端口")
        parser.add_argument("--fd", type=int, help="已经在监听的套接字的编号，代替 --bind")
        parser.add_argument("--processes", type=int, default=settings.WEB_PROCESSES)
        parser.add_argument("--threads", type=int, default=settings.WEB_THREADS, help="每个进程同时办理的请求")

    def handle(self, *args, bind, fd, processes, threads, **options):
        host, _, port = bind.rpartition(":")
        try:
            line = listen(host.strip("[]"), int(port)) if fd is None else socket.socket(fileno=fd)
        except (ValueError, OSError, OverflowError) as problem:
            raise CommandError(f"不能在 {bind} 上启动网站：{problem}") from problem
        application = import_string("crm.wsgi.application")  # it looks at the database, so not before a server starts
        serve(application, line, processes=processes, threads=threads)
