"""clients.csv: who the bank's clients are. A file never touches tier, salutation, hint or backup, and an empty cell erases nothing."""

from django.conf import settings

from clients.actions.cadence import refresh
from clients.actions.search import replace_tokens
from clients.models import Client
from clients.rules.birthdays import NO_LUNAR_DATE, birthday_number, may_be_kept
from imports.importers.consents import take_consents
from imports.importers.importer import Importer
from imports.readers import values
from staff import bulk
from staff.audit import Verb, event, record_many
from staff.models import OrgUnit, User
from words import identifiers, masking
from words.readings import sort_key

Kind, Status = Client.Kind, Client.Status
KIND = values.one_of(
    Kind, default=Kind.PERSON, also={"个人客户": Kind.PERSON, "个体户": Kind.SOLE_TRADER, "企业": Kind.MICRO_SMALL}
)
SIMPLE = {
    "status": values.one_of(Status, default=Status.ACTIVE),
    "occupation": values.words(30),
    "marital": values.words(10),
    "education": values.words(10),
    "housing_loan": values.yes_or_no,
    "personal_loan": values.yes_or_no,
    "celebrates": lambda text: CELEBRATES(text) if text.strip() else "",
    "consent": values.yes_or_no,
    "opened_on": values.optional_day,
    "birth_date": values.optional_day,
}
CELEBRATES = values.one_of(
    Client.Celebrates, also={"阳历": "solar", "新历": "solar", "阴历": "lunar", "旧历": "lunar", "不过生日": "none"}
)
WRITTEN = (
    "kind", "status", "name", "name_key", "id_hash", "id_mask", "birth_date", "celebrates", "birthday", "phone", "email", "occupation",
    "marital", "education", "housing_loan", "personal_loan", "opened_on", "unit_id", "manager_id", "backup_id",
    "assigned_on", "version",
)  # fmt: skip
TEXT = values.words(254)


