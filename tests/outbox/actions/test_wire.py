"""The conversation itself, with a server that says what a script tells it to."""

import socket
import threading

import pytest

from outbox.actions.wire import Letter, SmtpSession
from outbox.rules.messages import Outcome

LETTER = Letter("bank@example.com", "client@example.com", b"Subject: x\r\n\r\nThe content.\r\n")
HELLO, AHEAD, PLAIN = b"220 here\r\n", b"250-here\r\n250 PIPELINING\r\n", b"250 here\r\n"


class Script:
    """Greets, then answers each thing it reads with the next of `answers`; `heard` is what it read."""

    def __init__(self, *answers):
        self.answers, self.heard = list(answers), []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._talk, daemon=True)
        self.thread.start()

    def _talk(self):
        line, _ = self.listener.accept()
        with line:
            line.sendall(HELLO)
            while said := line.recv(65536):
                self.heard.append(said)
                if self.answers:
                    line.sendall(self.answers.pop(0))

    def end(self):
        self.thread.join(5)
        self.listener.close()


@pytest.fixture
def play(settings):
    """play(*answers, letter=…) → (result, script): one letter given to a server that answers so."""
    scripts = []

    def hand_over(*answers, letter=LETTER, mark=lambda: None):
        scripts.append(Script(*answers))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", scripts[-1].port
        line = SmtpSession()
        result = line.deliver(letter, mark)
        line.close()
        scripts[-1].end()
        return result, scripts[-1]

    return hand_over


def test_a_server_that_reads_ahead_hears_the_envelope_in_one_breath(play):
    result, script = play(AHEAD, b"250 ok\r\n250 ok\r\n354 go\r\n", b"250 taken\r\n", b"221 bye\r\n")
    assert result.outcome == Outcome.DELIVERED
    assert script.heard[1] == b"MAIL FROM:<bank@example.com>\r\nRCPT TO:<client@example.com>\r\nDATA\r\n"
    assert script.heard[2].endswith(b"The content.\r\n.\r\n")


def test_another_hears_one_command_at_a_time(play):
    result, script = play(PLAIN, b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", b"250 taken\r\n", b"221 bye\r\n")
    assert result.outcome == Outcome.DELIVERED
    assert [said.split(b":")[0].strip() for said in script.heard[1:4]] == [b"MAIL FROM", b"RCPT TO", b"DATA"]


@pytest.mark.parametrize("go_ahead", [b"354 go\r\n", b"503 who\r\n"])
def test_a_refused_recipient_gets_no_content_whatever_the_server_says_to_data(play, go_ahead):
    """RFC 2920: DATA was said before the refusal was heard; a server may answer it with 354 all the same."""
    result, script = play(AHEAD, b"250 ok\r\n550 no\r\n" + go_ahead, b"221 bye\r\n")
    assert (result.outcome, result.step, result.code) == (Outcome.REFUSED, "rcpt", 550)
    after = b"".join(script.heard[2:])
    assert after == (b"" if go_ahead.startswith(b"354") else b"quit\r\n")


@pytest.mark.parametrize("hello", [AHEAD, PLAIN], ids=["reads-ahead", "one-by-one"])
def test_a_yes_to_data_is_no_yes_to_the_mail(play, hello):
    answers = [b"250 ok\r\n", b"250 ok\r\n", b"250 fine\r\n"]
    result, script = play(hello, *([b"".join(answers)] if hello == AHEAD else answers))
    assert result.outcome == Outcome.LATER
    assert b"The content." not in b"".join(script.heard)


def test_an_answer_that_came_too_early_is_not_the_verdict(play):
    marked = []
    result, script = play(
        AHEAD, b"250 ok\r\n250 ok\r\n354 go\r\n250 stray\r\n", b"554 spam\r\n", mark=lambda: marked.append(1)
    )
    assert result.outcome == Outcome.LATER and marked == []
    assert b"The content." not in b"".join(script.heard)


def test_a_server_that_is_leaving_is_not_kept(play):
    result, script = play(AHEAD, b"250 ok\r\n550 no\r\n421 bye\r\n")
    assert result.outcome == Outcome.REFUSED and b"quit" not in b"".join(script.heard).lower()


@pytest.mark.parametrize("address", ["a@example.com>\r\nRCPT TO:<b@example.com", "名字@example.com"])
def test_an_address_that_cannot_be_said_is_refused_before_anything_is(play, address):
    result, script = play(AHEAD, b"221 bye\r\n", letter=Letter(LETTER.sender, address, LETTER.payload))
    assert result.outcome == Outcome.REFUSED and result.step == "mail"
    assert not b"".join(script.heard).count(b"RCPT")
