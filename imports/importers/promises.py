"""promises.csv: what was promised elsewhere, ours and the clients', one a row. What somebody closed here stays as he closed it."""

from datetime import datetime, time

from django.utils import timezone

from clients.models import Client, Promise
from clients.rules.promises import FARTHEST, WORDS_NEEDED
from imports.importers.about_clients import about_client
from imports.importers.facts import key_of, known_ids
from imports.importers.importer import CLIENT_NO, Importer, unknown_code
from imports.importers.owing import Owing
from imports.readers import dates, values
from staff import bulk
from staff.models import User

Owes, State = Promise.Owes, Promise.State
WHO = {
    "我们": Owes.STAFF, "我行": Owes.STAFF, "我方": Owes.STAFF, "本行": Owes.STAFF, "银行": Owes.STAFF, "经理": Owes.STAFF,
    "客户经理": Owes.STAFF, "员工": Owes.STAFF, "客户": Owes.CLIENT, "对方": Owes.CLIENT, "他": Owes.CLIENT,
}  # fmt: skip
BECAME = {
    "未完成": State.OPEN, "未办": State.OPEN, "进行中": State.OPEN, "办理中": State.OPEN, "待办": State.OPEN, "办到": State.KEPT,
    "已办": State.KEPT, "已完成": State.KEPT, "完成": State.KEPT, "已兑现": State.KEPT, "未办到": State.BROKEN, "未兑现": State.BROKEN,
    "没兑现": State.BROKEN, "取消": State.RELEASED, "已取消": State.RELEASED, "不需要": State.RELEASED,
}  # fmt: skip
OWES = values.one_of(Owes, also=WHO)
STATE = values.one_of(State, default=State.OPEN, also=BECAME)
WHAT = about_client(values.words(Promise._meta.get_field("what").max_length))
WORDS = about_client(values.words(Promise._meta.get_field("words").max_length))
NOON = time(12)
NOBODY = "没有在岗的经办人，客户也没有在岗的管户经理和行长，不知道由谁来办"
COLUMNS = ("client_id", "owes", "what", "due_on", "made_at", "owed_by_id", "owed_to_id", "import_key")
CLOSING = ("state", "words", "closed_at", "closed_by_id")


class PromiseImporter(Importer):
    label = "承诺"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "owes": "谁答应 谁答应的 承诺方 owes",
        "what": "答应的事 承诺内容 承诺事项 what",
        "due_on": "期限 到期日 due_on",
        "state": "状态 承诺状态 state",
        "words": "结果说明 words",
        "made_on": "登记日期 答应日期 made_on",
        "closed_on": "了结日期 完成日期 closed_on",
        "by": "经办人工号 经办人 工号 by employee_no",
    }
    also = {
        "client_no": CLIENT_NO,
        "what": "内容 事项",
        "due_on": "截止日期 承诺日期 完成期限",
        "state": "办理状态 完成情况",
        "words": "说明 办理结果 原因",
        "by": "客户经理工号 客户经理编号 员工工号 员工号 经办人编号 承办人工号",
    }
    required = ("client_no", "owes", "what", "due_on")

    def prepare(self):
        self.people, self.owing = dict(User.objects.values_list("employee_no", "pk")), Owing()

    def convert(self, line, cells):
        number, owes = cells.take("client_no", values.client_no), cells.take("owes", OWES)
        what, due_on = cells.take("what", WHAT), cells.take("due_on", dates.day)
        made_on, closed_on = (self._past_day(cells, name) for name in ("made_on", "closed_on"))
        if what == "":
            cells.refuse("what", "不能为空")
        if due_on and due_on > self.today + FARTHEST:
            cells.refuse("due_on", "答应的日子请安排在一年以内")
        if due_on and made_on and due_on < made_on:
            cells.refuse("due_on", "期限早于登记日期")
        by = cells.take("by", values.optional_code)
        if by and by not in self.people:
            cells.refuse("by", unknown_code("工号", by, self.people))
        if closed_on and made_on and closed_on < made_on:
            cells.refuse("closed_on", "了结日期早于登记日期")
            closed_on = None
        closing = self._closing(cells, closed_on)
        about = (owes, what, due_on, made_on, self.people.get(by))
        return number, about, closing, key_of("promise", number, owes, what, due_on)

    def _past_day(self, cells, name):
        day = cells.take(name, dates.optional_day)
        if day and day > self.today:
            cells.refuse(name, f"{day} 晚于今天")
            return None
        return day

    def _closing(self, cells, closed_on):
        """(state, words, moment); None of an open one, and where the state could not be read."""
        state, words = cells.take("state", STATE), cells.take("words", WORDS) or ""
        if state is None or state == State.OPEN:
            return None
        if state in WORDS_NEEDED and not words:
            cells.refuse("words", "没有写为什么")
        return state, words, self._noon(closed_on) if closed_on and closed_on < self.today else self.now

    def _noon(self, day):
        return timezone.make_aware(datetime.combine(day, NOON))

    def resolve(self, chunk):
        ids = known_ids(self, ((line, number) for line, (number, *_rest) in chunk))
        clients = Client.objects.filter(pk__in=ids.values()).values_list("pk", "manager", "unit__path")
        about = {pk: whose for pk, *whose in clients}
        good = []
        for line, (number, (owes, what, due_on, made_on, by), closing, key) in chunk:
            client = ids.get(number)
            person = client and self._who(by, *about[client], is_closed=closing is not None)
            if client and owes == Owes.STAFF and person is None:
                self.fail(line, ("by", "", NOBODY))
            elif client:
                made_at = self._noon(made_on) if made_on and made_on < self.today else self.now
                sides = (person, None) if owes == Owes.STAFF else (None, person)
                good.append((line, ((client, owes, what, due_on, made_at, *sides, key), closing)))
        return good

    def _who(self, by, manager, path, *, is_closed):
        """What is over was done, or waited for, by whom the file names, wherever he is now."""
        return (is_closed and (by or manager)) or self.owing.who(by, manager, path)

    def apply(self, chunk):
        rows = {row[-1]: (row, closing) for _line, (row, closing) in chunk}
        stored = dict(Promise.objects.filter(import_key__in=rows).values_list("import_key", "pk"))
        is_open = set(Promise.objects.open().filter(pk__in=stored.values()).values_list("pk", flat=True))
        fresh = [(*row, *_closed(row, closing)) for key, (row, closing) in rows.items() if key not in stored]
        closed = [
            (stored[key], *_closed(row, closing))
            for key, (row, closing) in rows.items()
            if closing and stored.get(key) in is_open
        ]
        names = (*COLUMNS, *CLOSING)
        rest = bulk.defaults(Promise) | {"origin": Promise.Origin.IMPORT}
        others = {name: value for name, value in rest.items() if name not in names}
        bulk.insert(Promise, [*names, *others], [(*row, *others.values()) for row in fresh])
        bulk.update(Promise, CLOSING, closed)
        self.tally(chunk, created=len(fresh), updated=len(closed))


def _closed(row, closing):
    """The values of CLOSING: by whom it was owed or waited for."""
    if closing is None:
        return State.OPEN, "", None, None
    _client, _owes, _what, _due_on, _made_at, owed_by, owed_to, _key = row
    return (*closing, owed_by or owed_to)
