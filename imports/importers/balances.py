"""balances.csv: one row per client, data date and product class, 元; then the figures of the clients it touched."""

from clients.actions.balances import ZERO, refresh_figures
from clients.models import BalanceSnapshot, Client
from imports.importers.importer import CLIENT_NO, Importer
from imports.readers import dates, values
from staff import bulk

Product = BalanceSnapshot.ProductClass
LONG_NAMES = {
    "活期存款": "demand",
    "定期存款": "time",
    "通知存款": "notice",
    "协定存款": "agreement",
    "结构性存款": "structured",
}
PRODUCT = values.one_of(Product, also=LONG_NAMES)


class BalanceImporter(Importer):
    label = "余额"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "data_date": "数据日期 日期 data_date",
        "product_class": "产品类别 产品 product_class",
        "balance": "余额 balance",
        "average": "年日均 年日均余额 average daily_average",
    }
    also = {
        "client_no": CLIENT_NO,
        "data_date": "余额日期 统计日期 业务日期 报表日期 账务日期 截止日期 biz_date as_of_date",
        "product_class": "产品类型 产品种类 存款种类 存款类型 储种 业务品种 产品名称 product_type",
        "balance": "账面余额 当前余额 本币余额 存款余额 账户余额 时点余额 期末余额 current_balance",
        "average": "年日均存款 年日均存款余额 存款年日均余额 存款年日均 年均余额 年平均余额 本年日均",
    }
    required = ("client_no", "data_date", "product_class", "balance")

    def prepare(self):
        self.seen = set()

    def convert(self, line, cells):
        number, on = cells.take("client_no", values.client_no), cells.take("data_date", dates.day)
        product, balance = cells.take("product_class", PRODUCT), cells.take("balance", values.amount)
        average = cells.take("average", values.optional_amount)
        if on and on > self.today:
            cells.refuse("data_date", f"数据日期 {on} 晚于今天")
        key = hash((number, on, product))
        if key in self.seen and not cells.problems:
            cells.refuse("client_no", "同一客户、数据日期、产品类别在本文件中已出现过")
        if not cells.problems:
            self.seen.add(key)
        return number, on, product, balance, average

    def resolve(self, chunk):
        ids = Client.objects.ids_by_number(row[0] for _line, row in chunk)
        good = []
        for line, (number, on, product, balance, average) in chunk:
            if number not in ids:
                self.fail(line, ("client_no", number, "客户号不存在"))
                continue
            if balance < 0 or (average or 0) < 0:
                self.warn(line, "balance", str(min(balance, average or balance)), "余额或年日均为负，按 0 计")
            average = None if average is None else max(average, ZERO)
            good.append((line, (ids[number], on, product, max(balance, ZERO), average)))
        return good

    def apply(self, chunk):
        rows = {row[:3]: row[3:] for _line, row in chunk}
        clients, days = {key[0] for key in rows}, {key[1] for key in rows}
        found = BalanceSnapshot.objects.filter(client__in=clients, data_date__in=days)
        fields = ("client_id", "data_date", "product_class", "pk", "balance", "average")
        stored = {row[:3]: row[3:] for row in found.values_list(*fields)}
        fresh, changed = [], []
        for key, (balance, average) in rows.items():
            if key not in stored:
                fresh.append((*key, balance, average))
                continue
            pk, old_balance, old_average = stored[key]
            average = old_average if average is None else average
            if (balance, average) != (old_balance, old_average):
                changed.append((pk, balance, average))
        bulk.insert(BalanceSnapshot, ["client_id", "data_date", "product_class", "balance", "average"], fresh)
        bulk.update(BalanceSnapshot, ["balance", "average"], changed)
        if fresh or changed:
            refresh_figures(clients)
        self.tally(chunk, created=len(fresh), updated=len(changed))
