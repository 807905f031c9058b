from crm.actions.night import DONE, do_the_night
from imports.actions.files import run_queued_imports
from imports.actions.jobs import leave_unfollowed, note_followed, take_unfollowed


def take_files(*, now):
    """The files waiting on the import page, and at once what the night would make of them: tiers, due dates, drafts.

    Killed in between, the next tick finds what is still to follow. Returns one Chinese sentence or ''.
    """
    summary = run_queued_imports(now=now)
    token = take_unfollowed()
    if not token:
        return summary
    try:
        followed = "；".join([*(said for _about, said in do_the_night(now=now)), DONE])
    except BaseException:
        leave_unfollowed(token)
        raise
    note_followed(token)
    return "；".join(filter(None, [summary, followed]))
