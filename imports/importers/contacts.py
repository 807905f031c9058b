"""contacts.csv: contacts held elsewhere. Each is one ledger row of the person who had it, never of the importer."""

import hashlib
from collections import Counter

from django.utils import timezone

from clients.actions.cadence import move_clocks
from clients.actions.put_offs import follow_promise
from clients.models import Client, ContactLog, Promise
from clients.rules.contacts import imported_is_effective
from clients.rules.promises import FARTHEST
from imports.importers.about_clients import about_client
from imports.importers.importer import CLIENT_NO, Importer, unknown_code
from imports.importers.owing import Owing
from imports.readers import dates, values
from staff import bulk
from staff.models import User

Kind, Outcome, Reached = ContactLog.Kind, ContactLog.Outcome, ContactLog.Reached
ALSO = {
    "手机": Kind.CALL, "座机": Kind.CALL, "固话": Kind.CALL, "固定电话": Kind.CALL, "移动电话": Kind.CALL, "cellular": Kind.CALL,
    "telephone": Kind.CALL, "微信": Kind.WECOM, "企微": Kind.WECOM, "来行": Kind.BRANCH, "面谈": Kind.BRANCH, "网点": Kind.BRANCH,
    "走访": Kind.VISIT, "上门拜访": Kind.VISIT, "信函": Kind.LETTER, "贺卡": Kind.LETTER, "未知": Kind.UNKNOWN,
    "移交": Kind.UNKNOWN, "handover": Kind.UNKNOWN,
}  # fmt: skip
KIND = values.one_of(Kind, default=Kind.UNKNOWN, also=ALSO)
RESULT = about_client(values.words(100))
STEP = about_client(values.words(ContactLog._meta.get_field("next_step").max_length))
OUTCOMES = {str(label): value for value, label in Outcome.choices} | {"成功": Outcome.DONE}
COLUMNS = (
    "client_id",
    "kind",
    "occurred_at",
    "seconds",
    "reached",
    "outcome",
    "note",
    "is_effective",
    "by_id",
    "next_step",
    "next_on",
    "import_key",
)
COMPARED = ("outcome", "note", "is_effective", "by_id")
WHOSE = ("by_id", "client__manager", "client__unit__path")
SAID = ("result", "deposit")  # from these the outcome, the note and whether it was effective follow together


