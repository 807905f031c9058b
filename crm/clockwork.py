"""Worker and clock in one process, for one machine: `python -m crm.clockwork`. A bank runs them apart.

The clock is a thread beside the worker's, so that what both need is in memory once.
"""

import logging
import sys

from celery.beat import EmbeddedService

from crm.celery import app


def main(arguments):
    logging.getLogger("celery.beat").setLevel(logging.WARNING)  # every tick otherwise
    clock = EmbeddedService(app, thread=True, scheduler_cls=app.conf.beat_scheduler)
    clock.start()
    try:
        app.worker_main(arguments)
    finally:
        clock.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
