import os

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
app = Celery("crm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["crm"], related_name="mail_tasks")
# Beat only says "tick" (reliability 1): what is due is decided by rows, see crm/schedule.py.
app.conf.beat_schedule = {
    "tick": {"task": "crm.tasks.tick", "schedule": 20.0, "options": {"expires": 60}},
    # Apart from the tick and in its own queue: a mail server that hangs must not hold up the clock.
    "mail": {"task": "crm.mail_tasks.deliver_messages", "schedule": 10.0, "options": {"expires": 10}},
}


@signals.beat_init.connect
def tick_at_once(**_):
    """After a restart nobody waits for the first interval to pass."""
    app.send_task("crm.tasks.tick", expires=60)
