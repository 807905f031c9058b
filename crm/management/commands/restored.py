from django.core.management.base import BaseCommand
from django.utils import timezone

from crm.actions.clock import mark_restored
from outbox import actions as outbox


class Command(BaseCommand):
    help = "从备份恢复数据库以后执行：没有发出的邮件全部转入人工核对，一封也不自动发"

    def add_arguments(self, parser):
        parser.add_argument(
            "--release-later", action="store_true", help="核对以后执行：把计划时间还没有到的邮件放回队列，到时照常发"
        )

    def handle(self, *args, release_later, **options):
        now = timezone.now()
        if release_later:
            self.stdout.write(f"计划时间还没有到的 {outbox.release_later(now=now):,} 封邮件已放回队列，到时照常发。")
            return
        count = mark_restored(now)
        self.stdout.write(f"已记下恢复：{count:,} 封邮件转入「发件箱」的人工核对，一封也不会自动发；发信可以继续。")
