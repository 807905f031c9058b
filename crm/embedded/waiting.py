"""What a browser sees on the port of `make run` until the system answers there itself: how far the start is.

The socket is the system's from the first moment on and goes on to the web server, so nobody who asks is turned away.
"""

import threading
from functools import partial
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
LOOKS = {"/static/tokens.css": "text/css", "/static/site.css": "text/css", "/static/favicon.svg": "image/svg+xml"}
PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
  <meta charset="utf-8">
  <meta http-equiv="refresh" content="2">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>正在启动 · 客户维护</title>
  <link rel="icon" href="/static/favicon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/static/tokens.css">
  <link rel="stylesheet" href="/static/site.css">
</head>
<body>
  <main class="bare">
    <div class="stack">
      <p class="brand"><span class="seal" aria-hidden="true">维</span>客户维护</p>
      <section class="card">
        <header><h1>系统正在启动</h1></header>
        <div class="body stack">
          <div role="status"><ul role="list">{lines}</ul></div>
          <p class="why">好了会自动打开登录页，不用刷新。第一次启动要准备演示数据，大约一分钟。</p>
        </div>
      </section>
    </div>
  </main>
</body>
</html>
"""


class Waiting:
    """Serves on `line`, a socket that listens, from `start` to `end`; `steps` are what is done, the last is being done."""

    def __init__(self, line):
        self.steps = []
        self.server = ThreadingHTTPServer(line.getsockname(), partial(Answer, self.steps), bind_and_activate=False)
        self.server.socket.close()
        self.server.socket, self.server.daemon_threads = line, True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), name="waiting", daemon=True)

    def start(self):
        self.thread.start()

    def end(self):
        """The socket stays open: who asks now is answered by the web server."""
        self.server.shutdown()
        self.thread.join(5)


class Answer(BaseHTTPRequestHandler):
    timeout = 10  # seconds

    def __init__(self, steps, *about):
        self.steps = steps
        super().__init__(*about)

    def do_GET(self):
        path = self.path.partition("?")[0]
        if path in LOOKS:
            return self._answer(200, LOOKS[path], (STATIC / path.removeprefix("/static/")).read_bytes())
        *done, now = self.steps or ["准备"]
        lines = [f"<li>✓ {escape(step)}</li>" for step in done] + [f"<li>{escape(now)}……</li>"]
        return self._answer(503, "text/html; charset=utf-8", PAGE.replace("{lines}", "".join(lines)).encode())

    do_POST = do_HEAD = do_GET

    def _answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Retry-After", "2")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *about):
        """Nobody reads who waited."""
