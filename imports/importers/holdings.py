"""holdings.csv: one deposit, policy or fund a row, 元; the whole bank in one file. What it holds no longer is ended (HLD-R1)."""

from django.conf import settings
from django.db.models import Max, Min, TextChoices

from clients.models import Holding
from clients.rules.holdings import family_of, is_maturity
from imports.importers.facts import key_of, known_ids
from imports.importers.importer import CLIENT_NO, WARNING, Importer
from imports.readers import dates, values
from staff import bulk
from words.identifiers import hash_of_id

Family = Holding.Family


class Held(TextChoices):
    STANDING = "standing", "持有"
    ENDED = "ended", "结清"


STANDING_WORDS = "正常 有效 存续 持有中 在期 未到期 未结清 冻结 质押 部分冻结"
ENDED_WORDS = "已结清 已支取 支取 已销户 销户 已到期 已赎回 赎回 已兑付 已终止 终止 已注销 注销 已关闭 关闭 失效 已失效 退保 已退保"
ALSO = {
    "定期": Family.DEPOSIT, "活期": Family.DEPOSIT, "大额存单": Family.DEPOSIT, "储蓄": Family.DEPOSIT, "债券": Family.BOND,
    "储蓄国债": Family.BOND, "黄金": Family.METAL, "资管": Family.TRUST, "代销保险": Family.INSURANCE, "代销基金": Family.FUND,
}  # fmt: skip
HELD = values.one_of(
    Held,
    default=Held.STANDING,
    also=dict.fromkeys(STANDING_WORDS.split(), Held.STANDING) | dict.fromkeys(ENDED_WORDS.split(), Held.ENDED),
)
FAMILY = values.remembered(values.one_of(Family, default="", also=ALSO))
NAME, CODE = values.words(60), values.words(20)
NO_END = "终身 长期 无固定期限 无固定期 无期限 不定期 活期 开放式 随时 随时支取 随时赎回"
COLUMNS = ("client_id", "product_code", "product", "family", "amount", "opened_on", "matured_on", "data_date")
GIVEN = ("product", "family", "amount", "opened_on")  # what a later file may change
FEW = 20  # so many may be missing without a doubt about the file
DOUBTED = "上一份文件里的 {gone:,} 笔，这份里没有，比这份有的还多，像是不完整的文件，都没有记为结清。请核对后导入全行的一整份。"


def end_day(text):
    """A day; None of what has no end."""
    return None if text.strip() in NO_END.split() else dates.optional_day(text)


