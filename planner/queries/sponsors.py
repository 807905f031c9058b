"""The clients whom somebody is to meet himself, as their sponsor, in the day's list of heads and head office."""

from django.db.models import BooleanField, Value

from clients.models import Client
from tiers.queries.sponsors import READ, meeting_of, sponsored_by, to_meet, with_sponsor
from tiers.rules.sponsors import is_near


def meetings_of(user, today):
    """[(Meeting, client)] of those whom the user is to meet soon, the most urgent first; one statement."""
    return to_meet(Client.objects.visible_to(user), user, today)


def with_meetings(clients, user, today):
    """(the ids of `clients`, {client id: Meeting} of those whom the user is to meet soon), in one query."""
    mine = Client.objects.visible_to(user).active()
    parts = [
        with_sponsor(part.annotate(is_mine=Value(is_mine, BooleanField())))
        for part, is_mine in ((mine, True), (clients, False))
    ]
    rows = parts[0].filter(sponsored_by(user)).values_list("pk", "is_mine", *READ)
    ids, meetings = [], {}
    for pk, is_mine, *read in rows.union(parts[1].values_list("pk", "is_mine", *READ), all=True):
        if not is_mine:
            ids.append(pk)
        elif is_near((meeting := meeting_of(*read)).interval, meeting.due_on, today):
            meetings[pk] = meeting
    return ids, meetings
