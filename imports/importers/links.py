"""links.csv: how clients stand to each other, by their numbers (LNK-R1). A later file changes share, amount and the day."""

from clients.actions.links import keep_links
from clients.enums.links import LinkKind
from clients.models import Client
from clients.rules.links import BACK, FORTH
from imports.importers.importer import CLIENT_NO, Importer
from imports.readers import dates, values
from imports.readers.problems import BadValue
from words.problems import Refused

K = LinkKind
# What the other is to the client, in the words of banks: (kind, whether the client is the one or the other).
WORDS = {
    "股东": (K.HOLDS, BACK), "持股": (K.HOLDS, FORTH), "持股公司": (K.HOLDS, FORTH), "子公司": (K.HOLDS, FORTH),
    "投资企业": (K.HOLDS, FORTH), "出资人": (K.HOLDS, BACK), "投资人": (K.HOLDS, BACK),
    "法人": (K.LEGAL, BACK), "法定代表人": (K.LEGAL, BACK), "法人代表": (K.LEGAL, BACK), "任职": (K.OFFICER, FORTH),
    "任职单位": (K.OFFICER, FORTH), "高管": (K.OFFICER, BACK), "财务经办": (K.CLERK, BACK), "财务": (K.CLERK, BACK), "会计": (K.CLERK, BACK),
    "代发": (K.PAYS, FORTH), "代发员工": (K.PAYS, FORTH), "员工": (K.PAYS, FORTH), "代发单位": (K.PAYS, BACK), "上游": (K.SUPPLIES, BACK),
    "供应商": (K.SUPPLIES, BACK), "供货商": (K.SUPPLIES, BACK), "下游": (K.SUPPLIES, FORTH), "采购商": (K.SUPPLIES, FORTH),
    "买方": (K.SUPPLIES, FORTH), "担保": (K.GUARANTEES, BACK), "担保人": (K.GUARANTEES, BACK), "保证人": (K.GUARANTEES, BACK),
    "被担保人": (K.GUARANTEES, FORTH), "质押": (K.PLEDGES, FORTH), "质权人": (K.PLEDGES, FORTH), "出质人": (K.PLEDGES, BACK),
    "介绍人": (K.INTRODUCES, BACK), "推荐人": (K.INTRODUCES, BACK),
}  # fmt: skip
FAMILY = ("家人", "家属", "亲属", "配偶", "父母", "子女")
BY_HAND = "家人要本人同意才能记，请在客户的圈子页登记"
ALLOWED = "、".join(("股东", "法人", "任职", "财务经办", "代发", "上游", "下游", "担保", "质押", "介绍人"))
NO_CLIENT = "没有这位客户"
ENDS = ("client_no", "other_no")
FIELDS = {"other": "other_no", "kind": "relation"}


def relation(text):
    word = values.plain(text)
    if word in FAMILY:
        raise BadValue(BY_HAND)
    if word not in WORDS:
        raise BadValue(f"应为：{ALLOWED}" if values.filled(text) else "不能为空")
    return WORDS[word]


def share(text):
    """% of the whole; None for an empty cell."""
    text = values.filled(text).removesuffix("%")
    return values.amount(text) if text else None


class LinkImporter(Importer):
    label = "圈子"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "relation": "关系 关联关系 relation kind",
        "other_no": "对方客户号 对方编号 关联客户号 other_no",
        "share": "比例 持股比例 出资比例 share",
        "amount": "年往来 年往来金额 金额 amount",
        "since": "起始日期 开始日期 since",
    }
    also = {"client_no": CLIENT_NO, "relation": "关系类型 与客户关系", "other_no": "关联方客户号 对手方客户号"}
    required = ("client_no", "relation", "other_no")
    not_kept = "姓名 客户名称 对方姓名 对方名称 name"

    def convert(self, line, cells):
        number, other = cells.take("client_no", values.client_no), cells.take("other_no", values.client_no)
        about = cells.take("relation", relation)
        found = {"share": cells.take("share", share), "amount": cells.take("amount", values.optional_amount)}
        found = {name: value for name, value in found.items() if value is not None}
        if since := cells.take("since", dates.optional_day):
            found["since"] = since
        return number, other, about, found

    def resolve(self, chunk):
        numbers = {number for _line, (one, other, *_about) in chunk for number in (one, other)}
        self.clients = {row.client_no: row for row in Client.objects.filter(client_no__in=numbers)}
        good = []
        for line, row in chunk:
            unknown = [(field, no, NO_CLIENT) for field, no in zip(ENDS, row, strict=False) if no not in self.clients]
            if unknown:
                self.fail(line, *unknown)
            else:
                good.append((line, row))
        return good

    def apply(self, chunk):
        created, updated, good = 0, 0, []
        outcomes = keep_links([self._read(*row) for _line, row in chunk], by=self.by, now=self.now)
        for (line, _row), outcome in zip(chunk, outcomes, strict=True):
            if isinstance(outcome, Refused):
                self.fail(line, *((FIELDS.get(one.field, one.field), "", one.message) for one in outcome.problems))
                continue
            good.append(line)
            created, updated = created + outcome[0], updated + outcome[1]
        self.tally(good, created=created, updated=updated)

    def _read(self, number, other_no, about, found):
        """As keep_links takes it: (one, other, kind, found)."""
        (kind, way), ends = about, (self.clients[number], self.clients[other_no])
        return *(ends if way == FORTH else reversed(ends)), kind, found
