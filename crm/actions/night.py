"""What the night would do with the figures that have just come in, done at once: no screen waits for tomorrow.

Each is a job of crm/schedule.py and changes nothing when it runs again, so the night itself finds it done.
"""

from campaigns.actions.gifts import explain_gifts
from campaigns.actions.greetings import draft_greetings
from campaigns.actions.occasions import keep_calendar
from clients.actions.cadence import refresh_cadence
from clients.actions.key_dates import keep_memorials
from crm.actions.figures import keep_figures
from planner.actions.backlogs import spread_first_contacts
from tiers.actions.ratings import rate_clients
from tiers.actions.signals import raise_signals

NIGHT = {
    "日历": keep_calendar,  # first, since the days off move what is due
    "评级": rate_clients,
    "信号": raise_signals,
    "礼品": explain_gifts,
    "忌日": keep_memorials,
    "应联系日": refresh_cadence,
    "第一次联系": spread_first_contacts,
    "各机构的数": keep_figures,
    "问候": draft_greetings,
}
DONE = "今晚的工作已提前做完"


def do_the_night(*, now):
    """[(what it is about, one Chinese sentence)] of each job that had something to do."""
    return [(about, said) for about, job in NIGHT.items() if (said := job(now=now))]
