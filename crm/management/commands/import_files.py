"""A folder of bank files into the running system, in the order of crm/files.py; then what the night would make of them."""

import time
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from clients.models import Client
from crm.actions.night import DONE, do_the_night
from crm.files import FILES
from imports.actions.files import Heartbeat, enter_local, interrupted_words
from imports.actions.jobs import note_followed, refuse_import
from imports.actions.running import run_import
from staff.models import OrgUnit
from words.problems import Refused

SUFFIXES = (".csv", ".xlsx")


class Command(BaseCommand):
    help = f"导入一个文件夹里的银行文件：{'、'.join(FILES)}（.csv 或 .xlsx），然后评级、重算应联系日、起草问候。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"没有这个文件夹：{folder}")
        now, refused, found = timezone.now(), [], 0
        for stem in FILES:
            path = next(
                (folder / f"{stem}{suffix}" for suffix in SUFFIXES if (folder / f"{stem}{suffix}").exists()), None
            )
            if path is None:
                self.stdout.write(f"{stem}：文件夹里没有 {stem}.csv 或 {stem}.xlsx，跳过")
                continue
            found += 1
            if not self.take(path, now):
                refused.append(path.name)
        if not found:
            raise CommandError("文件夹里没有可导入的文件。")
        self.finish(now)
        if refused:
            raise CommandError(f"未能导入：{'、'.join(refused)}（原因见上）。")

    def take(self, path, now):
        """Imports one file and says so in one line; False if it was refused."""
        begun, job = time.monotonic(), None
        try:
            job = enter_local(path.resolve())
            counts = run_import(job, now=now, progress=Heartbeat(job))
        except Refused as refusal:
            self.stdout.write(self.style.ERROR(f"{path.name}：已拒绝。{refusal}"))
            if job:
                refuse_import(job, str(refusal), now=now)
            return False
        except BaseException:
            if job:
                refuse_import(job, interrupted_words(job), now=now)
            raise
        seconds = time.monotonic() - begun
        self.stdout.write(
            f"{path.name}：{counts.total:,} 行，新增 {counts.created:,}，更新 {counts.updated:,}，未变 {counts.unchanged:,}，"
            f"错误 {counts.failed:,}，提醒 {counts.warnings:,}（{seconds:.1f} 秒，每秒 {counts.total / max(seconds, 0.001):,.0f} 行）"
        )
        for note in filter(None, (job.message, job.error_path and f"错误与提醒清单：{job.error_path}")):
            self.stdout.write(f"  {note}")
        return True

    def finish(self, now):
        for about, said in do_the_night(now=now):
            self.stdout.write(f"{about}：{said}")
        note_followed()
        self.stdout.write(f"{DONE}。")
        for bank in OrgUnit.objects.filter(parent=None).order_by("code"):
            clients = Client.objects.filter(unit__path__startswith=bank.path)
            tiers = Counter(dict(clients.values_list("tier").annotate(Count("pk"))))
            held = "，".join(f"{label} {tiers[value]:,}" for value, label in Client.Tier.choices)
            self.stdout.write(f"{bank.name}：{held}")
