"""Head office says by hand that a client is a related party, or is none any more; the bank's file says it else."""

from django.db import transaction

from clients.actions.clients import locked
from clients.rules.free_texts import free_text_problems
from clients.rules.related import marking_problems
from staff.audit import Verb, record
from staff.roles import Permission
from words.content import forbidden_in_text
from words.masking import mask_name_in, mask_text
from words.problems import Refused

WHY_LIMIT = 200


@transaction.atomic
def mark_related(client, *, related, why, by, seen=None):
    """Writes 关联关系, '' for none. Refuses whoever is not head office, and no reason; of another version than `seen` raises Moved."""
    if not by.can(Permission.MARK_RELATED):
        raise Refused("关联关系只由总行登记。")
    client = locked(client, seen)
    problems = marking_problems(before=client.related, related=related, why=why)
    if problems := [*problems, *forbidden_in_text(why, "why", WHY_LIMIT), *free_text_problems(why, "why")]:
        raise Refused(problems)
    before, client.related, client.version = client.related, related, client.version + 1
    client.save(update_fields=["related", "version"])
    reason = mask_name_in(mask_text(why), client.name, client.is_business)[:WHY_LIMIT]
    record(Verb.UPDATE, by=by, target=client, changes={"related": [before, related]}, reason=reason)
    return client
