"""Many rows of one table from rows of others, in one INSERT … SELECT."""

from django.db import connection

from staff import bulk

CLIENTS = "clients_client c"
STOOD = f"{CLIENTS} WHERE c.average IS NOT NULL AND c.tier <> ''"


def standing(run):
    """One in fifty of those that have a line has been below it for five months."""
    few = "mod(c.id, 50) = 0 AND c.tier <> 'basic'"
    below = f"CASE WHEN {few} THEN 5 ELSE 0 END"
    told = {
        "client_id": "c.id",
        "run_id": f"{run.pk}",
        "month": f"DATE '{run.month}'",
        "value": "c.average",
        "tier": "c.tier",
    }
    return told | {"below": below, "peak": f"CASE WHEN {few} THEN c.average * 0.9 END"}


def pour(cursor, model, source, told):
    """INSERT … SELECT; how many rows."""
    rest = {name: value for name, value in bulk.defaults(model).items() if name not in told}
    fields = {name: model._meta.get_field(name) for name in (*told, *rest)}
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields.values())
    values = [fields[name].get_db_prep_save(value, connection) for name, value in rest.items()]
    marks = ", ".join([*told.values(), *["%s"] * len(rest)])
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {marks} FROM {source}", values)
    return cursor.rowcount
