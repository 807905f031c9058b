from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from staff.actions.users import set_password
from staff.management.asking import new_password
from staff.models import User


class Command(BaseCommand):
    """Stands before Django's own command of this name (INSTALLED_APPS), which leaves no trace and tells nobody."""

    help = "在本机为一位员工设置密码：直接生效、留痕、发信告知本人，本人首次登录时须改密码。用于没有别人能确认的时候"

    def add_arguments(self, parser):
        parser.add_argument("no", help="工号")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")

    @transaction.atomic
    def handle(self, *args, no, password_stdin, **options):
        person = User.objects.filter(employee_no=no).first()
        if person is None:
            raise CommandError(f"工号 {no} 不存在。")
        set_password(person, new_password(person, from_stdin=password_stdin))
        self.stdout.write(f"已为 {person.name}（{no}）设置密码。首次登录时须改成自己的密码。")
