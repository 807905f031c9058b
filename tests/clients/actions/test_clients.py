"""What people change of a client by hand."""

import pytest

from clients.actions.clients import edit_client
from staff.models import AuditEvent
from tests.numbers import KEPT_OUT
from words.problems import Refused


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
@pytest.mark.parametrize("field", ["salutation", "hint"])
def test_what_no_text_may_keep_is_refused(bank, field, written, word):
    with pytest.raises(Refused, match=word):
        edit_client(bank.mine, by=bank.manager, seen=0, **{field: written})
    bank.mine.refresh_from_db()
    assert (getattr(bank.mine, field), bank.mine.version) == ("", 0)
    assert not AuditEvent.objects.exists()
