"""What the clock of a worker calls, the worker knows; seen from a process that has imported nothing else."""

import json

from crm.celery import app
from tests.crm.test_settings import manage

NAMES = (
    "import json; from crm.celery import app; app.loader.import_default_modules(); print(json.dumps(list(app.tasks)))"
)


def test_the_worker_knows_every_task_that_beat_names(tmp_path):
    done = manage(tmp_path, "shell", "--no-imports", "-c", NAMES, DEBUG="1")
    assert done.returncode == 0, done.stderr
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(json.loads(done.stdout))
