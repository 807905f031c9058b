from clients.enums.facts import FactKind
from imports.kinds import file_kinds
from imports.models import Word


def bank_words():
    """The bank's own headers, as imports/readers/columns.py asks for them: (kind, header, field) each."""
    return list(Word.objects.values_list("kind", "header", "field"))


def words_in_force():
    """The same for people: (row, label of the file, our header), in the order of the files."""
    rows = Word.objects.select_related("by").order_by("header")
    kinds = file_kinds()
    named = [
        (row, kinds[row.kind].label, first_of(kinds[row.kind].columns[row.field]))
        for row in rows
        if row.kind in kinds and row.field in kinds[row.kind].columns
    ]
    return sorted(named, key=lambda entry: list(kinds).index(entry[0].kind))


def tag_words():
    """The tags: those that wait for a decision, and (tag, what it means) of the others."""
    labels = {**dict(FactKind.choices), Word.SKIP: "不导入"}
    waiting = list(Word.objects.tags().filter(field="").order_by("header"))
    decided = Word.objects.tags().filter(field__in=labels).select_related("by").order_by("header")
    return {"waiting_tags": waiting, "tags": [(word, labels[word.field]) for word in decided]}


def known_words():
    """Per kind of file its label, and per column the header we name and every other that is understood."""
    return [
        (
            importer.label,
            [
                (first_of(headers), rest_of(headers, importer.also.get(field, "")))
                for field, headers in importer.columns.items()
            ],
        )
        for importer in file_kinds().values()
    ]


def first_of(headers):
    return headers.split()[0]


def rest_of(headers, more):
    return "、".join([*headers.split()[1:], *more.split()])
