from clients.actions.handovers.giving import give_some, waiting_spread
from clients.actions.handovers.starting import Choice, approve_handover, start_handover
from clients.actions.handovers.undoing import choose_another, drop_handover, undo_handover

__all__ = [
    "Choice",
    "approve_handover",
    "choose_another",
    "drop_handover",
    "give_some",
    "start_handover",
    "undo_handover",
    "waiting_spread",
]