class ClientImporter(Importer):
    label = "客户"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "name": "姓名 客户名称 客户姓名 name",
        "unit": "管户机构 管户机构号 managing_org unit",
        "manager": "管户经理工号 管户经理 manager manager_no",
        "kind": "类型 客户类型 kind",
        "status": "状态 客户状态 status",
        "id_no": "证件号码 证件号 身份证号 统一社会信用代码 id_no",
        "birth_date": "出生日期 生日 birth_date",
        "phone": "手机号 手机号码 联系电话 phone mobile",
        "email": "邮箱 电子邮箱 email",
        "occupation": "职业 occupation",
        "marital": "婚姻 婚姻状况 marital",
        "education": "学历 education",
        "housing_loan": "住房贷款 housing_loan",
        "personal_loan": "个人贷款 personal_loan",
        "opened_on": "开户日期 opened_on",
        "consent": "问候同意 关怀同意 consent care_consent",
        "celebrates": "过生日 celebrates",
    }
    required = ("client_no", "name", "unit")
    # Known, and on purpose not kept: nothing here needs it (minimum necessary, domain 12.1).
    not_kept = "信用违约 default credit_default"

    def prepare(self):
        self.units = dict(OrgUnit.objects.values_list("code", "pk"))
        self.managers = dict(User.objects.values_list("employee_no", "pk"))
        self.defaults = bulk.defaults(Client) | {"assigned_on": self.today}
        self.seen = {}

    def convert(self, line, cells):
        number = cells.take("client_no", values.code)
        row = {"kind": cells.take("kind", KIND)} if cells.text("kind").strip() else {}
        row |= {field: cells.take(field, parse) for field, parse in SIMPLE.items() if cells.text(field).strip()}
        row |= self._people(cells) | _reach(cells)
        row["name"] = _name(cells, row.get("kind", Kind.PERSON))
        row["name_key"] = sort_key(row["name"])
        if cells.text("id_no").strip():
            row |= _identity(cells, row, self.today)
        elif row.get("birth_date"):
            _note(cells, identifiers.birth_date_problems(row["birth_date"], today=self.today))
        if not may_be_kept(row.get("birth_date"), row.get("celebrates", "")):
            cells.refuse("celebrates", NO_LUNAR_DATE)
        if row.get("opened_on") and row["opened_on"] > self.today:
            cells.refuse("opened_on", "开户日期晚于今天")
        if number and self.seen.setdefault(number, line) != line:
            cells.refuse("client_no", f"客户号与第 {self.seen[number]} 行重复，以那一行为准")
        return number, row

    def _people(self, cells):
        row, unit, manager = {}, cells.take("unit", values.code), cells.take("manager", values.optional_code)
        if unit and unit not in self.units:
            cells.refuse("unit", "机构号不存在")
        if manager and manager not in self.managers:
            cells.refuse("manager", "管户经理工号不存在")
        row["unit_id"] = self.units.get(unit)
        return row | {"manager_id": self.managers.get(manager)} if manager else row

    def apply(self, chunk):
        stored = self._stored([number for _line, (number, _row) in chunk])
        rows = {
            number: {name: value for name, value in row.items() if name != "consent"} for _line, (number, row) in chunk
        }
        fresh = {number: row for number, row in rows.items() if number not in stored}
        self._create(fresh)
        ids = {number: row["pk"] for number, row in stored.items()}
        ids |= dict(Client.objects.filter(client_no__in=fresh).values_list("client_no", "pk"))
        changed = self._update(chunk, rows, stored)
        renamed = {
            no for no, new in changed.items() if any(new[name] != stored[no][name] for name in ("name", "phone"))
        }
        tokens = [(ids[no], rows[no]["name"], rows[no].get("phone", ""), True) for no in fresh]
        replace_tokens(tokens + [(ids[no], changed[no]["name"], changed[no]["phone"], False) for no in renamed])
        answers = {ids[number]: row["consent"] for _line, (number, row) in chunk if "consent" in row}
        consented = take_consents(answers, today=self.today, by=self.by)
        self._warn_of_twins(chunk, fresh, changed, stored)
        touched = {ids[number] for number in changed} | (consented - {ids[number] for number in fresh})
        self.tally(chunk, created=len(fresh), updated=len(touched))

    def _stored(self, numbers):
        found = Client.objects.select_for_update(of=("self",)).filter(client_no__in=numbers).order_by("pk")
        return {row["client_no"]: row for row in found.values("pk", "client_no", *WRITTEN)}

    def _create(self, rows):
        new = [{**self.defaults, **row, "client_no": number} for number, row in rows.items()]
        for row in new:
            row["birthday"] = birthday_number(row["birth_date"], row["celebrates"])
        bulk.insert(Client, list(self.defaults), [tuple(row[name] for name in self.defaults) for row in new])

    def _update(self, chunk, rows, stored):
        """Writes the clients that differ; returns {client number: all their values now}."""
        changed = {}
        for line, (number, _row) in chunk:
            if number in stored:
                new = self._merged(line, stored[number], rows[number])
                if new != stored[number]:
                    changed[number] = {**new, "version": new["version"] + 1}
        bulk.update(Client, WRITTEN, [(row["pk"], *(row[name] for name in WRITTEN)) for row in changed.values()])
        self._after_change(changed, stored)
        return changed

    def _merged(self, line, old, row):
        """The client as he is after this row: what people here know better stays."""
        new = {**old, **row}
        new["celebrates"] = old["celebrates"] or new["celebrates"]  # what people heard outlives the file (decision 4)
        if old["status"] == Status.DECEASED != new["status"]:
            new["status"] = old["status"]
            self.warn(line, "status", "", "该客户在本系统中已登记身故，状态不变，请核实")
        if new["manager_id"] != old["manager_id"]:
            new["assigned_on"] = self.today
        if new["backup_id"] and new["backup_id"] == new["manager_id"]:
            new["backup_id"] = None
            self.warn(line, "manager", "", "新的管户经理原为 B 角，B 角已空缺，请重新安排")
        if (new["birth_date"], new["celebrates"]) != (old["birth_date"], old["celebrates"]):
            new["birthday"] = birthday_number(new["birth_date"], new["celebrates"])
        return new

    def _after_change(self, changed, stored):
        """Who was given to another manager is in the audit, one event each, and his next contact is due anew."""
        numbers = {pk: number for number, pk in self.managers.items()}
        pairs = [(stored[number], new) for number, new in changed.items()]
        given = [(old, new) for old, new in pairs if new["manager_id"] != old["manager_id"]]
        record_many([self._assigned(old, new, numbers) for old, new in given])
        due = ("assigned_on", "status")
        moved = [new["pk"] for old, new in pairs if any(new[name] != old[name] for name in due)]
        if moved:
            refresh(Client.objects.filter(pk__in=moved), today=self.today)

    def _assigned(self, old, new, numbers):
        client = Client(pk=new["pk"], client_no=new["client_no"], unit_id=new["unit_id"])
        managers = [numbers.get(row["manager_id"], "") for row in (old, new)]
        return event(Verb.ASSIGN, by=self.by, target=client, reason="核心系统文件", changes={"manager": managers})

    def _warn_of_twins(self, chunk, fresh, changed, stored):
        """Two client numbers of one identity are allowed, but somebody should look (domain 2.2). Nobody's name is told."""
        lines = {number: line for line, (number, _row) in chunk}
        new = {number: row.get("id_hash") for number, row in fresh.items()}
        new |= {
            number: row["id_hash"] for number, row in changed.items() if row["id_hash"] != stored[number]["id_hash"]
        }
        hashes = {value for value in new.values() if value}
        owners = {}
        for number, value in Client.objects.filter(id_hash__in=hashes).values_list("client_no", "id_hash"):
            owners.setdefault(value, set()).add(number)
        for number, value in new.items():
            others = owners[value] - {number} if value else ()
            if any(other not in new or lines[other] < lines[number] for other in others):
                self.warn(lines[number], "id_no", "", "与另一客户号证件相同，请核对是否重复")


def _note(cells, problems):
    for problem in problems:
        cells.refuse(problem.field, problem.message)


def _name(cells, kind):
    text = cells.take("name", TEXT)
    name = identifiers.normalise_name(text or "")
    if text == "":
        cells.refuse("name", "不能为空")
    _note(cells, identifiers.name_problems(name, kind != Kind.PERSON))
    return name


def _reach(cells):
    """Phone and e-mail, where given."""
    row = {}
    if cells.text("phone").strip():
        row["phone"] = identifiers.normalise_phone(cells.text("phone"))
        _note(cells, identifiers.phone_problems(row["phone"], demo=settings.DEMO))
    if cells.text("email").strip():
        row["email"] = cells.text("email").strip()
        _note(cells, identifiers.email_problems(row["email"]))
    return row


def _identity(cells, row, today):
    """The number becomes an HMAC and a mask and is forgotten (H1); a person's birth date is checked against it."""
    number = identifiers.normalise_id(cells.text("id_no"))
    if row.get("kind", Kind.PERSON) == Kind.PERSON:
        _note(cells, identifiers.id_problems(number, row.get("birth_date"), today=today))
        born = row.get("birth_date") or identifiers.birth_date_of(number)
        known = {"birth_date": born} if born else {}
    else:
        _note(cells, identifiers.uscc_problems(number))
        known = {}
    return known | {"id_hash": identifiers.hash_of_id(number, settings.ID_PEPPER), "id_mask": masking.mask_id(number)}
