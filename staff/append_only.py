"""The database itself refuses to change or remove a row of the audit (H12, S15), and to change what stands as it was written."""

TABLE = "staff_auditevent"
POSTGRES = (
    f"""CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit rows are append-only'; END $$""",
    f"""CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()""",
)
SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END"
    for verb in ("update", "delete")
)
# REPLACE INTO deletes without the DELETE trigger, so a row that exists cannot be inserted over either.
SQLITE += (
    f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'audit rows are append-only'); END",
)
DROP = {
    "postgresql": (f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}",),
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete", "replace")),
}


def install(connection):
    with connection.cursor() as cursor:
        for statement in POSTGRES if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def remove(connection):
    """Only a migration that alters the table, and a test that empties it, may do this."""
    with connection.cursor() as cursor:
        for statement in DROP[connection.vendor]:
            cursor.execute(statement)


def keep_as_written(connection, table):
    """Rows of the table are added, and go with what they belong to; none is ever changed."""
    words = f"{table} stays as it was written"
    statements = (
        (
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{words}'; END $$",
            f"CREATE TRIGGER {table}_as_written BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        )
        if connection.vendor == "postgresql"
        else (f"CREATE TRIGGER {table}_as_written BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END",)
    )
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
