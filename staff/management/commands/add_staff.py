from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from staff.actions.calendar import fill_calendar
from staff.actions.grants import put_password
from staff.actions.org import save_unit
from staff.actions.users import save_user
from staff.management.asking import new_password
from staff.models import OrgUnit, User
from staff.roles import Role


class Command(BaseCommand):
    help = "新增一位员工并设置密码；还没有任何机构时，同时建立总行。用于第一位系统管理员"

    def add_arguments(self, parser):
        parser.add_argument("--no", required=True, help="工号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--unit", required=True, help="机构号")
        parser.add_argument("--unit-name", default="总行", help="还没有机构时，总行的名称")
        parser.add_argument("--email", default="")
        parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")

    @transaction.atomic
    def handle(self, *args, no, name, role, unit, unit_name, email, password_stdin, **options):
        if User.objects.filter(employee_no=no).exists():
            raise CommandError(f"工号 {no} 已存在。")
        user = User(employee_no=no, name=name, role=role, email=email, unit=self.unit(unit, unit_name))
        try:
            user.clean_fields(exclude=["password"])
        except ValidationError as problem:
            raise CommandError("；".join(problem.messages)) from problem
        password = new_password(user, from_stdin=password_stdin)
        save_user(user)
        put_password(user, make_password(password), is_known_to_others=True)
        self.stdout.write(f"已新增 {user.get_role_display()} {name}（{no}）。首次登录时须改成自己的密码。")

    def unit(self, code, name):
        found = OrgUnit.objects.filter(code=code).first()
        if found:
            return found
        if OrgUnit.objects.exists():
            raise CommandError(f"机构号 {code} 不存在。")
        year = timezone.localdate().year
        fill_calendar(range(year - 1, year + 2))  # the bank's first day: the nightly clock keeps it filled from now on
        return save_unit(OrgUnit(code=code, name=name, level=OrgUnit.Level.HQ))
