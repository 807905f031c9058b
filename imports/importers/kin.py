"""kin.csv: which clients are members of staff or their relatives (ORG-R7), as the personnel office knows them; no names."""

from django.conf import settings

from clients.actions.kin import keep_kin
from clients.models import Kin
from clients.rules.kin import client_no_problem
from imports.importers.identity import paper_in
from imports.importers.importer import CLIENT_NO, Importer, unknown_code
from imports.readers import values
from staff.models import User
from words.identifiers import hash_of_id
from words.masking import mask_id

Relation = Kin.Relation
RELATIVES = (
    "亲属 近亲 直系亲属 直系血亲 旁系血亲 近姻亲 配偶 夫妻 丈夫 妻子 父母 父亲 母亲 子女 儿子 女儿 兄弟姐妹 兄弟 姐妹 "
    "祖父母 外祖父母 孙子女 外孙子女 岳父母 公婆 儿媳 女婿"
)
WHO = {"员工本人": Relation.SELF, "自己": Relation.SELF} | dict.fromkeys(RELATIVES.split(), Relation.RELATIVE)
RELATION = values.one_of(Relation, also=WHO)
NOBODY_YET = "还没有这位客户，已登记，以后开户也照样回避；请核对号码"


class KinImporter(Importer):
    label = "员工回避"
    columns = {
        "employee_no": "员工工号 工号 employee_no staff_no",
        "relation": "与员工关系 关系 relation",
        "client_no": "客户号 客户编号 client_no customer_no",
        "id_kind": "证件类型 证件种类 id_kind",
        "id_no": "证件号码 证件号 身份证号 id_no",
    }
    also = {
        "employee_no": "员工号 员工编号",
        "relation": "亲属关系 称谓",
        "client_no": CLIENT_NO,
        "id_no": "身份证号码 亲属证件号码",
    }
    required = ("employee_no", "relation")
    identifying = ("client_no", "id_no")
    not_kept = "姓名 亲属姓名 员工姓名 name"

    def prepare(self):
        self.people = {person.employee_no: person for person in User.objects.all()}

    def convert(self, line, cells):
        number, relation = cells.take("employee_no", values.code), cells.take("relation", RELATION)
        if number and number not in self.people:
            cells.refuse("employee_no", unknown_code("工号", number, self.people))
        client_no = cells.take("client_no", values.optional_client_no) or ""
        if client_no and (problem := client_no_problem(client_no)):
            cells.refuse("client_no", problem)
        paper = paper_in(cells, False, self.today)
        if not client_no and not paper and not cells.problems:
            cells.refuse("client_no", "客户号和证件号码至少写一样")
        id_hash = hash_of_id(paper.number, settings.ID_PEPPER) if paper else ""
        return number, (relation, client_no, id_hash, paper.mask if paper else mask_id(client_no))

    def apply(self, chunk):
        created = 0
        for line, (number, row) in chunk:
            person, (_relation, client_no, id_hash, mask) = self.people[number], row
            created += keep_kin(person, *row, by=self.by, now=self.now)
            if not person.kin.filter(client_no=client_no, id_hash=id_hash).exclude(client=None).exists():
                self.warn(line, "client_no", mask, NOBODY_YET)
        self.tally(chunk, created=created, updated=0)