class HoldingImporter(Importer):
    label = "持有产品"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "product": "产品名称 product product_name",
        "amount": "金额 持有金额 amount",
        "matured_on": "到期日 到期日期 matured_on maturity_date",
        "family": "产品大类 family",
        "product_code": "产品代码 product_code",
        "contract": "合同号 账号 contract_no account_no",
        "part": "子账号 笔号 part_no",
        "opened_on": "起息日 起息日期 opened_on",
        "state": "状态 持有状态 state",
        "data_date": "数据日期 data_date",
    }
    also = {
        "client_no": CLIENT_NO,
        "product": "产品 持有产品 存款产品 储种名称 产品全称 存单名称",
        "amount": "余额 本金 持有余额 份额市值 市值 保费 存款余额 账户余额 当前余额 存单金额 current_balance balance",
        "matured_on": "到期时间 到期 产品到期日 存款到期日 合同到期日 终止日期 满期日 maturity due_date matures_on",
        "family": "产品类别 产品类型 产品种类 业务大类 product_type product_class",
        "product_code": "产品编号 产品编码 产品号 product_no product_id",
        "contract": "合同编号 账户号 存款账号 存单号 存单号码 保单号 协议号 凭证号 contract_id policy_no",
        "part": "子户号 子账户 存单序号 笔数序号 sub_account",
        "opened_on": "开户日期 开户日 开立日期 购买日期 买入日期 起始日期 生效日期 存入日期 open_date start_date",
        "state": "账户状态 合同状态 产品状态 status",
        "data_date": "日期 统计日期 业务日期 报表日期 账务日期 截止日期 biz_date as_of_date",
    }
    required = ("client_no", "amount", "matured_on")
    identifying = ("product", "product_code", "contract", "part", "data_date")

    def prepare(self):
        self.seen, self.on = set(), None

    def convert(self, line, cells):
        number, code = cells.take("client_no", values.client_no), cells.take("product_code", CODE)
        product, account = cells.take("product", NAME), self._account(cells)
        product = product or code if product is not None else None
        family, state = cells.take("family", FAMILY), cells.take("state", HELD) or Held.STANDING
        on = self._data_date(cells)
        amount = self._amount(cells, state)
        opened_on, matured_on = self._days(cells, on)
        if product == "":
            cells.refuse("product", "不能为空")
        own = (account, code) if account else (code or product, opened_on)
        key = key_of("holding", number, *own, matured_on)
        if not cells.problems and hash(key) in self.seen:
            cells.refuse("contract", "同一笔在本文件中已出现过；同一账号有几笔的，请加上“子账号”一列")
        elif not cells.problems:
            self.seen.add(hash(key))
        row = (code, product, family or family_of(product or ""), amount, opened_on, matured_on, on)
        return number, row, key, state == Held.ENDED

    def _account(self, cells):
        """The keyed digest of account and part; the numbers themselves are kept nowhere (H1). '' where there are none."""
        parts = [cells.filled(name) for name in ("contract", "part")]
        return hash_of_id("-".join(parts), settings.ID_PEPPER) if any(parts) else ""

    def _data_date(self, cells):
        """One day for the whole file: of two, nobody could say what was ended since."""
        on = cells.take("data_date", dates.day) if "data_date" in cells else self.today
        if on and on > self.today:
            cells.refuse("data_date", f"数据日期 {on} 晚于今天")
        elif on and on != (self.on or on):
            cells.refuse("data_date", f"与本文件前面的数据日期 {self.on} 不同，一份文件只能是一天的")
        elif on:
            self.on = on
        return on

    def _amount(self, cells, state):
        amount = cells.take("amount", values.optional_amount)
        if state == Held.STANDING and not cells.problems and (amount is None or amount <= 0):
            cells.refuse("amount", "不能为空" if amount is None else "金额应大于 0")
        return amount

    def _days(self, cells, on):
        opened_on, matured_on = cells.take("opened_on", dates.optional_day), cells.take("matured_on", end_day)
        if opened_on and on and opened_on > on:
            cells.refuse("opened_on", "起息日晚于数据日期")
            opened_on = None
        if matured_on and on and not is_maturity(matured_on, on):
            cells.refuse("matured_on", f"到期日 {matured_on} 不可能，请核对")
        elif matured_on and opened_on and matured_on < opened_on:
            cells.refuse("matured_on", f"到期日 {matured_on} 早于起息日 {opened_on}")
        return opened_on, matured_on

    def resolve(self, chunk):
        ids = known_ids(self, ((line, number) for line, (number, *_rest) in chunk))
        return [
            (line, ((ids[number], *row), key, is_ended))
            for line, (number, row, key, is_ended) in chunk
            if number in ids
        ]

    def apply(self, chunk):
        rows = {key: (row, is_ended) for _line, (row, key, is_ended) in chunk}
        found = Holding.objects.filter(import_key__in=rows)
        stored = {key: rest for key, *rest in found.values_list("import_key", "pk", "data_date", "ended_on", *GIVEN)}
        fresh = [(*row, self.number, None, key) for key, (row, ends) in rows.items() if key not in stored and not ends]
        moved, seen = [], []
        for key, (pk, known_on, ended_on, *old) in stored.items():
            row, ends = rows[key]
            on = row[-1]
            if on < known_on or (ended_on and ended_on > on):  # a newer file knows better
                continue
            new = [*row[2:5], row[5] or old[3]] if not ends else old
            still = on if ends else None
            seen.append(pk)
            if new != old or (ended_on is None) != (still is None):
                moved.append((pk, *new, still))
        bulk.insert(Holding, [*COLUMNS, "file_no", "ended_on", "import_key"], fresh)
        bulk.update(Holding, [*GIVEN, "ended_on"], moved)
        if seen:
            on = next(iter(rows.values()))[0][-1]
            Holding.objects.filter(pk__in=seen).update(data_date=on, file_no=self.number)
        self.tally(chunk, created=len(fresh), updated=len(moved))

    def finish(self):
        """Ends what the newest file of the bank no longer holds, as long as the file looks whole.

        A client with a refused row keeps the rest: the row may have been one of them.
        """
        mine, standing = Holding.objects.filter(file_no=self.number), Holding.objects.standing()
        on = mine.aggregate(on=Max("data_date"))["on"]
        if on is None:
            return ""
        newer = Holding.objects.filter(data_date__gt=on).aggregate(on=Min("data_date"))["on"]
        rows = standing.filter(file_no=self.number) if newer else standing.exclude(file_no=self.number)
        found = list(rows.values_list("pk", "client__client_no"))
        gone = [pk for pk, number in found if not self.report.refused(number, WARNING)]
        if not newer and len(gone) > max(FEW, mine.standing().count()):
            return DOUBTED.format(gone=len(gone))
        for first in range(0, len(gone), self.chunk_size):
            Holding.objects.filter(pk__in=gone[first : first + self.chunk_size]).update(ended_on=newer or on)
        said = f"不再持有的 {len(gone):,} 笔记为结清。" if gone else ""
        spared = len(found) - len(gone)
        return said + (f"有错误行的客户另有 {spared:,} 笔，没有记为结清。" if spared else "")
