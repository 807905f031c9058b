"""The database itself lets no concession stand that no published row covers, whoever writes it (domain 3.6, PRC-R1).

The triggers of SQLite name other tables, and while a migration makes one of those anew such a name has nothing behind it: there
the command `migrate` takes them off before each run and puts them on after it.
"""

TABLE, COLUMNS = "clients_request", "kind, state, client_id, concession, item, rate, percent, valid_from, valid_until"
SAID = "a concession keeps to the published prices"
# The version of the item that counts on the first day.
COUNTS = """p.code = NEW.item AND p.effective_on <= NEW.valid_from AND (p.ended_on IS NULL OR p.ended_on >= NEW.valid_from)
    AND NOT EXISTS (SELECT 1 FROM tiers_feeitem later WHERE later.code = p.code
        AND later.effective_on <= NEW.valid_from AND later.effective_on > p.effective_on)"""
RATE = f"SELECT 1 FROM tiers_feeitem p WHERE p.kind = 'rate' AND NEW.rate <= p.ceiling AND {COUNTS}"
FEE = f"""SELECT 1 FROM tiers_feediscount d JOIN tiers_feeitem i ON i.id = d.item_id JOIN clients_client c ON c.id = NEW.client_id
    WHERE i.code = NEW.item AND d.percent = NEW.percent AND d.tier IN ('', c.tier)
    AND d.starts_on <= NEW.valid_from AND d.ends_on >= NEW.valid_until
    AND d."group" IN ('', CASE c.kind WHEN 'person' THEN 'person' WHEN 'corporate' THEN 'corporate' ELSE 'business' END)
    AND EXISTS (SELECT 1 FROM tiers_feeitem p WHERE p.kind = 'fee' AND {COUNTS})"""
BROKEN = f"""NEW.kind = 'concession' AND NEW.state IN ('asked', 'approved')
    AND ((NEW.concession = 'rate' AND NOT EXISTS ({RATE})) OR (NEW.concession = 'fee' AND NOT EXISTS ({FEE})))"""
POSTGRES = (
    f"""CREATE FUNCTION {TABLE}_published() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF {BROKEN} THEN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$""",
    f"CREATE TRIGGER {TABLE}_published BEFORE INSERT OR UPDATE OF {COLUMNS} ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_published()",
)
SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_published_{name} BEFORE {event} ON {TABLE} WHEN {BROKEN} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
    for name, event in (("insert", "INSERT"), ("update", f"UPDATE OF {COLUMNS}"))
)
DROP = {
    "postgresql": (
        f"DROP TRIGGER IF EXISTS {TABLE}_published ON {TABLE}",
        f"DROP FUNCTION IF EXISTS {TABLE}_published()",
    ),
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS {TABLE}_published_{name}" for name in ("insert", "update")),
}


def install(connection):
    _run(connection, POSTGRES if connection.vendor == "postgresql" else SQLITE)


def remove(connection):
    _run(connection, DROP[connection.vendor])


def _run(connection, statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
