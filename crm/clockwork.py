"""Worker and clock in one process, for one machine: `python -m crm.clockwork`. A bank runs them apart.

The clock is a thread beside the worker's, so that what both need is in memory once.
"""

import logging
import os
import signal
import sys
import threading

from celery.beat import EmbeddedService

from crm.celery import app


def main(arguments):
    logging.getLogger("celery.beat").setLevel(logging.WARNING)  # every tick otherwise
    clock = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
    ended = threading.Event()
    clock.start()
    threading.Thread(target=end_with, args=(clock, ended), daemon=True).start()
    try:
        app.worker_main(arguments)
    finally:
        ended.set()
        clock.stop()


def end_with(clock, ended):
    """A worker whose clock has fallen ends too, so that both are started again."""
    clock.join()
    if not ended.is_set():
        os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(sys.argv[1:])
