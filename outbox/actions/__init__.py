"""The outbox: every mail is a row before it is a mail, and stays one (reliability 2)."""

from outbox.actions.breaker import hold_greetings, release_greetings
from outbox.actions.delivery import deliver_messages
from outbox.actions.messages import (
    cancel_message,
    cancel_waiting,
    confirm_sent,
    enqueue,
    queue_wanted_mails,
    resume_sending,
    send_again,
    stop_mail,
)

__all__ = [
    "cancel_message",
    "cancel_waiting",
    "confirm_sent",
    "deliver_messages",
    "enqueue",
    "hold_greetings",
    "queue_wanted_mails",
    "release_greetings",
    "resume_sending",
    "send_again",
    "stop_mail",
]
