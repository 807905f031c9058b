"""staff.csv: people, without a password until one is set; in demo mode with the demo password.

On the pages nobody rises by a file alone: save_user holds back what needs a second person (ORG-R6).
"""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from imports.importers.importer import Importer, unknown_code
from imports.readers import values
from staff.actions.users import save_user
from staff.models import Grant, OrgUnit, User
from staff.models.org import WEEKDAYS
from staff.roles import Role
from words.identifiers import MORE_ADDRESSES, email_problems, first_email, name_problems, normalise_name
from words.problems import Refused

ROLE = values.one_of(
    Role,
    also={
        "行长": Role.BRANCH_HEAD,
        "网点主任": Role.BRANCH_HEAD,
        "网点负责人": Role.BRANCH_HEAD,
        "综合柜员": Role.COUNTER,
        "大堂经理": Role.COUNTER,
    },
)
DAYS = {
    name.replace("周", week): number for number, name in WEEKDAYS for week in ("周", "星期", "礼拜", "每周", "每星期")
}
NAME, EMAIL = values.words(60, values.NO_NAME), values.words(600)


def weekday(text):
    text = values.filled(text).removesuffix(".0")  # a spreadsheet's decimal
    if text and text not in DAYS and text not in tuple("12345"):
        raise values.BadValue("应为 周一 至 周五")
    return (DAYS.get(text) or int(text)) if text else None


class StaffImporter(Importer):
    label = "员工"
    columns = {
        "employee_no": "工号 员工号 employee_no staff_no",
        "name": "姓名 员工姓名 name",
        "role": "岗位 角色 role",
        "unit": "机构号 所属机构 机构 unit unit_code",
        "email": "邮箱 电子邮箱 email",
        "care_weekday": "客户维护日 维护日 care_weekday care_day",
    }
    also = {
        "employee_no": "员工编号 员工工号 员工代码 人员编号 职工号 柜员号",
        "name": "人员姓名 员工名称 名字",
        "role": "岗位名称 岗位类型 职务 职位",
        "unit": "机构编号 机构代码 所属机构号 所属机构编号 所在机构 所属支行 网点号",
        "email": "电子邮件 邮箱地址 电子邮箱地址 行内邮箱 邮件",
    }
    required = ("employee_no", "name", "role", "unit")

    def prepare(self):
        self.units = dict(OrgUnit.objects.values_list("code", "pk"))
        self.seen = {}
        self.asked = {grant.user_id: grant for grant in Grant.objects.waiting().of_place()}

    def convert(self, line, cells):
        number, role = cells.take("employee_no", values.code), cells.take("role", ROLE)
        row = {"name": normalise_name(cells.take("name", NAME) or ""), "role": role}
        if number and len(number) < 3:
            cells.refuse("employee_no", "工号为 3–20 位数字或字母")
        if number and self.seen.setdefault(number, line) != line:
            cells.refuse("employee_no", f"工号与第 {self.seen[number]} 行重复")
        if not row["name"] and not cells.problems:
            cells.refuse("name", "不能为空")
        for problem in name_problems(row["name"], is_business=True):  # he signs with it; digits are allowed
            cells.refuse("name", problem.message)
        if role == Role.SYSADMIN:
            cells.refuse("role", "系统管理员只能在管理页面设置，不能由文件授予")
        unit = cells.take("unit", values.code)
        row["unit_id"] = self.units.get(unit)
        if unit and not row["unit_id"]:
            cells.refuse("unit", unknown_code("机构号", unit, self.units))
        row |= self._optional(cells)
        return number, row

    def _optional(self, cells):
        """What the file may leave empty; an empty cell and one that is left out change nothing."""
        email, day = cells.take("email", EMAIL), cells.take("care_weekday", weekday)
        email, is_more = first_email(email or "")
        if is_more:
            cells.remark("email", MORE_ADDRESSES)
        for problem in email_problems(email):
            cells.refuse("email", problem.message)
            email = ""
        return {name: value for name, value in (("email", email), ("care_weekday", day)) if value}

    def _without_place(self, line, person, row):
        """The row without role and unit where the file has no say: of the importer himself, and what is asked for already."""
        place = {"role": row["role"], "unit_id": row["unit_id"]}
        rest = {name: value for name, value in row.items() if name not in place}
        if self.by and person.pk == self.by.pk:
            if any(getattr(person, name) != value for name, value in place.items()):
                self.warn(line, "role", "", "自己导入的文件不改动自己的岗位和机构")
            return rest
        asked = self.asked.get(person.pk)
        if asked and self.by and all(getattr(asked, name) == value for name, value in place.items()):
            return rest
        return row | {"is_active": True} if asked and asked.what == Grant.What.ACCOUNT else row

    def apply(self, chunk):
        numbers = [number for _line, (number, _row) in chunk]
        people = User.objects.select_for_update(of=("self",)).in_bulk(numbers, field_name="employee_no")
        created, updated = [], 0
        for line, (number, row) in chunk:
            person = people.get(number) or User(employee_no=number)
            if person.role == Role.SYSADMIN:
                self.warn(line, "role", "", "此工号是系统管理员，文件不改动")
                continue
            row = self._without_place(line, person, row)
            if person.pk and all(getattr(person, name) == value for name, value in row.items()):
                continue
            is_new = person.pk is None
            for name, value in row.items():
                setattr(person, name, value)
            try:
                grant = save_user(person, by=self.by)
            except Refused as refusal:
                self.warn(line, "unit", "", f"没有改动：{refusal}")
                continue
            if grant and not grant.decision:
                self.warn(line, "role", grant.get_role_display(), "岗位和机构要由另一个人在「授权」页同意后才生效")
            created, updated = ([*created, person.pk], updated) if is_new else (created, updated + 1)
        if settings.DEMO and created:
            # Hashed once: fifty people must not cost fifty slow hashes.
            hashed = make_password(settings.DEMO_PASSWORD)
            User.objects.filter(pk__in=created).update(password=hashed, is_demo=True)
        self.tally(chunk, created=len(created), updated=updated)
