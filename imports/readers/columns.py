"""Which column is which: Chinese and English headers, and the kind of file that they make (Appendix G)."""

import re
import unicodedata

from imports.models import ImportJob
from words.masking import mask_text
from words.problems import Refused

Kind = ImportJob.Kind
MOST_COLUMNS = 60
# kind → {field: its headers, the first being the one we name}. A required field carries REQUIRED.
COLUMNS = {
    Kind.ORG: {
        "code": "机构号 机构编号 机构代码 code unit_code",
        "name": "名称 机构名称 name unit_name",
        "level": "级别 机构级别 level",
        "parent": "上级机构 上级机构号 parent parent_code",
    },
    Kind.STAFF: {
        "employee_no": "工号 员工号 employee_no staff_no",
        "name": "姓名 员工姓名 name",
        "role": "岗位 角色 role",
        "unit": "机构号 所属机构 机构 unit unit_code",
        "email": "邮箱 电子邮箱 email",
        "care_weekday": "客户维护日 维护日 care_weekday care_day",
    },
    Kind.CLIENTS: {
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
    },
    Kind.BALANCES: {
        "client_no": "客户号 客户编号 client_no customer_no",
        "data_date": "数据日期 日期 data_date",
        "product_class": "产品类别 产品 product_class",
        "balance": "余额 balance",
        "average": "年日均 年日均余额 average daily_average",
    },
    Kind.CONTACTS: {
        "client_no": "客户号 客户编号 client_no customer_no",
        "occurred_at": "联系时间 时间 occurred_at contacted_at",
        "kind": "联系方式 方式 kind mode",
        "seconds": "时长秒 时长 通话时长 seconds duration",
        "result": "结果 outcome result",
        "deposit": "办理定期存款 deposit term_deposit",
        "by": "经办人工号 经办人 工号 by employee_no",
    },
}
REQUIRED = {
    Kind.ORG: ("code", "name", "level", "parent"),
    Kind.STAFF: ("employee_no", "name", "role", "unit"),
    Kind.CLIENTS: ("client_no", "name", "unit"),
    Kind.BALANCES: ("client_no", "data_date", "product_class", "balance"),
    Kind.CONTACTS: ("client_no", "occurred_at", "kind"),
}
# Known, and on purpose not kept: nothing here needs it (minimum necessary, domain 12.1).
NOT_KEPT = {Kind.CLIENTS: "信用违约 default credit_default"}


def plain(header):
    return re.sub(r"[\s_（）()*:：-]", "", unicodedata.normalize("NFKC", header)).lower()


FIELDS = {
    kind: {plain(header): field for field, headers in fields.items() for header in headers.split()}
    for kind, fields in COLUMNS.items()
}
DROPPED = {kind: {plain(header) for header in headers.split()} for kind, headers in NOT_KEPT.items()}


def title(kind, field):
    """The header by which a field is named to people."""
    return COLUMNS[kind][field].split()[0]


def recognise(headers):
    """(kind, field or None per column, unknown headers, headers known but not kept). Raises Refused naming what is missing, double or too much."""
    while headers and not headers[-1].strip():
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        raise Refused(f"表头有 {len(headers):,} 列，超过了 60 列，不像银行的导出文件。请删去用不到的列，再导入。")
    known = [plain(header) for header in headers]
    hits = {kind: {FIELDS[kind][name] for name in known if name in FIELDS[kind]} for kind in COLUMNS}
    whole = [kind for kind in COLUMNS if hits[kind].issuperset(REQUIRED[kind])]
    if not whole:
        raise Refused(_why_not(headers, hits))
    kind = max(whole, key=lambda candidate: len(hits[candidate]))
    fields = [FIELDS[kind].get(name) for name in known]
    _check_doubles(kind, headers, fields)
    names = [mask_text(header.strip()) or f"第{place}列（无表头）" for place, header in enumerate(headers, 1)]
    spare = [
        (name, plain(name) in DROPPED.get(kind, ())) for name, field in zip(names, fields, strict=True) if not field
    ]
    return (
        kind,
        fields,
        [name for name, unneeded in spare if not unneeded],
        [name for name, unneeded in spare if unneeded],
    )


def _why_not(headers, hits):
    # A file without a header line has its first client there.
    found = "、".join(mask_text(header.strip())[:20] for header in headers[:20] if header.strip()) or "（空）"
    kind = max(hits, key=lambda candidate: len(hits[candidate]))
    if len(hits[kind]) < 2:
        kinds = "；".join(f"{kind.label}文件要有 {_expected(kind)}" for kind in COLUMNS)
        return f"认不出这是什么文件。请让第一行是其中一种表头，再导入：{kinds}。文件中的表头是：{found}。"
    missing = "、".join(title(kind, field) for field in REQUIRED[kind] if field not in hits[kind])
    return f"这像是{kind.label}文件，但缺少这些列：{missing}。请补上再导入，{kind.label}文件要有 {_expected(kind)}。文件中的表头是：{found}。"


def _expected(kind):
    return "、".join(title(kind, field) for field in REQUIRED[kind])


def _check_doubles(kind, headers, fields):
    doubles = {title(kind, field) for field in fields if field and fields.count(field) > 1}
    if doubles:
        raise Refused(f"这些列出现了不止一次：{'、'.join(sorted(doubles))}。请各留一列，删去多余的，再导入。")
