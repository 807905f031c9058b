"""An SMTP client that asks before it hands over the content, and knows on which side of that moment it is."""

import re
import select
import smtplib
import ssl
import time

COMMAND_SECONDS, SIGN_OF_LIFE_SECONDS = 60, 5
REPLY_SECONDS = 600  # after the final dot: a shorter wait manufactures duplicates (RFC 5321, 4.5.3.2.6)
GO_AHEAD, CLOSING, GARBLED = 354, 421, -1
LEADING_DOT = re.compile(rb"(?m)^\.")
BARE_LINE_END = re.compile(rb"\r\n|\r|\n")


class Courier(smtplib.SMTP):
    """One letter at a time: `begin`, then `ask` what the server says to RCPT, then `data`.

    `mark()` is called between 354 and the first byte of the content, `alive()` while an answer is waited for. A server that
    offers PIPELINING (RFC 2920) hears the three commands at once, which saves two of four waits.
    """

    mark = alive = staticmethod(lambda: None)
    content_left = False
    unsent, unread = (), 0

    def begin(self, sender, recipient):
        """The server's answer to MAIL."""
        self.unsent = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{recipient}>", "DATA"]
        if any(sign in command for command in self.unsent for sign in "\r\n\0"):
            raise ValueError("an address would not stay one line")
        return self.ask()

    def ask(self):
        """The server's answer to the next command."""
        if not self.unread:
            self._stay_in_step()
            sent = self.unsent if self.has_extn("pipelining") else self.unsent[:1]
            self.unsent, self.unread = self.unsent[len(sent) :], len(sent)
            self.send("".join(f"{command}\r\n" for command in sent))
        self.unread -= 1
        return self.getreply()

    def data(self, payload):
        code, reply = self.ask()
        if code != GO_AHEAD:
            return code, reply
        self._stay_in_step()
        self.mark()
        self.content_left = True
        self.send(LEADING_DOT.sub(b"..", BARE_LINE_END.sub(b"\r\n", payload)).rstrip(b"\r\n") + b"\r\n.\r\n")
        self.sock.settimeout(REPLY_SECONDS)
        answer = self.getreply()
        self.sock.settimeout(COMMAND_SECONDS)
        return answer

    def catch_up(self):
        """Hears the answers to what was said ahead. False when this connection is of no more use: the server waits for
        content, which it must not get, or is leaving."""
        codes = {self.getreply()[0] for _ in range(self.unread)}
        self.unread = 0
        return not codes & {GO_AHEAD, CLOSING, GARBLED}

    def _stay_in_step(self):
        """An answer that lies there before we have spoken would be taken for the one to what we say next."""
        if self.file.ahead:
            raise smtplib.SMTPServerDisconnected("an answer to nothing")

    def getreply(self):
        if self.file is None:
            self.file = Answers(self)
        return super().getreply()


class SecureCourier(Courier, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class Answers:
    """What smtplib reads lines from. The socket's timeout is for a whole line, and the wait for it is not a silent one."""

    def __init__(self, courier):
        self.courier, self.sock, self.ahead = courier, courier.sock, b""
        self.poll = select.poll()
        self.poll.register(self.sock, select.POLLIN)

    def readline(self, limit):
        until = time.monotonic() + self.sock.gettimeout()
        while b"\n" not in self.ahead and len(self.ahead) < limit:
            self._wait(until)
            more = self.sock.recv(limit)
            if not more:
                break
            self.ahead += more
        end = min(self.ahead.find(b"\n") + 1 or limit, limit)
        line, self.ahead = self.ahead[:end], self.ahead[end:]
        return line

    def close(self):
        """The socket is the courier's to close."""

    def _wait(self, until):
        while not (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            left = until - time.monotonic()
            if self.poll.poll(1000 * max(0, min(SIGN_OF_LIFE_SECONDS, left))):
                break
            if left <= 0:
                raise TimeoutError("no answer")
            self.courier.alive()
