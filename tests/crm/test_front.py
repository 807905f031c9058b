"""The web server in front of the program: slow lines, large bodies, its lines in the log, and its end."""

import http.client
import logging
import socket
import tempfile
import threading
import time

import pytest

from crm import front
from crm.embedded.ports import listen
from crm.embedded.waiting import Waiting
from crm.uploads import COOKIE, SMALL, TOO_LARGE, is_pass, new_pass

HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
BODY = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\na="
begun, go_on = threading.Event(), threading.Event()


def program(environ, start_response):
    if environ["PATH_INFO"] == "/slow/":
        begun.set()
        go_on.wait(60)
    body = str(len(environ["wsgi.input"].read())).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def server(monkeypatch):
    """Two threads, and its port."""
    monkeypatch.setattr(front, "HEADER_SECONDS", 1)
    monkeypatch.setattr(front, "BODY_SECONDS", 1)
    line = listen("127.0.0.1", 0)
    server = front.front(program, line, 2)
    server.port = line.getsockname()[1]
    thread = threading.Thread(target=server.run)
    thread.start()
    yield server
    server.end()
    thread.join(60)
    line.close()
    assert not thread.is_alive()


def ask(server, method="GET", path="/", body=None, **headers):
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text


def opened(server, begun, count):
    lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(count)]
    for line in lines:
        line.sendall(begun)
    return lines


def closes(line):
    line.settimeout(60)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("begun", [b"", HEAD, BODY])
def test_two_hundred_slow_lines_hold_nobody_up_and_are_closed(server, begun):
    lines = opened(server, begun, 200)
    begun_at = time.monotonic()
    assert [ask(server)[0] for _ in range(5)] == [200] * 5
    assert time.monotonic() - begun_at < 30  # each of them would have held a thread for a second
    if begun:
        for _ in range(3):  # they go on sending, a sign at a time
            time.sleep(0.5)
            for line in lines:
                try:
                    line.sendall(b"a")
                except OSError:
                    break
        assert all(map(closes, lines[:5]))
    for line in lines:
        line.close()


def test_beyond_the_most_connections_the_oldest_idle_ones_give_way(server, monkeypatch):
    monkeypatch.setattr(front, "CONNECTIONS", 40)
    monkeypatch.setattr(front, "ROOM_SECONDS", 0)
    lines = opened(server, b"", 60)
    assert closes(lines[0])
    assert ask(server)[0] == 200
    for line in lines:
        line.close()


def test_a_body_above_one_megabyte_is_refused_in_chinese_and_kept_nowhere(server, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    kept = []
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda *about, **more: kept.append(about))
    assert ask(server, "POST", "/imports/upload/", b"a" * (SMALL + 1)) == (413, TOO_LARGE)
    assert ask(server, "POST", "/", b"a" * (5 * SMALL), Cookie=f"{COOKIE}=yes:forged:x") == (413, TOO_LARGE)
    assert not kept


def test_who_waits_before_sending_is_refused_at_once(server):
    (line,) = opened(
        server, b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9000000\r\n\r\n", 1
    )
    line.settimeout(60)
    assert line.recv(100).startswith(b"HTTP/1.1 413")
    line.close()


@pytest.mark.parametrize("size", [front.DRAINED + 1, front.LARGE * 2, 10**30])
def test_a_body_that_nobody_would_wait_for_is_refused_at_once(server, size):
    (line,) = opened(server, f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode(), 1)
    line.settimeout(60)
    assert line.recv(100).startswith(b"HTTP/1.1 413")
    line.close()


def test_a_body_in_chunks_is_counted_too(server):
    chunks = (b"a" * 65536 for _ in range(17))
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        line.request("POST", "/", chunks, encode_chunked=True, headers={"Transfer-Encoding": "chunked"})
        assert line.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was cut while it was sending
    finally:
        line.close()
    assert ask(server, "POST", "/", b"a" * SMALL) == (200, str(SMALL))


def test_who_may_upload_sends_a_file(server):
    size = 3 * SMALL
    assert ask(server, "POST", "/imports/upload/", b"a" * size, Cookie=f"a=b; {COOKIE}={new_pass()}") == (
        200,
        str(size),
    )
    assert not is_pass("") and not is_pass("yes") and not is_pass(new_pass()[:-1])


def test_its_lines_hold_the_path_and_nothing_of_the_query(server, caplog):
    with caplog.at_level(logging.INFO, "web"):
        ask(server, path="/search/%E9%99%88%0d%0aX/?q=secret")
    (line,) = [record.getMessage() for record in caplog.records if record.name == "web"]
    assert line.startswith("GET /search/陈\r\nX/ 200 ") and "secret" not in line  # MaskedLine writes the line end out


def test_it_answers_what_has_begun_and_ends(server, monkeypatch):
    monkeypatch.setattr(front, "GRACE", 60)
    answers = []
    asking = threading.Thread(target=lambda: answers.append(ask(server, path="/slow/")))
    asking.start()
    assert begun.wait(60)
    server.end()
    go_on.set()
    asking.join(60)
    assert answers == [(200, "0")]


def test_who_opens_the_page_during_the_start_sees_how_far_it_is_and_then_the_system():
    line = listen("127.0.0.1", 0)
    waiting = Waiting(line)
    waiting.port = line.getsockname()[1]
    waiting.start()
    assert "准备……" in ask(waiting)[1]
    waiting.steps += ["准备数据库", "导入 <org>.csv"]
    status, text = ask(waiting, path="/clients/?q=1")
    assert status == 503 and "✓ 准备数据库" in text and "<li>导入 &lt;org&gt;.csv……" in text and 'content="2"' in text
    assert ask(waiting, path="/static/site.css")[0] == 200
    assert ask(waiting, path="/static/../manage.py")[0] == ask(waiting, "POST", body="a")[0] == 503
    waiting.end()
    patient = threading.Thread(target=lambda: answers.append(ask(waiting)))  # asks while nobody answers
    answers = []
    patient.start()
    system = front.front(program, line, 2)
    thread = threading.Thread(target=system.run)
    thread.start()
    patient.join(60)
    system.end()
    thread.join(60)
    line.close()
    assert answers == [(200, "0")]
