"""Many rows in one statement, without a model instance each: what makes a million rows an affair of minutes."""

import io

from django.db import connection, models

ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NEEDS_ADAPTING = (models.DateTimeField, models.DecimalField)


def defaults(model):
    """{column attribute: default} of every column but the automatic key."""
    return {f.attname: f.get_default() for f in model._meta.concrete_fields if not f.primary_key}


def insert(model, names, rows):
    """Inserts tuples in the order of `names` (attribute names, `client_id` for a key)."""
    if not rows:
        return
    fields = [_field(model, name) for name in names]
    table, columns = _quoted(model._meta.db_table), ", ".join(_quoted(field.column) for field in fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Twice as fast as INSERT, indexes included.
            text = "".join("\t".join(map(_copied, row)) + "\n" for row in rows)
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(text))
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", _adapted(fields, rows))


def _copied(value):
    """A value in the text form of COPY; text that looks like a command of COPY is escaped."""
    if value is None:
        return "\\N"
    return value.translate(ESCAPES) if isinstance(value, str) else str(value)


def update(model, names, rows):
    """Updates by primary key: tuples of (pk, *values in the order of `names`)."""
    if not rows:
        return
    fields = [model._meta.pk, *(_field(model, name) for name in names)]
    table, key = _quoted(model._meta.db_table), _quoted(fields[0].column)
    columns = [_quoted(field.column) for field in fields[1:]]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{_array(field)}" for field in fields)
            sets = ", ".join(f"{column} = fresh.{column}" for column in columns)
            named = ", ".join(_quoted(field.column) for field in fields)
            statement = (
                f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS fresh ({named}) WHERE {table}.{key} = fresh.{key}"
            )
            cursor.execute(statement, _columns(fields, rows))
        else:
            sets = ", ".join(f"{column} = %s" for column in columns)
            turned = [(*values[1:], values[0]) for values in _adapted(fields, rows)]
            cursor.executemany(f"UPDATE {table} SET {sets} WHERE {key} = %s", turned)


def _quoted(name):
    return connection.ops.quote_name(name)


def _field(model, name):
    return next(field for field in model._meta.concrete_fields if name in (field.attname, field.name))


def _array(field):
    return f"{field.rel_db_type(connection) if field.primary_key else field.db_type(connection)}[]"


def _columns(fields, rows):
    return [list(column) for column in zip(*_adapted(fields, rows), strict=True)]


def _adapted(fields, rows):
    """Values as the database's driver wants them; only moments and amounts need a hand."""
    special = [(place, field) for place, field in enumerate(fields) if isinstance(field, NEEDS_ADAPTING)]
    if connection.vendor == "postgresql" or not special:
        return rows
    rows = [list(row) for row in rows]
    for place, field in special:
        known = {None: None}  # most rows have what most rows have
        for row in rows:
            value = row[place]
            if value not in known:
                known[value] = field.get_db_prep_save(value, connection)
            row[place] = known[value]
    return rows
