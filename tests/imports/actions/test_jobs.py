import pytest

from imports.actions.jobs import add_import, cancel_import, start_import
from imports.models import ImportJob
from staff.models import AuditEvent
from words.problems import Moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(bank):
    return add_import(kind="balances", filename="b.csv", path="/nowhere", by=bank.head_office)


def test_start_and_cancel_are_audited(job, bank):
    start_import(job, by=bank.head_office)
    cancel_import(job, by=bank.head_office)
    events = AuditEvent.objects.filter(target_type="imports.ImportJob").order_by("pk")
    assert [(event.verb, event.actor_no, event.changes.get("state")) for event in events] == [
        ("create", "990001", None),
        ("update", "990001", ["preview", "queued"]),
        ("update", "990001", ["queued", "cancelled"]),
    ]


@pytest.mark.parametrize("state", ["queued", "running", "done", "refused", "cancelled"])
def test_nothing_is_started_twice(job, bank, state):
    ImportJob.objects.update(state=state)
    with pytest.raises(Moved, match="不能再次开始"):
        start_import(job, by=bank.head_office)
    assert ImportJob.objects.get().state == state


@pytest.mark.parametrize("state", ["running", "done", "refused"])
def test_what_has_begun_cannot_be_cancelled(job, bank, state):
    ImportJob.objects.update(state=state)
    with pytest.raises(Moved, match="不能取消"):
        cancel_import(job, by=bank.head_office)


def test_a_number_in_the_files_name_stays_out_of_the_audit(bank):
    add_import(kind="clients", filename="13812345678.csv", path="/nowhere", by=bank.head_office)
    assert AuditEvent.objects.get(verb="create").changes["file"] == "138****5678.csv"
