"""A version of the policies counts from its day: the runs and the nights use the one of their own day."""

from datetime import date

from tests.tiers.actions.test_standings import deliver, moment, month_end, months, rated, states
from tests.tiers.versions import version
from tiers.actions.ratings import rate_clients
from tiers.actions.standings import move_standings
from tiers.models import RatingRun

__all__ = ["rated"]


def test_a_version_is_first_used_by_the_run_on_its_day_or_after_and_by_one_run_whole(bank, rated):
    version(date(2026, 7, 16), vip={"lines": {"person": 300_000}}, standard={"contact_interval": 90})
    months(rated, 210)  # run on July 15th
    assert states(rated) == [("vip", 0)]
    deliver(rated, 210, month_end(2))
    RatingRun.objects.create(month=date(2026, 7, 1), started_at=moment(date(2026, 7, 15)))
    move_standings(now=moment(date(2026, 8, 15)))  # it goes on by the policy it began with
    months(rated, 210, since=3)
    assert states(rated) == [("vip", 0), ("vip", 0), ("vip", 1)]


def test_the_night_hands_down_the_terms_of_its_day_and_places_by_its_lines(bank, rated):
    version(
        date(2026, 8, 1), vip={"contact_interval": 45, "lines": {"person": 211_000}}, standard={"contact_interval": 90}
    )
    rate_clients(now=moment(date(2026, 7, 30)))
    rated.refresh_from_db()
    assert (rated.tier, rated.contact_interval) == ("vip", 60)
    rate_clients(now=moment(date(2026, 8, 1)))
    rated.refresh_from_db()
    assert (rated.tier, rated.contact_interval) == ("standard", 90)
