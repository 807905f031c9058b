"""facts.csv: what is known of clients, one sentence a row. What may be written is the rule of the client page; sensitive
sentences come from no file, since each rests on a consent of its own."""

import hashlib

from clients.models import Client, Consent, Fact
from clients.rules.facts import (
    SENSITIVE_CLASS,
    TEXT_LIMIT,
    TOPIC_LIMIT,
    class_of,
    fact_problems,
    needs_consent,
    topic_problems,
    year_after,
)
from imports.importers.importer import CLIENT_NO, Importer
from imports.readers import dates, values
from staff import bulk

Kind, Source = Fact.Kind, Fact.Source
ALSO = {
    "家里": Kind.FAMILY,
    "家人": Kind.FAMILY,
    "职业": Kind.WORK,
    "兴趣": Kind.HOBBY,
    "话题": Kind.HOBBY,
    "禁忌": Kind.TABOO,
}
KIND = values.one_of(Kind, also=ALSO)
SOURCE = values.one_of(
    Source, default=Source.TOLD, also={"本人": Source.TOLD, "本人说": Source.TOLD, "看到": Source.SEEN}
)
TEXT, TOPIC = values.words(TEXT_LIMIT), values.words(TOPIC_LIMIT)
NOT_AGREED = "客户还没有同意人脉档案，请先征求同意并登记"
FROM_NO_FILE = "这是敏感信息，文件里不收，请取得客户对这一项的同意后在客户页登记"
COLUMNS = ("client_id", "kind", "text", "topic", "source", "learned_on", "good_until", "import_key")
GIVEN = ("topic", "source", "learned_on", "good_until")  # what a later file may change; None: it does not say


class FactImporter(Importer):
    label = "人脉"
    columns = {
        "client_no": "客户号 客户编号 client_no customer_no",
        "text": "内容 一句话 text",
        "kind": "类别 人脉类别 fact_kind",
        "topic": "话题 topic",
        "source": "来源 source",
        "learned_on": "得知日期 learned_on",
        "good_until": "有效至 有效期至 good_until",
    }
    also = {
        "client_no": CLIENT_NO,
        "text": "人脉内容 信息内容",
        "kind": "信息类别 人脉分类",
        "learned_on": "登记日期 记录日期",
    }
    required = ("client_no", "text", "kind")

    def convert(self, line, cells):
        number, text, kind = (
            cells.take("client_no", values.client_no),
            cells.take("text", TEXT),
            cells.take("kind", KIND),
        )
        topic, source = cells.take("topic", TOPIC) or None, cells.take("source", SOURCE)
        learned_on, good_until = (
            cells.take("learned_on", dates.optional_day),
            cells.take("good_until", dates.optional_day),
        )
        source = source if cells.filled("source") else None
        for problem in topic_problems(topic or ""):
            cells.refuse("topic", problem.message)
        topic = None if topic_problems(topic or "") else topic
        if text is not None and kind:
            learned_on, good_until = self._judged(cells, text, kind, learned_on, good_until)
        return number, (kind, text, topic, source, learned_on, good_until), key_of("fact", number, kind, text)

    def _judged(self, cells, text, kind, learned_on, good_until):
        """The two days as they may stand; a bad one is named and left out, bad words refuse the row."""
        about = {"kind": kind, "text": text, "is_sensitive": False, "item": "", "today": self.today}
        since = learned_on or self.today
        if class_of(text) == SENSITIVE_CLASS:
            cells.refuse("text", FROM_NO_FILE)
            return None, None
        for problem in fact_problems(learned_on=since, good_until=good_until or year_after(since), **about):
            cells.refuse(problem.field, problem.message)
            learned_on = None if problem.field == "learned_on" else learned_on
            good_until = None
        return learned_on, good_until

    def resolve(self, chunk):
        ids = known_ids(self, ((line, number) for line, (number, *_rest) in chunk))
        agreed = agreed_among(ids.values())
        good = []
        for line, (number, values_, key) in chunk:
            client = ids.get(number)
            if client and client not in agreed and needs_consent(values_[0], ""):
                self.fail(line, ("client_no", number, NOT_AGREED))
            elif client:
                good.append((line, (client, *values_, key)))
        return good

    def apply(self, chunk):
        created, updated = write_facts({row[-1]: row for _line, row in chunk}, self.today, self.now)
        self.tally(chunk, created=len(created), updated=len(updated))


def key_of(*parts):
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def known_ids(importer, lines):
    """{client number: id} of the (line, number) pairs; a line whose number nobody has is reported."""
    lines = list(lines)
    ids = Client.objects.ids_by_number(number for _line, number in lines)
    for line, number in lines:
        if number not in ids:
            importer.fail(line, ("client_no", number, "客户号不存在"))
    return ids


def agreed_among(clients):
    """The ids of those who agree to 人脉档案."""
    return set(Consent.objects.to_write_down().filter(client__in=list(clients)).values_list("client", flat=True))


def write_facts(rows, today, now):
    """Writes rows of COLUMNS by their key; returns the keys that are new and those that have changed.

    What somebody ended stays ended, and a sentence that stands already, by hand, is not written again.
    """
    found = Fact.objects.filter(import_key__in=rows).values_list("import_key", "pk", "ended_at", *GIVEN)
    stored = {key: rest for key, *rest in found}
    by_hand = Fact.objects.standing().filter(import_key=None, client__in={row[0] for row in rows.values()})
    known = set(by_hand.values_list("client", "kind", "text"))
    fresh = {key: row for key, row in rows.items() if key not in stored and row[:3] not in known}
    changed = {}
    for key, (pk, ended_at, *old) in stored.items():
        new = [was if says is None else says for was, says in zip(old, rows[key][3:7], strict=True)]
        if ended_at is None and new != old and new[3] >= new[2]:
            changed[key] = (pk, *new)
    bulk.update(Fact, GIVEN, list(changed.values()))
    rest = {name: value for name, value in bulk.defaults(Fact).items() if name not in COLUMNS} | {"created_at": now}
    bulk.insert(Fact, [*COLUMNS, *rest], [(*_whole(row, today), *rest.values()) for row in fresh.values()])
    return fresh.keys(), changed.keys()


def _whole(row, today):
    """What the file does not say is said: learned today, good for twelve months."""
    *what, topic, source, learned_on, good_until, key = row
    since = learned_on or today
    return (*what, topic or "", source or Source.TOLD, since, good_until or year_after(since), key)
