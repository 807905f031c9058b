"""Everything `make run` starts, in the order it is started; it is ended in the order of `ENDING`."""

import http.client
import os
import sys
import threading
import time
from pathlib import Path

import redis

from crm.embedded import chosen, ports
from crm.embedded.mailsink import MailSink
from crm.embedded.processes import Process, RollingLog
from crm.embedded.running import SHARED, Running
from crm.embedded.valkey import Valkey, binary
from crm.embedded.waiting import Waiting

BASE_DIR = Path(__file__).resolve().parents[2]
ENDING = (("worker", "web"), ("valkey",))  # who needs somebody goes first; each group is ended together
RESTARTS, RESTART_WINDOW = 3, 60  # times, seconds
SECONDS_TO_END = 8  # of ten; the rest is for a machine that is busy


class CannotStart(Exception):
    """Its text is a sentence for the person at the keyboard."""


class System:
    """`say(label, line)` shows a line on the console; `port` is the web server's, or the next free one after it."""

    def __init__(self, var_dir, environ, *, say, port=8000):
        self.var, self.say, self.port = Path(var_dir), say, port
        self.ended = threading.Event()  # set it and every wait in here comes to its end
        self.env = dict(environ, VAR_DIR=str(self.var), PYTHONUNBUFFERED="1")
        self.running = Running(self.var)
        self.processes, self.sink = {}, None
        self._restarts = {}

    def claim(self):
        """Makes the folder ours and free of what a killed run left, then chooses the port and answers on it how far we are."""
        if not self.running.claim():
            raise CannotStart(f"系统已经在运行：{self.running.read().get('SITE_URL', '')}")
        left = self.running.end_leftovers()
        if left:
            self.say("系统", f"上次没有正常停止，结束了留下的进程：{'、'.join(left)}。")
        self.port = ports.free_port(self.port)
        self.env["SITE_URL"] = self.env.get("SITE_URL") or f"http://{ports.HOST}:{self.port}"
        chosen.write(self.var, self.env)
        self.line = ports.listen(ports.HOST, self.port)
        self.waiting = Waiting(self.line)
        self.waiting.start()

    def start_services(self):
        """Valkey and the mail sink, each only when no address of a real one is given."""
        if self.env.get("REDIS_URL"):
            self._check_redis(self.env["REDIS_URL"])
        else:
            self._start_valkey()
        if not self.env.get("EMAIL_URL"):
            port, log = ports.free_port(), RollingLog(self.var / "log" / "sink.log")
            self.sink = MailSink(self.var / "mails", port, say=lambda words: self._received(log, words))
            self.sink.start()
            self.env["EMAIL_URL"] = f"smtp://{ports.HOST}:{port}"
        self.note()

    def start_web(self):
        """On the socket that has been ours from the start. One process: on one machine memory is dearer than its second core."""
        self.waiting.end()
        usual, line = ("GET /static/", "GET /healthz", "GET /favicon"), self.line.fileno()
        web = self._python("web", "网站", "manage.py", "web", "--fd", line, "--processes", 1, grace=3.0, muted=usual)
        web.pass_fds = (line,)
        self.start(web, self.web_answers, 60)

    def start_clockwork(self):
        quiet = "ignore::UserWarning:celery.platforms"  # its advice not to run as root
        celery = ("-W", quiet, "-m", "crm.clockwork", "--quiet", "--no-color")
        worker = ("worker", "--pool", "threads", "--concurrency", 4, "--queues", "default,mail", "--without-gossip")
        usual = ("] received", "] succeeded in")
        worker += ("--without-mingle", "--loglevel", "INFO")
        self.start(self._python("worker", "任务", *celery, *worker, grace=4.0, muted=usual))

    def start(self, process, answers=lambda: True, seconds=1):
        self.processes[process.name] = process
        process.start()
        self.note()
        if not ports.wait_for(lambda: self.ended.is_set() or answers(), process, seconds):
            raise CannotStart(f"{process.label}（{process.name}）没有启动成功，原因见 {process.log}。")

    def manage(self, *command, show=None):
        """One manage.py command to its end; its output is added to var/log/<command>.log, and each line given to `show`."""
        process = self._python(command[0], "系统", "manage.py", *command)
        process.show = show
        process.start()
        self.note(process)
        while process.code is None and not self.ended.wait(0.1):
            pass
        process.end()
        process.copier.join(2)
        if process.code and not self.ended.is_set():
            raise CannotStart(f"manage.py {command[0]} 没有成功：{last_line(process.log)}（全文见 {process.log}）")

    def note(self, *others):
        """services.json: what other commands of this machine need to find us, and what to end if we are killed."""
        settings = {name: self.env[name] for name in SHARED if self.env.get(name)}
        try:
            self.running.write(settings, [*self.processes.values(), *others])
        except OSError as problem:  # a full disk ends nothing that runs
            self.say("系统", f"写不了 {self.running.services}：{problem.strerror}。请检查磁盘空间。")

    def web_answers(self):
        try:
            line = http.client.HTTPConnection(ports.HOST, self.port, timeout=2)
            line.request("GET", "/login/", headers={"Host": f"{ports.HOST}:{self.port}"})
            return line.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False

    def look_after(self):
        """Starts again what ended by itself; raises CannotStart when that happens again and again."""
        for process in list(self.processes.values()):
            code = process.code
            if code is None:
                continue
            now = time.monotonic()
            recent = [at for at in self._restarts.get(process.name, []) if now - at < RESTART_WINDOW]
            what = f"{process.label}（{process.name}）意外退出（代码 {code}）"
            if len(recent) >= RESTARTS:
                raise CannotStart(f"{what}，一分钟内已重启 {RESTARTS} 次，全部停止；原因见 {process.log}。")
            self._restarts[process.name] = [*recent, now]
            self.say("系统", f"{what}，正在重新启动；原因见 {process.log}。")
            process.end()
            process.start()
            self.note()

    def end(self):
        """Workers first, so that nothing they need goes before them. Returns the names that had to be killed."""
        until = time.monotonic() + SECONDS_TO_END
        killed = []
        for names in ENDING:
            group = [self.processes[name] for name in names if name in self.processes]
            for process in group:
                process.ask_to_end()
            now = time.monotonic()
            for process in group:
                if not process.end(max(0.1, min(now + process.grace, until) - time.monotonic())):
                    killed.append(process.name)
        if self.sink:
            self.sink.end()
        self.running.forget()
        return killed

    def _check_redis(self, url):
        try:
            redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
        except (redis.RedisError, OSError, ValueError) as problem:
            raise CannotStart(f"连不上 REDIS_URL 指定的服务：{problem}") from problem

    def _received(self, log, words):
        log.write(f"{time.strftime('%H:%M:%S')} {words}")
        self.say("邮件", words)

    def _start_valkey(self):
        if not binary():
            raise CannotStart("这台机器没有可用的 Valkey，请用 REDIS_URL 指定一个 Redis 或 Valkey 服务。")
        valkey = Valkey(self.var / "valkey", self.var / "log" / "valkey.log", dict(os.environ))
        self.start(valkey.process, valkey.answers, 20)
        self.env["REDIS_URL"] = valkey.url

    def _python(self, name, label, *arguments, grace=2.0, muted=()):
        log, command = self.var / "log" / f"{name}.log", [sys.executable, *arguments]
        return Process(name, label, command, self.env, log, grace, muted=muted, show=self.say, cwd=BASE_DIR)


def last_line(log):
    """Without the time; '' when the disk had no room for it."""
    try:
        return log.read_text(encoding="utf-8").strip().rpartition("\n")[2][9:]
    except OSError:
        return ""
