"""The mails and greetings of two festivals: of the last one all said, of the coming one half still to be looked through."""

from benchmarks.steps.pouring import CLIENTS
from campaigns.models import Greeting
from outbox.models import Message

GREETED = (
    "'尊敬的' || c.name || '：' || '您好。上次您提到第' || mod(c.id, 997) || '件事，我一直记着。祝您和家人节日愉快。'"
)
STATES = """CASE mod(c.id, 200) WHEN 0 THEN 'failed' WHEN 1 THEN 'uncertain' WHEN 2 THEN 'skipped' WHEN 3 THEN 'skipped'
    WHEN 4 THEN 'expired' WHEN 5 THEN 'cancelled' ELSE 'sent' END"""


def mails(february):
    """The last festival's mails, of all fates, and this one's: some gone, some waiting for their day."""
    mail = {"kind": "'greeting'", "client_id": "c.id", "by_id": "c.manager_id", "address": "c.email"}
    mail |= {"text": GREETED, "body_hash": "md5(c.id::text)", "unsubscribable": "true", "is_entered": "true"}
    for name, occasion, state in (
        ("past", february.past, STATES),
        ("coming", february.coming, "CASE WHEN mod(c.id, 10) < 8 THEN 'queued' ELSE 'sent' END"),
    ):
        at = f"TIMESTAMPTZ '{occasion.on} 09:00+08'"
        own = {"subject": f"'{occasion.name}好'", "dedupe_key": f"'{name}:' || c.id", "state": state}
        own |= {"message_id": f"'<{name}-' || c.id || '@bank.example>'", "send_at": at, "not_before": at}
        own |= {"expires_at": f"{at} + INTERVAL '9 hours'", "created_at": f"LEAST({at}, {february.moment})"}
        own["sent_at"] = f"CASE WHEN ({state}) = 'sent' THEN LEAST({at}, {february.moment}) END"
        own["reason"] = f"CASE WHEN ({state}) IN ('sent', 'queued') THEN '' ELSE '按规则' END"
        chosen = "" if name == "past" else " AND mod(c.id, 10) >= 5"
        yield Message, f"{CLIENTS} WHERE c.email <> ''{chosen}", mail | own


def greetings(february):
    """The greetings: those of the last festival sent, of this one half still drafts that wait for their manager's eyes."""
    own = {"client_id": "c.id", "manager_id": "c.manager_id", "text": GREETED, "approved_hash": "md5(c.id::text)"}
    own |= {
        "message_id": "m.id",
        "approved_by_id": "c.manager_id",
        "approved_at": february.moment,
        "review_on": february.today,
    }
    for name, occasion, state in (
        ("past", february.past, "'sent'"),
        (
            "coming",
            february.coming,
            "CASE m.state WHEN 'queued' THEN 'approved' WHEN 'sent' THEN 'sent' ELSE 'draft' END",
        ),
    ):
        about = {"occasion_id": f"{occasion.pk}", "code": f"'{occasion.code}'", "year": f"{occasion.year}"}
        about |= {"on": f"DATE '{occasion.on}'", "tone": f"'{occasion.tone}'", "state": state}
        source = f"{CLIENTS} LEFT JOIN outbox_message m ON m.dedupe_key = '{name}:' || c.id WHERE c.email <> ''"
        yield Greeting, source, own | about
