from clients.actions.cadence import refresh_cadence
from imports.actions.files import run_queued_imports
from imports.actions.jobs import leave_unfollowed, note_followed, take_unfollowed
from tiers.actions.ratings import rate_clients


def take_files(*, now):
    """The files waiting on the import page, and at once what follows from them: tiers and due dates.

    Killed in between, the next tick finds what is still to follow. Returns one Chinese sentence or ''.
    """
    summary = run_queued_imports(now=now)
    token = take_unfollowed()
    if not token:
        return summary
    try:
        followed = f"{rate_clients(now=now)}；{refresh_cadence(now=now)}"
    except BaseException:
        leave_unfollowed(token)
        raise
    note_followed(token)
    return "；".join(filter(None, [summary, followed]))
