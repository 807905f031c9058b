"""The outbox: every mail is a row before it is a mail, and stays one (reliability.md, section 2)."""

from campaigns.actions.outbox.breaker import hold_greetings, release_greetings
from campaigns.actions.outbox.delivery import deliver_messages
from campaigns.actions.outbox.messages import (
    MessageMoved,
    MessageRefused,
    cancel_message,
    cancel_waiting,
    confirm_sent,
    enqueue,
    resume_sending,
    send_again,
    stop_mail,
)

__all__ = [
    "MessageMoved",
    "MessageRefused",
    "cancel_message",
    "cancel_waiting",
    "confirm_sent",
    "deliver_messages",
    "enqueue",
    "hold_greetings",
    "release_greetings",
    "resume_sending",
    "send_again",
    "stop_mail",
]
