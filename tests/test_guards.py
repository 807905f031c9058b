"""The promises the whole house rests on; each was seen red once (docs/decisions/0003-guards.md)."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from clients.models import Client
from docs.draw_floors import floors
from staff.scope import ScopedQuerySet

LAYERS = [app for floor in reversed(floors()) for app in floor]  # from the ground up, as the import contract has them
HEIGHT = {app: height for height, app in enumerate(LAYERS)}
MODELS = [model for model in apps.get_models() if model._meta.app_label in HEIGHT]
ROOT = Path(settings.BASE_DIR)


def sources():
    return [path for app in LAYERS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def relations(model):
    fields = [*model._meta.get_fields(), *model._meta.local_many_to_many]
    return [field for field in fields if field.is_relation and not field.auto_created and field.related_model in MODELS]


def test_foreign_keys_point_down():
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in MODELS
        for field in relations(model)
        if HEIGHT[field.related_model._meta.app_label] > HEIGHT[model._meta.app_label]
    ]
    assert up == []


def whole_indexes(model):
    """The columns of every index without a condition, in their order; a foreign key brings one of its own.

    One of expressions has no columns.
    """
    meta = model._meta
    keys = [index.fields for index in meta.indexes if index.fields and not index.condition]
    keys += [rule.fields for rule in meta.total_unique_constraints]
    return [tuple(name.lstrip("-") for name in key) for key in keys] + [
        (field.name,) for field in meta.local_fields if field.db_index or field.unique
    ]


def test_no_index_is_the_beginning_of_another():
    spare = [
        f"{model._meta.label}: {key}"
        for model in MODELS
        for key in whole_indexes(model)
        if sum(other[: len(key)] == key for other in whole_indexes(model)) > 1
    ]
    assert spare == []


def reaches_a_client(model, seen=()):
    return any(
        field.related_model is Client
        or (field.related_model not in (*seen, model) and reaches_a_client(field.related_model, (*seen, model)))
        for field in relations(model)
    )


# Rows that lead to a client but are looked at as a whole, each with the reason why nobody lists them by person.
UNSCOPED = {
    "tiers.TierPolicy": "a version is the whole bank's; the request for it is about no client",
    "tiers.TierThreshold": "a line of such a version",
}


def test_rows_about_a_client_are_scoped():
    bare = {
        model._meta.label
        for model in MODELS
        if reaches_a_client(model) and not isinstance(model._default_manager.all(), ScopedQuerySet)
    }
    assert bare == set(UNSCOPED)


WRITES = {
    "save", "create", "acreate", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete", "update",
    "add", "set", "remove", "clear", "execute", "executemany", "copy_expert", "set_password",
}  # fmt: skip
WRITERS = {"actions", "importers", "bulk", "audit", "append_only", "published", "management"}
# Names that writing methods share with dictionaries, sets and caches; of rows they are called as these owners tell.
SHARED = {"update", "add", "set", "clear", "remove", "execute"}
OF_ROWS = ("objects", "filter", "cursor")
DICTIONARIES = ("context", "attrs")


def writes_in(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            owner = ast.unparse(node.func.value)
            if owner == "cache":
                continue
            if (
                node.func.attr in SHARED
                and not any(word in owner for word in OF_ROWS)
                and not sets_columns(node, owner)
            ):
                continue
            yield f"{path.relative_to(ROOT)}:{node.lineno} {owner}.{node.func.attr}"


def sets_columns(node, owner):
    """`rows.update(state=…)`: a queryset takes names only, however it is called."""
    names_only = node.keywords and not node.args
    return node.func.attr == "update" and names_only and owner.rpartition(".")[2] not in DICTIONARIES


@pytest.mark.parametrize(
    ("line", "is_write"),
    [
        ("client.save()", True),
        ("Client.objects.filter(pk=1).update(tier='')", True),
        ("rows.update(tier='')", True),
        ("rows.update(**values)", True),
        ("row.delete()", True),
        ("context.update(rows=1)", False),
        ("tokens.update(found)", False),
        ("cache.delete(key)", False),
    ],
)
def test_the_guard_tells_a_write_from_a_dictionary(tmp_path, monkeypatch, line, is_write):
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "view.py").write_text(line)
    assert bool(list(writes_in(tmp_path / "view.py"))) == is_write


def test_only_actions_and_imports_write():
    outside = []
    for path in sources():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if not WRITERS & set(parts):
            outside += list(writes_in(path))
    # The health page asks the database whether it answers; the cache writes no rows.
    assert [line for line in outside if not line.startswith(("crm/queries/health.py", "crm/cache.py"))] == []


def test_nothing_reaches_around_the_scope():
    """Views, forms and filters get rows about clients through visible_to, never from a bare manager."""
    scoped = {model.__name__ for model in MODELS if reaches_a_client(model)} | {"Client"}
    bare = []
    for path in sources():
        if not {"views", "filters.py", "forms"} & set(path.relative_to(ROOT).parts):
            continue
        text = path.read_text(encoding="utf-8")
        for name in scoped:
            chunks = re.split(rf"\b{name}\.objects", text)[1:]
            bare += [
                f"{path.relative_to(ROOT)} {name}{chunk[:30]!r}" for chunk in chunks if not chunk.startswith(SCOPED)
            ]
    assert bare == []


SCOPED = (".visible_to(", ".none()")


FORBIDDEN = (
    "csrf_exempt",
    "mark_safe",
    "|safe",
    "eval(",
    "pickle.",
    "yaml.load",
    "@receiver",
    "django.db.models.signals",
    "django.core.signals",
    "django.dispatch",
    "fields = '__all__'",
    'fields = "__all__"',
    "fail_silently=True",
)


# (word, file) that may stand, each with the reason; an entry that is no longer needed fails too.
EXCUSED = {
    (
        "pickle.",
        "imports/readers/spool.py",
    ): "a 0600 file in a 0700 folder of ours, never an upload: what a run that was killed had read",
    ("csrf_exempt", "outbox/views/unsubscribe.py"): "RFC 8058: mail programs post by themselves; no session is used",
}


def test_nobody_writes_what_is_forbidden():
    files = [path for path in [*sources(), *(ROOT / "templates").rglob("*")] if path.is_file()]
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in files}
    found = {(word, path) for path, text in texts.items() for word in FORBIDDEN if word in text}
    assert found == set(EXCUSED)


@pytest.mark.parametrize(("pattern", "limit"), [("*.py", 300), ("*.html", 150), ("*.txt", 150)])
def test_files_stay_small(pattern, limit):
    places = [ROOT / app for app in (*LAYERS, "tests", "benchmarks")] if pattern == "*.py" else [ROOT / "templates"]
    big = [
        f"{path.relative_to(ROOT)} {len(path.read_text(encoding='utf-8').splitlines())}"
        for place in places
        for path in place.rglob(pattern)
        if "migrations" not in path.parts and len(path.read_text(encoding="utf-8").splitlines()) > limit
    ]
    assert big == []


def walk(patterns, prefix=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern), pattern


# Every page a stranger may open, with the reason.
PUBLIC = {
    "login": "the door",
    "healthz": "monitoring; says nothing about people",
    "unsubscribe": "a client has no account: the signed address at the foot of his mail is the authority",
}


def test_only_these_pages_are_public():
    open_ = {
        pattern.name
        for _route, pattern in walk(get_resolver().url_patterns)
        if not getattr(pattern.callback, "login_required", True)
    }
    # The admin's own login page forwards to ours; its script catalogue holds words only.
    assert open_ - {None} == set(PUBLIC)
