"""What becomes of every row that names a client or a member of staff when a client changes hands: one line each.

A new model, or a new key, fails here until somebody has decided it.
"""

from django.apps import apps

from clients.models import Client
from staff.models import User

MOVES = "goes to the new manager on the day"
WITH_HIM = "hangs on the client and is seen with him"
HISTORY = "stays as it is: who did what, and when"
OWN = "is the person's own and goes nowhere"
ANEW = "is written anew by the next night"

OF_CLIENT = {
    "clients.Assignment": HISTORY,
    "clients.BalanceSnapshot": WITH_HIM,
    "clients.Consent": WITH_HIM,
    "clients.ContactLog": HISTORY,
    "clients.DoNotDisturb": WITH_HIM,
    "clients.Draft": OWN,  # what was typed lasts a day
    "clients.Fact": WITH_HIM,
    "clients.Holding": WITH_HIM,
    "clients.KeyDate": WITH_HIM,
    "clients.Link": WITH_HIM,
    "clients.Kin": OWN,  # of whoever must avoid him, and who is not made his manager
    "clients.Promise": MOVES,
    "clients.Request": WITH_HIM,
    "clients.SearchToken": WITH_HIM,
    "campaigns.Gift": HISTORY,
    "campaigns.Greeting": ANEW,  # a draft of the former manager is drawn up for the new one
    "outbox.Message": HISTORY,
    "partners.Partnership": WITH_HIM,
    "planner.PlanItem": MOVES,  # whom a person put on a coming care day is planned for that day
    "tiers.Signal": WITH_HIM,
    "tiers.Standing": WITH_HIM,
    "tiers.TierChange": WITH_HIM,
}
OF_USER = {
    "clients.Client.manager": MOVES,
    "clients.Client.backup": MOVES,  # a receiver who was the backup is it no more; another stays
    "clients.Client.sponsor": WITH_HIM,
    "clients.Assignment.backup_before": HISTORY,  # who is his backup again when it is taken back
    "clients.Promise.owed_by": MOVES,  # but the letter, and what one was asked himself
    "clients.Promise.owed_to": MOVES,
    "campaigns.Greeting.manager": ANEW,
    "campaigns.Gift.witness": HISTORY,
    "planner.PlanItem.companion": OWN,
    "planner.CarePlan.manager": OWN,
    "clients.SavedList.owner": OWN,
    "clients.Draft.by": OWN,
    "clients.Kin.user": OWN,
    "clients.Request.user": HISTORY,
    "crm.Figure.person": HISTORY,
    "staff.CoverPeriod.absent": OWN,
    "staff.CoverPeriod.cover": OWN,
    "staff.Grant.user": OWN,
    "staff.Place.manager": OWN,  # a place is given to somebody else on its own page
    "outbox.Message.user": HISTORY,
    "outbox.Message.about": HISTORY,
    "admin.LogEntry.user": HISTORY,
}
# Whoever did something did it, whoever has the client today.
DID = [
    "by",
    "asked_by",
    "decided_by",
    "countersigned_by",
    "made_by",
    "closed_by",
    "struck_by",
    "declared_by",
    "ended_by",
    "approved_by",
    "finished_by",
    "cosigned_by",
    "moved_by",
    "switched_by",
]


def keys_to(model):
    return {
        f"{each._meta.label}.{field.name}"
        for each in apps.get_models()
        for field in each._meta.concrete_fields
        if field.is_relation and field.related_model is model
    }


def test_what_becomes_of_every_row_about_a_client_is_decided():
    assert {key.rpartition(".")[0] for key in keys_to(Client)} == set(OF_CLIENT)


def test_what_becomes_of_every_row_that_names_somebody_is_decided():
    found = keys_to(User)
    assert set(OF_USER) <= found
    undecided = {key for key in found - set(OF_USER) if key.rpartition(".")[2] not in DID}
    assert undecided == {"clients.Assignment.manager", "clients.Assignment.giver"}  # the history itself
