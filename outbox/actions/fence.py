"""The statements that every mail costs, each its own transaction (reliability 2).

Written out for both databases: put together by the ORM they took longer than the whole conversation with the mail server.
"""

from django.db import connection

from outbox.actions.footing import footings
from outbox.actions.wire import NotOurs
from outbox.rules.messages import WIRE_LEASE

# The database's clock, as Now() says it, and the same some seconds later.
CLOCK = {
    "postgresql": ("STATEMENT_TIMESTAMP()", "STATEMENT_TIMESTAMP() + make_interval(secs => %s)"),
    "sqlite": (
        "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')",
        "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW', %s || ' seconds')",
    ),
}
WIRE = """
    UPDATE outbox_message SET state = 'wire', lease_until = {later}
    WHERE id = %s AND token = %s AND state = 'claimed' AND lease_until > {now} AND expires_at > %s
    AND NOT EXISTS (SELECT 1 FROM outbox_mailbreaker WHERE clock_stop <> '' OR copy_stop <> '')
    AND (client_id IS NULL OR NOT EXISTS (SELECT 1 FROM outbox_mailbreaker WHERE held_at IS NOT NULL))
"""
SENT = """
    UPDATE outbox_message
    SET state = 'sent', sent_at = %s, reason = '', last_error = '', token = '', lease_until = NULL
    WHERE id = %s AND token = %s AND state IN ('claimed', 'wire', 'uncertain')
"""


def mark_wire(message, moment):
    """Commits "the content leaves now" only while the message is still ours, wanted, not held and in time; else NotOurs.

    So does what it rested on at the claim: the next claim says what has changed (I6).
    """
    if footings([message], moment).get(message.pk) != message.footing:
        raise NotOurs
    now, later = CLOCK[connection.vendor]
    values = [WIRE_LEASE.total_seconds(), message.pk, message.token, _value(moment)]
    if not _execute(WIRE.format(now=now, later=later), values):
        raise NotOurs


def mark_sent(message, moment):
    """Whether the row was still in our name; the server has accepted the mail."""
    return _execute(SENT, [_value(moment), message.pk, message.token])


def _execute(statement, values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def _value(moment):
    return connection.ops.adapt_datetimefield_value(moment)
