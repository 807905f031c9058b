from outbox.models.messages import MailBreaker, Message

__all__ = ["MailBreaker", "Message"]
