from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.actions.clock import deliver, tick
from crm.queries.clock import ahead_of_the_database
from outbox.actions import deliver_messages


class Command(BaseCommand):
    help = "做时钟此刻该做的事；--at 2026-11-24T17:45 指定时刻（本地时间），可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("--at", default="")

    def handle(self, *args, at, **options):
        now = moment(at) if at else timezone.now()
        if now > timezone.now() and not settings.DEMO:
            raise CommandError("--at 不能晚于现在：邮件会提前寄给真实的客户。以后的时刻只能在演示模式（DEMO=1）里试。")
        if at:
            results = tick(now, simulated=True)
            results["deliver_messages"] = deliver_messages(now=now, seconds=None)  # the jobs have made the rows
        else:
            ahead = ahead_of_the_database(now)
            results = tick(now, ahead=ahead)
            results["deliver_messages"] = deliver(now, ahead=ahead, seconds=None)
        for name, result in results.items():
            self.stdout.write(f"{name}: {result if result not in (None, '') else '无事可做'}")
        self.stdout.write(f"{timezone.localtime(now):%Y-%m-%d %H:%M} 该做的都做了。")


def moment(text):
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError as error:
        raise CommandError(f"--at 要写成 2026-11-24T17:45，现在是「{text}」。") from error
