"""The fictional demo bank: made by a seed, delivered as files, imported like any bank's."""

import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from clients.actions.cadence import move_clocks
from clients.models import Client
from crm.actions.demo import plant_stories
from crm.actions.demo_audit import plant_audit
from crm.actions.demo_circles import plant_circles
from crm.actions.demo_concessions import plant_concessions
from crm.actions.demo_counter import plant_counter
from crm.actions.demo_exports import plant_exports
from crm.actions.demo_figures import plant_figures
from crm.actions.demo_gifts import plant_gifts
from crm.actions.demo_handovers import plant_handovers
from crm.actions.demo_partners import plant_partners
from crm.actions.demo_policies import plant_policy
from crm.actions.demo_signals import plant_signals
from crm.actions.demo_standings import plant_losses, plant_requests, plant_standings
from crm.actions.demo_visits import plant_visits
from crm.actions.first_day import begin_the_day
from crm.demo.bank import SYSADMIN, write_files
from crm.demo.ledger import MATTERS
from imports.actions.files import enter_local, forget_file
from imports.actions.running import run_import
from outbox.actions import deliver_messages
from staff.actions.calendar import fill_calendar
from staff.models import User

FILES = ("org", "staff", "places", "clients", "balances", "holdings", "risk", "contacts")
SEED = 20261123
MANAGER = "990101"  # whose screens are shown first
MAIL_SECONDS = 5
STEP = "演示数据："  # what it is at, for the page that waits


class Command(BaseCommand):
    help = "生成虚构的演示银行（只在演示模式，且数据库还没有用户时）；--hint 只显示登录账号。"

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=SEED)
        parser.add_argument("--hint", action="store_true", help="只显示演示账号和密码。")

    def handle(self, *args, seed, hint, **options):
        if not (settings.DEMO and settings.DEBUG):
            raise CommandError("演示数据只能在演示模式生成：请设置 DEBUG=1 和 DEMO=1（生产环境不要这样做）。")
        if not hint:
            if User.objects.exists():
                raise CommandError("数据库里已有用户，不再生成演示数据；要重新开始，请先停止系统并清空数据库。")
            morning = self.build(seed, timezone.now())
            deliver_messages(now=morning, seconds=MAIL_SECONDS)
        for role, number in settings.DEMO_ACCOUNTS:
            self.stdout.write(f"登录：{role} {number}，密码 {settings.DEMO_PASSWORD}")

    @transaction.atomic
    def build(self, seed, now):
        begun, today = time.monotonic(), timezone.localdate(now)
        fill_calendar(range(today.year - 2, today.year + 2))
        with tempfile.TemporaryDirectory() as folder:
            everyone = write_files(Path(folder), seed=seed, today=today)
            for stem in FILES:
                self.at(f"导入 {stem}.csv")
                job = enter_local(Path(folder) / f"{stem}.csv")
                run_import(job, now=now)
                forget_file(job)
        self.at("联系、约定和要办的事")
        plant_stories(everyone, sysadmin=SYSADMIN, matters=MATTERS, today=today)
        plant_standings(today)
        staff = User.objects.in_bulk(field_name="employee_no")
        plant_requests(staff, today)
        plant_signals(staff, today)
        plant_losses(everyone, staff[MANAGER])
        plant_concessions(staff, today)
        plant_gifts(staff, today, now)
        plant_counter(staff, today)
        plant_handovers(staff, today)
        plant_circles(staff, today)
        plant_partners(staff, now)
        move_clocks(list(Client.objects.values_list("pk", flat=True)), today=today)
        plant_visits(staff, now)
        self.at("今天早上的名单和问候")
        morning = begin_the_day(User.objects.get(employee_no=MANAGER), now=now)
        self.at("过去几周的数字")
        plant_exports(staff, now)
        plant_figures(now=now)
        plant_audit(staff, now)
        plant_policy(staff, today)  # what it would do is reckoned on what the night knows
        self.stdout.write(f"演示银行已生成：{Client.objects.count()} 户，用时 {time.monotonic() - begun:.1f} 秒。")
        return morning

    def at(self, what):
        self.stdout.write(f"{STEP}{what}")
