"""The whole system on one machine, from one command, ended by Ctrl-C."""

import contextlib
import os
import signal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from crm.embedded.system import CannotStart, System
from crm.management.commands.demo import STEP


class Command(BaseCommand):
    help = "在本机启动整个系统：队列、邮件接收、网站、任务和时钟；按 Ctrl-C 停止。"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8000, help="网站端口，被占用时用下一个空闲的。")

    def handle(self, *args, port, **options):
        os.umask(0o077)  # var/ holds client data
        switches = {"DEBUG": str(int(settings.DEBUG)), "DEMO": str(int(settings.DEMO))}
        environ = dict(os.environ, SECRET_KEY=settings.SECRET_KEY, ID_PEPPER=settings.ID_PEPPER, **switches)
        self.system = System(settings.VAR_DIR, environ, say=self.say, port=port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN or number != signal.SIGHUP:  # nohup is obeyed
                signal.signal(number, lambda *_: self.system.ended.set())
        try:
            self.system.claim()
            try:
                self.run()
            finally:
                self.end()
        except CannotStart as problem:
            raise CommandError(str(problem)) from problem

    def say(self, label, line):
        with contextlib.suppress(OSError, ValueError):  # a closed terminal or a full disk ends nothing
            self.stdout.write(f"{label} │ {line}")
            self.stdout.flush()

    def run(self):
        system = self.system
        for step in (system.start_services, self.prepare, system.start_web, system.start_clockwork, self.greet):
            if not system.ended.is_set():
                step()
        while not system.ended.wait(0.3):
            system.look_after()

    def prepare(self):
        self.step("准备数据库")
        self.system.manage("migrate", "--no-input")
        if not settings.DEBUG:
            self.system.manage("collectstatic", "--no-input")
        if settings.DEMO and not get_user_model().objects.exists():
            self.step("生成演示数据")
            self.system.manage("demo", show=self.demo_step)
        self.step("打开网站")

    def demo_step(self, _label, line):
        if STEP in line:
            self.step(line.rpartition(STEP)[2], said=False)

    def step(self, what, *, said=True):
        """Another step of the start begins: on the page that waits and, with `said`, on the console."""
        self.system.waiting.steps.append(what)
        if said:
            self.say("系统", f"正在{what}……")

    def greet(self):
        self.say(
            "系统",
            f"已启动，请打开 http://127.0.0.1:{self.system.port} （按 Ctrl-C 停止；日志在 {settings.VAR_DIR / 'log'}）",
        )
        numbers = [number for _role, number in settings.DEMO_ACCOUNTS]
        if settings.DEMO and get_user_model().objects.filter(employee_no__in=numbers).exists():
            self.system.manage("demo", "--hint", show=self.say)

    def end(self):
        self.say("系统", "正在停止……")
        killed = self.system.end()
        rest = f"（强制结束：{'、'.join(killed)}）" if killed else ""
        self.say("系统", f"已全部停止，数据保留在 {settings.VAR_DIR}。{rest}")
