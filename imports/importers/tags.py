"""企业微信标签: which tags a client has. What a tag says of him head office decides once, on the page 列名对照; a tag that
nobody has decided about waits there."""

import re
from itertools import islice

from clients.enums.facts import FactSource
from clients.rules.facts import PLAIN_CLASS, TEXT_LIMIT, class_of, needs_consent, refusal_of
from imports.importers.facts import FROM_NO_FILE, NOT_AGREED, agreed_among, key_of, known_ids, write_facts
from imports.importers.importer import CLIENT_NO, Importer
from imports.models import Word
from imports.readers import values

BETWEEN = re.compile(r"[、,，;；|｜/／\n]+")
TAGS = values.words(2 * TEXT_LIMIT)
TAG_LIMIT = Word._meta.get_field("header").max_length
MOST_WAITING = 500  # tags on the page; more in one file are no list of tags


class TagImporter(Importer):
    label = "客户标签"
    columns = {"client_no": "客户号 客户编号 client_no customer_no", "tags": "标签 企业微信标签 客户标签 标签名称 tags"}
    also = {"client_no": CLIENT_NO, "tags": "企微标签 微信标签 标签名 tag_name"}
    required = ("client_no", "tags")

    def prepare(self):
        self.known = {word.header: word for word in Word.objects.tags()}

    def convert(self, line, cells):
        number, text = cells.take("client_no", values.client_no), cells.take("tags", TAGS)
        tags = [tag for tag in map(str.strip, BETWEEN.split(text or "")) if tag]
        if text is not None and not tags:
            cells.refuse("tags", "不能为空")
        facts, waiting = [], []
        for tag in dict.fromkeys(tags):
            word = self.known.get(tag)
            if word and word.field:
                facts += [] if word.field == Word.SKIP else [(word.field, word.text, word.topic)]
            elif reason := why_not(tag):
                cells.remark("tags", f"“{tag}”没有导入：{reason}")
            else:
                waiting.append(tag)
        if waiting:
            cells.remark("tags", f"还没有对照的标签：{'、'.join(waiting)}。请在“列名对照”登记后再导入")
        return number, facts, waiting

    def resolve(self, chunk):
        ids = known_ids(self, ((line, row[0]) for line, row in chunk))
        agreed = agreed_among(ids.values())
        good = []
        for line, (number, facts, waiting) in chunk:
            client = ids.get(number)
            if client and client not in agreed and any(needs_consent(kind, "") for kind, *_rest in facts):
                self.fail(line, ("client_no", number, NOT_AGREED))
            elif client:
                good.append((line, (client, number, facts, waiting)))
        return good

    def apply(self, chunk):
        rows, lines = {}, []
        for _line, (client, number, facts, _waiting) in chunk:
            keys = {key_of("tag", number, *fact[:2]): fact for fact in facts}
            lines.append(keys.keys())
            for key, (kind, text, topic) in keys.items():
                rows[key] = (client, kind, text, topic, FactSource.RETOLD, None, None, key)
        created, updated = write_facts(rows, self.today, self.now)
        self._keep(dict.fromkeys(tag for _line, row in chunk for tag in row[3]))
        is_new = [bool(keys & created) for keys in lines]
        moved = [not new and bool(keys & updated) for new, keys in zip(is_new, lines, strict=True)]
        self.tally(chunk, created=sum(is_new), updated=sum(moved))

    def _keep(self, tags):
        """The tags wait on the page for somebody to say what they mean."""
        fresh = [tag for tag in tags if tag not in self.known]
        room = MOST_WAITING - Word.objects.tags().filter(field="").count() if fresh else 0
        words = [Word(kind=Word.TAGS, header=tag, by=self.by) for tag in islice(fresh, max(room, 0))]
        Word.objects.bulk_create(words, ignore_conflicts=True)
        self.known |= {word.header: word for word in words}


def why_not(tag):
    """Why nobody can say what this tag means, or ''."""
    if len(tag) > TAG_LIMIT:
        return f"标签最多 {TAG_LIMIT} 个字"
    return refusal_of(tag) or ("" if class_of(tag) == PLAIN_CLASS else FROM_NO_FILE)
