"""The outbox: every mail is a row before it is a mail, and stays one (reliability 2)."""

from outbox.actions.breaker import hold_client_mail, let_mail_leave, release_client_mail, stop_all_mail
from outbox.actions.delivery import deliver_messages
from outbox.actions.messages import (
    cancel_message,
    cancel_waiting,
    confirm_sent,
    enqueue,
    enqueue_many,
    queue_wanted_mails,
    resume_sending,
    send_again,
    stop_mail,
)
from outbox.actions.restored import doubt_waiting, release_later

__all__ = [
    "cancel_message",
    "cancel_waiting",
    "confirm_sent",
    "deliver_messages",
    "doubt_waiting",
    "enqueue",
    "enqueue_many",
    "hold_client_mail",
    "let_mail_leave",
    "queue_wanted_mails",
    "release_client_mail",
    "release_later",
    "resume_sending",
    "send_again",
    "stop_all_mail",
    "stop_mail",
]