class ContactImporter(Importer):
    label = "联系记录"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "occurred_at": "联系时间 时间 occurred_at contacted_at",
        "kind": "联系方式 方式 kind mode",
        "seconds": "时长秒 时长 通话时长 seconds duration",
        "result": "结果 outcome result",
        "deposit": "办理定期存款 deposit term_deposit",
        "by": "经办人工号 经办人 工号 by employee_no",
        "next_step": "下一步 next_step",
        "next_on": "下一步日期 next_on",
    }
    also = {
        "client_no": CLIENT_NO,
        "occurred_at": "联系日期 联系日 沟通时间 通话时间 拨打时间 日期",
        "kind": "联系渠道 联系类型 沟通方式 接触方式 渠道",
        "seconds": "通话秒数 通话时长秒",
        "result": "联系结果 沟通结果 通话结果",
        "deposit": "是否办理定期存款 是否办理定期 定期存款",
        "by": "客户经理工号 客户经理编号 员工工号 员工号 经办人编号 操作员号 柜员号 操作员",
        "next_step": "下步 跟进事项 后续事项 下一步计划 下一步工作",
        "next_on": "下步日期 跟进日期 下次联系日期 下次跟进日期 回访日期",
    }
    required = ("client_no", "occurred_at", "kind")
    identifying = ("seconds",)

    def prepare(self):
        self.people, self.owing = dict(User.objects.values_list("employee_no", "pk")), Owing()
        self.seen = Counter()

    def convert(self, line, cells):
        number, at = cells.take("client_no", values.client_no), cells.take("occurred_at", dates.moment)
        kind, seconds = cells.take("kind", KIND), cells.take("seconds", values.seconds)
        result, deposit = cells.take("result", RESULT), cells.take("deposit", values.yes_or_no)
        by = cells.take("by", values.optional_code)
        if by and by not in self.people:
            cells.refuse("by", unknown_code("工号", by, self.people))
        if at and at > self.now:
            cells.refuse("occurred_at", "联系时间晚于现在")
        step = self._step(cells, at)
        if cells.problems:
            return None
        reached = Reached.NOBODY if seconds == 0 else Reached.CLIENT
        outcome, note = outcome_of(result, deposit), note_of(result, deposit)
        effective = imported_is_effective(seconds, bool(deposit))
        is_whole = not {field for field, _text, _reason in cells.remarks}.intersection(SAID)
        key = self._key(number, at, kind, seconds)
        return number, is_whole, (kind, at, seconds, reached, outcome, note, effective, self.people.get(by), *step, key)

    def _step(self, cells, at):
        """(what, day) of the next step, ("", None) of none; one without the other is none."""
        what, day = cells.take("next_step", STEP), cells.take("next_on", dates.optional_day)
        if day and not what:
            cells.refuse("next_step", "有日期就要写明下一步做什么")
        elif what and not day:
            cells.refuse("next_on", "要给下一步定一个日期")
        elif day and day > self.today + FARTHEST:
            cells.refuse("next_on", "下一步日期请安排在一年以内")
        elif day and at and day < timezone.localdate(at):
            cells.refuse("next_on", "下一步日期早于联系时间")
        elif day:
            return what, day
        return "", None

    def _key(self, *parts):
        """The same for the same contact in every delivery; equal ones within a file are told apart by their order.

        Who had it and what came of it may be corrected, so they are no part of it.
        """
        base = "|".join(map(str, parts))
        short = hash(base)  # the text itself would fill the memory
        self.seen[short] += 1
        return hashlib.sha256(f"{base}|{self.seen[short] - 1}".encode()).hexdigest()

    def resolve(self, chunk):
        ids = Client.objects.ids_by_number(number for _line, (number, *_row) in chunk)
        for line, (number, *_row) in chunk:
            if number not in ids:
                self.fail(line, ("client_no", number, "客户号不存在"))
        return [(line, (is_whole, (ids[no], *row))) for line, (no, is_whole, row) in chunk if no in ids]

    def apply(self, chunk):
        rows = {row[-1]: row for _line, (_whole, row) in chunk}
        partial = {row[-1] for _line, (is_whole, row) in chunk if not is_whole}
        found = ContactLog.objects.filter(import_key__in=rows).values_list("import_key", "pk", "client_id", *COMPARED)
        stored = {key: rest for key, *rest in found}
        fresh = [row for key, row in rows.items() if key not in stored]
        changed = []
        for key, (pk, client, *old) in stored.items():
            new = [dict(zip(COLUMNS, rows[key], strict=True))[name] for name in COMPARED]
            new = [*(old if key in partial else new)[:-1], new[-1] or old[-1]]
            if old != new:
                changed.append((client, (pk, *new)))
        self._insert(fresh)
        self._promise({row[-1]: row[-3:-1] for row in fresh if row[-2] and row[-2] >= self.today})
        bulk.update(ContactLog, COMPARED, [row for _client, row in changed])
        move_clocks({row[0] for row in fresh} | {client for client, _row in changed}, today=self.today)
        self.tally(chunk, created=len(fresh), updated=len(changed))

    def _promise(self, steps):
        """`steps` {key of a contact: (what, day)} that are still to come, as 记一笔 makes them: what is long over stays in its words.
        Of who works here no more others owe it."""
        rows = ContactLog.objects.filter(import_key__in=steps).values_list("pk", "client_id", "import_key", *WHOSE)
        found = [(log, client, key, self.owing.who(*whose)) for log, client, key, *whose in rows]
        owed = [(client, *steps[key], who, log) for log, client, key, who in found if who]
        days = {client: day for client, _what, day, *_rest in owed}
        for client in Client.objects.filter(pk__in=days, planned_on__isnull=False):
            follow_promise(client, days[client.pk])
        rest = bulk.defaults(Promise) | {"owes": Promise.Owes.STAFF, "origin": Promise.Origin.LOG, "made_at": self.now}
        names = ("client_id", "what", "due_on", "owed_by_id", "log_id")
        others = {name: value for name, value in rest.items() if name not in names}
        bulk.insert(Promise, [*names, *others], [(*row, *others.values()) for row in owed])

    def _insert(self, rows):
        rest = bulk.defaults(ContactLog) | {"created_at": self.now, "source": ContactLog.Source.IMPORT}
        others = {name: value for name, value in rest.items() if name not in COLUMNS}
        bulk.insert(ContactLog, [*COLUMNS, *others], [(*row, *others.values()) for row in rows])


def note_of(result, deposit):
    """「本轮第2次，办理了定期存款」."""
    parts = [result, {True: "办理了定期存款", False: "未办理定期存款"}.get(deposit)]
    return "，".join(part for part in parts if part)


def outcome_of(result, deposit):
    return Outcome.DONE if deposit else OUTCOMES.get(result, "")
