"""Free ports and waiting for them."""

import socket
import time

HOST = "127.0.0.1"


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port(wanted=0):
    """`wanted` or the next free one after it; 0 lets the system choose."""
    if wanted:
        for port in range(wanted, min(wanted + 100, 65536)):
            if is_free(port):
                return port
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def listen(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    line = socket.socket(family)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    line.bind((host, port))
    line.listen(1024)
    line.set_inheritable(True)
    return line


def wait_for(answers, process, seconds):
    """True as soon as `answers()` is; False when `process` ends or the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.code is None:
        if answers():
            return True
        time.sleep(0.05)
    return False


def is_open(port):
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
