"""risk.csv: level and day of the client's own risk test. The latest test counts, whichever file brings it (HLD-R4)."""

from datetime import date

from clients.models import Client
from clients.rules.risk import level_in
from imports.importers.facts import known_ids
from imports.importers.importer import CLIENT_NO, Importer
from imports.readers import dates, values
from imports.readers.problems import BadValue
from staff import bulk

FIRST = date(2000, 1, 1)  # 1970-01-01 is what a program writes for none
NAMES = ("risk_level", "risk_tested_on")


def level(text):
    found = level_in(values.plain(text))
    if not found:
        raise BadValue("应为 C1–C5 或 R1–R5" if values.filled(text) else "不能为空")
    return found


class RiskImporter(Importer):
    label = "风险测评"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "level": "风险等级 level risk_level",
        "tested_on": "测评日期 tested_on",
    }
    also = {
        "client_no": CLIENT_NO,
        "level": "测评结果 测评等级 风险测评结果 风险测评等级 风险承受能力 风险承受能力等级 风险承受等级 客户风险等级 风险评级",
        "tested_on": "测评时间 测评日 评估日期 评估时间 风险测评日期 风险测评时间 风险评估日期 test_date assessed_on",
    }
    required = ("client_no", "level", "tested_on")

    def prepare(self):
        self.seen = set()

    def convert(self, line, cells):
        number, tested_on = cells.take("client_no", values.client_no), cells.take("tested_on", dates.day)
        found = cells.take("level", level)
        if tested_on and tested_on > self.today:
            cells.refuse("tested_on", f"测评日期 {tested_on} 晚于今天")
        elif tested_on and tested_on < FIRST:
            cells.refuse("tested_on", f"测评日期 {tested_on} 不可能，请核对")
        key = hash((number, tested_on))
        if not cells.problems and key in self.seen:
            cells.refuse("client_no", "同一客户、同一天的测评在本文件中已出现过")
        elif not cells.problems:
            self.seen.add(key)
        return number, found, tested_on

    def resolve(self, chunk):
        ids = known_ids(self, ((line, number) for line, (number, *_rest) in chunk))
        return [(line, (ids[number], *row)) for line, (number, *row) in chunk if number in ids]

    def apply(self, chunk):
        """Of several tests of one client the latest; an older one than is known changes nothing."""
        latest = {}
        for _line, (client, found, tested_on) in sorted(chunk, key=lambda each: each[1][2]):
            latest[client] = (found, tested_on)
        rows = Client.objects.select_for_update(of=("self",)).filter(pk__in=latest).order_by("pk")
        stored = {pk: known for pk, *known in rows.values_list("pk", *NAMES)}
        changed = [
            (pk, *new) for pk, new in latest.items() if list(new) != stored[pk] and new[1] >= (stored[pk][1] or new[1])
        ]
        bulk.update(Client, NAMES, changed)
        self.tally(chunk, created=0, updated=len(changed))
