"""clients.csv: who the bank's clients are. A file never touches tier, salutation, hint or backup, and an empty cell erases nothing."""

from clients.actions.assignments import keep_assignments
from clients.actions.cadence import refresh
from clients.actions.kin import link_new
from clients.actions.matches import propose_matches
from clients.actions.promises import pass_on_promises
from clients.actions.search import replace_tokens
from clients.enums import WITHOUT_ACCOUNT
from clients.models import Client
from clients.queries.assignments import handed_on
from clients.queries.kin import who_avoid
from clients.queries.matches import leads_by_mark
from clients.rules.birthdays import NO_LUNAR_DATE, birthday_number, may_be_kept
from clients.rules.kin import AVOIDS
from clients.rules.reach import BESIDE, after_file
from imports.importers.consents import take_consents
from imports.importers.identity import corrections, identity_of, name_of, reach_of
from imports.importers.importer import CLIENT_NO, Importer, unknown_code
from imports.importers.places import places_by_word
from imports.readers import dates, values
from staff import bulk
from staff.audit import Verb, record_each
from staff.models import OrgUnit, User
from words.readings import sort_key

Kind, Status, Related = Client.Kind, Client.Status, Client.Related
KINDS = {"个人客户": Kind.PERSON, "个体户": Kind.SOLE_TRADER, "企业": Kind.MICRO_SMALL}
STATUSES = {
    "有效": Status.ACTIVE, "存续": Status.ACTIVE, "正常户": Status.ACTIVE, "睡眠户": Status.DORMANT, "不动户": Status.DORMANT,
    "久悬": Status.DORMANT, "久悬户": Status.DORMANT, "已销户": Status.CLOSED, "注销": Status.CLOSED, "已注销": Status.CLOSED,
    "死亡": Status.DECEASED, "已死亡": Status.DECEASED, "身故": Status.DECEASED, "已身故": Status.DECEASED,
    "去世": Status.DECEASED, "已去世": Status.DECEASED, "亡故": Status.DECEASED, "冻结": Status.RESTRICTED,
    "受限": Status.RESTRICTED, "止付": Status.RESTRICTED,
}  # fmt: skip
RELATED = {
    "股东": Related.SHAREHOLDER, "大股东": Related.SHAREHOLDER, "主要股东": Related.SHAREHOLDER, "5%以上股东": Related.SHAREHOLDER,
    "持股5%以上": Related.SHAREHOLDER, "持股5%以上股东": Related.SHAREHOLDER, "股东>=5%": Related.SHAREHOLDER,
    "关联人": Related.PARTY, "关系人": Related.PARTY, "关联自然人": Related.PARTY, "关联法人": Related.PARTY, "关联企业": Related.PARTY,
    "关联客户": Related.PARTY, "内部人": Related.PARTY, "员工家属": Related.STAFF_KIN, "职工亲属": Related.STAFF_KIN,
    "员工近亲属": Related.STAFF_KIN, "职工家属": Related.STAFF_KIN, "行员亲属": Related.STAFF_KIN, "员工直系亲属": Related.STAFF_KIN,
    **dict.fromkeys(("是", "y", "yes", "1", "true"), Related.PARTY),
    **dict.fromkeys(("否", "非关联方", "不是", "非关联", "n", "no", "0", "false"), ""),
}  # fmt: skip
CALENDARS = {"阳历": "solar", "新历": "solar", "阴历": "lunar", "旧历": "lunar", "不过生日": "none"}
OF_FEW_WORDS = {
    "kind": values.one_of(Kind, default="", also=KINDS),
    "status": values.one_of(Status, default="", also=STATUSES, leaving_out=WITHOUT_ACCOUNT),
    "occupation": values.words(30),
    "marital": values.words(10),
    "education": values.words(10),
    "housing_loan": values.yes_or_no,
    "personal_loan": values.yes_or_no,
    "celebrates": values.one_of(Client.Celebrates, default="", also=CALENDARS),
    "related": values.one_of(Related, default="", also=RELATED),
    "consent": values.yes_or_no,
}
SIMPLE = {field: values.remembered(parse) for field, parse in OF_FEW_WORDS.items()} | {
    "opened_on": dates.optional_day,
    "birth_date": dates.optional_day,
}
UNIT, MANAGER = values.remembered(values.code), values.remembered(values.optional_code)
PLACE = values.remembered(values.words(60))
# Of the row, but not the client's own columns: `is_doubtful` of one whose status nobody understands.
ASIDE = ("consent", "is_doubtful")
DOUBTFUL = "新客户先记为“限制”，不安排、不问候，请核实"
WRITTEN = (
    "kind", "status", "name", "name_key", "id_hash", "id_mask", "gender", "birth_date", "celebrates", "birthday", "phone", "email",
    "occupation",    "marital", "education", "housing_loan", "personal_loan", "opened_on", "related", "unit_id", "manager_id", "backup_id",
    "place_id", "assigned_on", "version",
)  # fmt: skip
READ = (*WRITTEN, *BESIDE, "wecom")
SEARCHED = ("name", "phone", "bank_phone")
REASON, HANDED = "核心系统文件", "文件里还是移交以前的管户经理，管户经理不变，请在核心系统里也改"


