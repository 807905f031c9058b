from clients.actions.cadence import refresh_cadence
from imports.actions.files import run_queued_imports
from tiers.actions.ratings import rate_clients


def take_files(*, now):
    """The files waiting on the import page, and at once what follows from them: tiers and due dates."""
    summary = run_queued_imports(now=now)
    if not summary:
        return ""
    return f"{summary}；{rate_clients(now=now)}；{refresh_cadence(now=now)}"
