"""The demo bank as the files its core system would deliver: what imports them is what a real bank uses."""

import csv
from random import Random

from crm.demo.holdings import HOLDINGS, RISK, choose_holders, holdings, risk_tests
from crm.demo.ledger import Ledger
from crm.demo.money import balances, dates
from crm.demo.people import people
from crm.demo.places import HEADERS, home_of, places

UNITS = (
    ("9900", "栖云农村商业银行", "总行", ""),
    ("9901", "云溪支行", "支行", "9900"),
    ("9902", "荷塘支行", "支行", "9900"),
    ("990201", "柳桥分理处", "网点", "9902"),
    ("9910", "计划财务部", "支行", "9900"),
)
STAFF = (
    ("990001", "顾行远", "总行管理", "9900", ""),
    ("990002", "秦明法", "合规", "9900", ""),
    ("990003", "严审之", "审计", "9900", ""),
    ("990005", "温知新", "总行管理", "9900", ""),
    ("990006", "沈知衡", "总行管理", "9910", ""),
    ("990100", "孙知秋", "支行行长", "9901", ""),
    ("990110", "方小满", "柜员", "9901", ""),
    ("990101", "周敏", "客户经理", "9901", "周二"),
    ("990102", "李航", "客户经理", "9901", "周三"),
    ("990103", "何晓雯", "客户经理", "9901", "周四"),
    ("990200", "钱望舒", "支行行长", "9902", ""),
    ("990201", "吴琴", "客户经理", "9902", "周二"),
    ("990202", "郑一帆", "客户经理", "9902", "周三"),
    ("990203", "田雨", "客户经理", "990201", "周四"),
)
SYSADMIN = ("990004", "方系维")  # no file may make one
MANAGERS = (
    ("990101", "9901", 3),
    ("990102", "9901", 2),
    ("990103", "9901", 2),
    ("990201", "9902", 2),
    ("990202", "9902", 2),
    ("990203", "990201", 1),
)
# Planted with the first manager, so that every screen of his is alive: (level, story).
STORIES = (
    ("top", "overdue"), ("vip", "birthday-solar+0"), ("vip", "birthday-lunar+0"), ("standard", "birthday-solar+1"),
    ("vip", "birthday-lunar+2"), ("select", "birthday-solar+3"), ("select", "falling"), ("vip", "falling"), ("standard", "near"),
    ("standard", "near"), ("vip", "never"), ("standard", "never"), ("standard", "deceased"), ("vip", "quiet"),
    ("vip", "dropped"), ("select", "dropping"), ("vip", "dropping"), ("select", "watched"), ("vip", "watched"), ("vip", "risen"),
    ("vip", "rising"), ("standard", "rising"), ("standard", "spike"), ("vip", "near"), ("basic", "near"),
)  # fmt: skip


def write_files(folder, *, seed, today):
    """Writes every file of the demo bank; the same seed and day give the same bytes. Returns the people."""
    random = Random(seed)
    everyone = people(random, today, MANAGERS, STORIES)
    days, chosen = dates(today), choose_holders(everyone, MANAGERS[0][0])
    _write(folder / "org.csv", ("机构号", "名称", "级别", "上级机构"), UNITS)
    staff = [(*row[:4], f"{row[0]}@bank.example", row[4]) for row in STAFF]
    _write(folder / "staff.csv", ("工号", "姓名", "岗位", "机构号", "邮箱", "客户维护日"), staff)
    _write(folder / "places.csv", HEADERS, places(today))
    _write(folder / "clients.csv", CLIENT_HEADERS, [_client(random, person) for person in everyone])
    money = [(person.number, *row) for person in everyone for row in balances(random, person, days)]
    _write(folder / "balances.csv", ("客户号", "数据日期", "产品类别", "余额", "年日均"), money)
    own = Random(seed + 1)  # so that what was written before there were holdings stays as it was
    _write(folder / "holdings.csv", HOLDINGS, holdings(own, everyone, chosen, money, days))
    _write(folder / "risk.csv", RISK, risk_tests(own, everyone, today))
    ledger = Ledger(random, today)
    touches = [
        (person.number, *row, person.manager)
        for person in everyone
        if person.status != "已故"
        for row in ledger.contacts(person)
    ]
    _write(folder / "contacts.csv", ("客户号", "联系时间", "联系方式", "时长秒", "结果", "经办人工号"), touches)
    return everyone


CLIENT_HEADERS = (
    "客户号", "类型", "姓名", "证件号码", "出生日期", "手机号", "职业", "婚姻", "学历", "住房贷款", "个人贷款", "管户机构", "管户经理工号",
    "开户日期", "邮箱", "问候同意", "过生日", "状态", "区域",
)  # fmt: skip
OCCUPATIONS = {
    "grower": "种植户",
    "migrant": "外出务工",
    "merchant": "个体经营",
    "payroll": "企业职员",
    "pensioner": "退休",
    "business": "",
}


def _client(random, person):
    is_person = person.kind == "个人"
    marital = random.choice(("已婚", "已婚", "未婚", "")) if is_person else ""
    education = random.choice(("初等", "中等", "中等", "高等", "")) if is_person else ""
    loans = [random.choices(("是", "否"), (1, 4))[0] for _ in range(2)]
    who = (person.number, person.kind, person.name, person.id_no, person.birth or "", person.phone)
    life = (OCCUPATIONS[person.segment], marital, education, *loans)
    bank = (person.unit, person.manager, person.opened)
    return (*who, *life, *bank, person.email, person.consent, person.celebrates, person.status, home_of(person))


def _write(path, headers, rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)
