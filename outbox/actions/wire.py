"""The SMTP conversation of one message at a time (reliability 2). Knows no rows: `mark` is its only way back."""

import smtplib
import ssl
from dataclasses import dataclass

from django.conf import settings
from django.core.mail.utils import DNS_NAME

from outbox.actions.courier import CLOSING, COMMAND_SECONDS, Courier, SecureCourier
from outbox.rules.messages import WRONG_LOGIN, Outcome, Result
from words.masking import mask_text

CONNECT_SECONDS = 15
MOST_A_CONNECTION = 100


class NotOurs(Exception):
    """Raised by `mark` when the message may not leave any more: withdrawn, or taken over by somebody else."""


@dataclass(frozen=True)
class Letter:
    """What goes over the wire: two bare addresses and the mail as bytes."""

    sender: str
    recipient: str
    payload: bytes


class SmtpSession:
    """One connection to the mail server, opened when first needed and kept for the messages that follow."""

    plain, secure = Courier, SecureCourier

    def __init__(self):
        self.courier = None
        self.alive = lambda: None
        self.carried = 0
        self.needs_reset = False

    def deliver(self, letter, mark):
        """Hands over one letter. `mark()` is called right before its content leaves; it may raise NotOurs. Never raises itself."""
        kept = self.courier is not None
        result = self._try(letter, mark)
        if kept and self.courier is None and result.step in ("mail", "reset"):
            return self._try(letter, mark)  # an idle connection that the server had closed meanwhile
        return result

    def close(self):
        """Says goodbye; the server may have gone already."""
        courier, self.courier = self.courier, None
        if courier:
            try:
                courier.quit()
            except (OSError, smtplib.SMTPException):
                courier.close()

    def _try(self, letter, mark):
        step = "connect"
        try:
            courier = self._opened()
            courier.mark, courier.content_left = mark, False
            for step, talk in self._steps(courier, letter):
                code, reply = talk()
                if step == "reset":
                    continue
                result = self._judge(step, code, reply, letter, courier)
                if result:
                    self._catch_up()
                    return result
        except NotOurs:
            self._hang_up()
            return Result(Outcome.LOST, "data")
        except (OSError, smtplib.SMTPException, ValueError) as trouble:
            return self._broken(step, trouble, letter)
        except BaseException:
            self._hang_up()  # the server may be waiting for content: the next command must not become it
            raise
        return Result(Outcome.DELIVERED, "reply", code)

    def _steps(self, courier, letter):
        if self.needs_reset:
            yield "reset", courier.rset
            self.needs_reset = False
        yield "mail", lambda: courier.begin(letter.sender, letter.recipient)
        yield "rcpt", courier.ask
        yield "data", lambda: courier.data(letter.payload)

    def _judge(self, step, code, reply, letter, courier):
        """None when the conversation may go on."""
        if 200 <= code < 300 and (step != "data" or courier.content_left):
            return None
        detail = _detail(code, reply, letter)
        self.needs_reset = True
        if code == CLOSING or not 400 <= code < 600:
            self._hang_up()
        if 500 <= code < 600 and code not in WRONG_LOGIN:
            return Result(Outcome.REFUSED, step, code, detail)
        if 400 <= code < 600 or not courier.content_left:
            return Result(Outcome.LATER, step, max(code, 0), detail)
        return Result(Outcome.UNKNOWN, "reply", max(code, 0), detail)

    def _catch_up(self):
        """After a refusal: hears what else the server answers, so that the next letter begins with a clean slate."""
        try:
            if self.courier and not self.courier.catch_up():
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _broken(self, step, trouble, letter):
        content_left = self.courier is not None and self.courier.content_left
        self._hang_up()
        code = getattr(trouble, "smtp_code", 0)
        detail = _detail(code, getattr(trouble, "smtp_error", b"") or type(trouble).__name__, letter)
        if content_left:
            return Result(Outcome.UNKNOWN, "reply", 0, detail)
        if isinstance(trouble, ValueError) and step != "connect":  # an address that cannot be said in SMTP
            return Result(Outcome.REFUSED, step, 0, detail)
        return Result(Outcome.LATER, step, max(code, 0), detail)

    def _opened(self):
        if self.courier and self.carried >= MOST_A_CONNECTION:
            self.close()
        if self.courier is None:
            self.courier, self.carried, self.needs_reset = self._connect(), 0, False
        self.carried += 1
        return self.courier

    def _connect(self):
        """A greeted, if need be encrypted and logged-in connection."""
        place = {"host": settings.EMAIL_HOST, "port": settings.EMAIL_PORT, "timeout": CONNECT_SECONDS}
        trust = {"context": ssl.create_default_context()} if settings.EMAIL_USE_SSL else {}
        make = self.secure if settings.EMAIL_USE_SSL else self.plain
        courier = make(**place, **trust, local_hostname=DNS_NAME.get_fqdn())
        try:
            courier.alive = self.alive
            courier.sock.settimeout(COMMAND_SECONDS)
            courier.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                courier.starttls(context=ssl.create_default_context())
                courier.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER:
                courier.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except BaseException:
            courier.close()
            raise
        return courier

    def _hang_up(self):
        """Without a word: content that was begun and not ended is dropped by the server."""
        if self.courier:
            self.courier.close()
            self.courier = None


def _detail(code, reply, letter):
    """The server's words without the address they are about."""
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else str(reply)
    text = mask_text(" ".join(text.replace(letter.recipient, "***").split()))
    return "".join(sign for sign in f"{code or ''} {text}".strip() if sign.isprintable())[:200]