class ClientImporter(Importer):
    label = "客户"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "name": "姓名 客户名称 客户姓名 name",
        "unit": "管户机构 管户机构号 managing_org unit",
        "manager": "管户经理工号 管户经理 manager manager_no",
        "kind": "类型 客户类型 kind",
        "status": "状态 客户状态 status",
        "id_kind": "证件类型 证件种类 证件类别 id_kind id_type",
        "id_no": "证件号码 证件号 身份证号 统一社会信用代码 id_no",
        "birth_date": "出生日期 生日 birth_date",
        "phone": "手机号 手机号码 phone mobile",
        "email": "邮箱 电子邮箱 email",
        "occupation": "职业 occupation",
        "marital": "婚姻 婚姻状况 marital",
        "education": "学历 education",
        "housing_loan": "住房贷款 housing_loan",
        "personal_loan": "个人贷款 personal_loan",
        "opened_on": "开户日期 opened_on",
        "consent": "问候同意 关怀同意 consent care_consent",
        "celebrates": "过生日 celebrates",
        "related": "关联关系 关联方 related",
        "place": "区域 区域号 place",
    }
    also = {
        "client_no": CLIENT_NO,
        "name": "中文姓名 客户姓名全称 客户姓名或名称 姓名或名称 姓名/名称 客户姓名/名称 客户姓名/企业名称 户主姓名 存款人 存款人姓名 存款人名称 cust_nm client_nm 户名 客户名 "
        "客户全称 客户中文名称 客户中文名 中文名 名称 企业名称 单位名称 公司名称 client_name customer_name cust_name",
        "unit": "管户机构编码 管户机构代号 管护机构 管护机构号 归属机构编号 归属网点 归属支行 所属网点 所属支行 管户网点号 机构编码 机构代号 支行号 网点 经办机构 "
        "营业机构 营业机构号 核算机构 开户网点号 org_no org_id branch_no branch_id brch_no 管户机构编号 管户机构代码 管户网点 管户支行 归属机构 归属机构号 所属机构 "
        "所属机构号 机构号 机构编号 机构代码 网点号 "
        "管理机构 管户行 管户行号 机构 开户机构 开户机构号 开户网点 开户行 开户行号 org_code branch_code",
        "manager": "管户经理代码 管户经理编码 管户经理柜员号 管户经理员工号 管户客户经理工号 管护经理 管护经理工号 主管户经理工号 客户经理编码 客户经理ID 客户经理柜员号 "
        "客户经理员工号 归属客户经理 归属客户经理工号 管户人编号 管户柜员 管户柜员号 维护人工号 维护经理工号 主办经理工号 责任人工号 营销人员工号 mgr_no cust_mgr_no 客户经理工号 客户经理编号 "
        "客户经理号 客户经理代码 管户经理编号 管户经理号 管户人工号 管户客户经理 管户人 管户员 "
        "主办客户经理 主管客户经理 经理工号 维护经理 理财经理工号 客户经理 manager_id",
        "kind": "客户类别 客户性质 client_type customer_type",
        "id_kind": "身份证件类型 证件类型名称 证件名称",
        "id_no": "公民身份证号码 身份号码 证件代码 客户证件号码 客户证件号 身份证/证件号码 证件号码/统一社会信用代码 cert_id 身份证号码 身份证件号码 身份证件号 公民身份号码 证件编号 身份证 "
        "社会信用代码 信用代码 营业执照号码 营业执照号 "
        "id_number cert_no id_card",
        "birth_date": "客户出生日期 客户生日 出生时间 birth_dt 出生年月日 出生年月 出生日 生日日期 birthday date_of_birth dob",
        "phone": "手机号码1 客户手机号 客户手机 客户手机号码 移动手机 联系手机 绑定手机 绑定手机号 签约手机号 预留手机号码 短信手机号 手機號碼 手機號 mobile_phone phone_no "
        "客户电话 移动电话 移动电话号码 手机 手机1 手机号1 手机电话 本人手机 预留手机号 联系电话 联系号码 联系方式 电话号码 电话 电话1 联系电话1 固定电话 座机 "
        "家庭电话 单位电话 mobile_no telephone tel",
        "email": "email地址 电子邮件地址 电邮地址 邮箱号 客户邮箱 个人邮箱 联系邮箱 常用邮箱 email_addr 电子邮件 电邮 邮箱地址 电子邮箱地址 邮件地址 邮件 电子信箱 "
        "email_address mail",
        "occupation": "客户职业 职业描述 工作 职业名称 职业类别 从事职业",
        "marital": "婚姻情况 婚否 marital_status",
        "education": "文化程度 最高学历 受教育程度",
        "housing_loan": "房贷 个人住房贷款 是否有房贷 有无房贷 住房贷款标志",
        "personal_loan": "个贷 消费贷款 个人贷款标志",
        "opened_on": "客户开户日 首次开户日期 建档日期 建立日期 open_dt 开户年月日 开户日 开户时间 建户日期 开立日期 客户开户日期 open_date opening_date",
        "consent": "是否接受问候 是否同意接收问候 同意接收问候 接收问候 问候授权 是否同意关怀问候 是否同意问候 同意问候 是否同意关怀 同意关怀",
        "celebrates": "生日历法 生日类型",
        "related": "关联方类型 关联关系类型 关联类型 关系人 关系人类型 关联人类型 关联方标志 关联方标识 内部关系 related_party",
    }
    required = ("client_no", "name", "unit")
    # Known, and on purpose not kept: nothing here needs it (minimum necessary, domain 12.1).
    not_kept = "信用违约 default credit_default"

    def prepare(self):
        self.units = dict(OrgUnit.objects.values_list("code", "pk"))
        self.managers = dict(User.objects.values_list("employee_no", "pk"))
        self.defaults = bulk.defaults(Client) | {"assigned_on": self.today}
        self.seen, self.avoided, self.places = {}, who_avoid(), places_by_word()
        self.leads = leads_by_mark()

    def convert(self, line, cells):
        number = cells.take("client_no", values.client_no)
        row = {field: cells.take(field, parse) for field, parse in SIMPLE.items() if field in cells}
        row = {field: value for field, value in row.items() if value not in (None, "")}
        row["is_doubtful"] = any(field == "status" for field, _text, _reason in cells.remarks)
        if row["is_doubtful"]:
            cells.remark("status", DOUBTFUL)
        row |= self._people(cells) | reach_of(cells)
        is_business = row.get("kind", Kind.PERSON) != Kind.PERSON
        row["name"] = name_of(cells, is_business)
        row["name_key"] = sort_key(row["name"])
        row |= identity_of(cells, row.pop("birth_date", None), is_business=is_business, today=self.today)
        if any(row.get("manager_id") in self.avoided.get(key, ()) for key in (number, row.get("id_hash"))):
            cells.refuse("manager", f"这位员工{AVOIDS}")
            del row["manager_id"]
        if not may_be_kept(row.get("birth_date"), row.get("celebrates", "")):
            cells.refuse("celebrates", NO_LUNAR_DATE)
            del row["celebrates"]
        if row.get("opened_on") and row["opened_on"] > self.today:
            cells.refuse("opened_on", "开户日期晚于今天")
            del row["opened_on"]
        if number and number in self.seen:
            cells.refuse("client_no", f"客户号与第 {self.seen[number]} 行重复，以那一行为准")
        elif not cells.problems:
            self.seen[number] = line
        return number, row

    def _people(self, cells):
        row, unit, manager = {}, cells.take("unit", UNIT), cells.take("manager", MANAGER)
        if unit and unit not in self.units:
            cells.refuse("unit", unknown_code("机构号", unit, self.units))
        if manager and manager not in self.managers:
            cells.refuse("manager", unknown_code("管户经理工号", manager, self.managers))
            manager = ""
        row["unit_id"] = self.units.get(unit)
        if place := cells.take("place", PLACE):
            if place not in self.places:
                cells.refuse("place", unknown_code("区域", place, self.places))
            row |= {"place_id": self.places[place]} if place in self.places else {}
        return row | {"manager_id": self.managers.get(manager)} if manager else row

    def apply(self, chunk):
        stored = self._stored([number for _line, (number, _row) in chunk])
        self.handed = handed_on(list(stored), self.today, but=REASON)
        rows = {
            number: {name: value for name, value in row.items() if name not in ASIDE} for _line, (number, row) in chunk
        }
        fresh = {number: row for number, row in rows.items() if number not in stored}
        for _line, (number, row) in chunk:
            if row["is_doubtful"] and number in fresh:
                fresh[number]["status"] = Status.RESTRICTED
        self._create(fresh)
        ids = {number: row["pk"] for number, row in stored.items()}
        ids |= dict(Client.objects.filter(client_no__in=fresh).values_list("client_no", "pk"))
        changed = self._update(chunk, rows, stored)
        renamed = {no for no, new in changed.items() if any(new[name] != stored[no][name] for name in SEARCHED)}
        tokens = [(ids[no], rows[no]["name"], rows[no].get("phone", ""), True) for no in fresh]
        tokens += [(ids[no], changed[no]["name"], changed[no]["phone"], False) for no in renamed]
        propose_matches(self.leads, {ids[number]: row for number, row in fresh.items()}, by=self.by, now=self.now)
        beside = {ids[no]: (changed[no]["bank_phone"], changed[no]["wecom"]) for no in renamed}
        replace_tokens(tokens, {pk: words for pk, words in beside.items() if any(words)})
        answers = {ids[number]: row["consent"] for _line, (number, row) in chunk if "consent" in row}
        consented = take_consents(answers, today=self.today, by=self.by)
        self._warn_of_twins(chunk, fresh, changed, stored)
        link_new(fresh, {row.get("id_hash") for row in (*fresh.values(), *changed.values())}, by=self.by, now=self.now)
        touched = {ids[number] for number in changed} | (consented - {ids[number] for number in fresh})
        self.tally(chunk, created=len(fresh), updated=len(touched))

    def _stored(self, numbers):
        found = Client.objects.select_for_update(of=("self",)).filter(client_no__in=numbers).order_by("pk")
        return {row["client_no"]: row for row in found.values("pk", "client_no", *READ)}

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
        beside = [new for no, new in changed.items() if any(new[name] != stored[no][name] for name in BESIDE)]
        bulk.update(Client, BESIDE, [(row["pk"], *(row[name] for name in BESIDE)) for row in beside])
        self._after_change(changed, stored)
        return changed

    def _merged(self, line, old, row):
        """The client as he is after this row: what people here know better stays."""
        new = {**old, **row, **after_file(old, row)}
        new["celebrates"] = old["celebrates"] or new["celebrates"]  # what people heard outlives the file (decision 4)
        if old["status"] == Status.DECEASED != new["status"]:
            new["status"] = old["status"]
            self.warn(line, "status", "", "该客户在本系统中已登记身故，状态不变，请核实", old["client_no"])
        if old["manager_id"] != new["manager_id"] == self.handed.get(old["client_no"]):
            new["manager_id"] = old["manager_id"]
            self.warn(line, "manager", "", HANDED, old["client_no"])
        if new["manager_id"] != old["manager_id"]:
            new["assigned_on"] = self.today
        if new["backup_id"] and new["backup_id"] == new["manager_id"]:
            new["backup_id"] = None
            self.warn(line, "manager", "", "新的管户经理原为 B 角，B 角已空缺，请重新安排", old["client_no"])
        if (new["birth_date"], new["celebrates"]) != (old["birth_date"], old["celebrates"]):
            new["birthday"] = birthday_number(new["birth_date"], new["celebrates"])
        return new

    def _after_change(self, changed, stored):
        """In the audit, one event each: who was given to another manager, and whose name, papers, phone or address changed.

        Who has another manager or status is due anew.
        """
        numbers = {pk: number for number, pk in self.managers.items()}
        pairs = [(stored[number], new) for number, new in changed.items()]
        given = [(old, new) for old, new in pairs if new["manager_id"] != old["manager_id"]]
        assigned = [
            (new, {"manager": [numbers.get(row["manager_id"], "") for row in (old, new)]}) for old, new in given
        ]
        corrected = [(new, changes) for old, new in pairs if (changes := corrections(old, new))]
        for verb, said in ((Verb.ASSIGN, assigned), (Verb.UPDATE, corrected)):
            rows = [(new["pk"], new["pk"], new["unit_id"], changes) for new, changes in said]
            record_each(verb, Client, rows, by=self.by, reason=REASON)
        passed = [
            (new["pk"], former, new["manager_id"])
            for old, new in given
            for former in ([old["manager_id"]] if old["manager_id"] else self.avoided.get(old["client_no"], ()))
        ]
        pass_on_promises(passed, by=self.by, reason=REASON)
        moved = [(new["pk"], new["unit_id"], old["manager_id"], new["manager_id"]) for old, new in given]
        keep_assignments(moved, by=self.by, now=self.now, words=REASON)
        due = ("assigned_on", "status")
        moved = [new["pk"] for old, new in pairs if any(new[name] != old[name] for name in due)]
        if moved:
            refresh(Client.objects.filter(pk__in=moved), today=self.today)

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
                self.warn(lines[number], "id_no", "", "与另一客户号证件相同，请核对是否重复", number)
