"""Whether the time may be believed (reliability 2): what cannot be taken back waits for a steady clock, mail for an agreed one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from words.dates import moment_text

SKEW = timedelta(minutes=2)  # by which two looks, or two machines, may differ
GAP = timedelta(hours=1)  # without a look; after a longer one the time may be wrong
PROOF = timedelta(minutes=10)  # of looks at most SKEW apart, and it is believed again
BACK, APART = "back", "apart"


@dataclass(frozen=True)
class Clock:
    """`looked_at` is the last moment that is believed. Since a leap forward, `doubted_since`, `doubted_at` is the last one seen.

    `trouble` stops the sending: BACK behind a moment that was believed, or APART from the database's clock.
    `accepted`: seconds ahead of the database that an operator found right. `returned`: the leap just proved to be wrong;
    `settled`: it just proved to be right.
    """

    looked_at: datetime | None = None
    doubted_since: datetime | None = None
    doubted_at: datetime | None = None
    trouble: str = ""
    accepted: int = 0
    returned: bool = False
    settled: bool = False

    @property
    def is_steady(self):
        return not self.trouble and self.doubted_since is None


def after_look(clock: Clock, now: datetime, ahead: timedelta = timedelta(0)) -> Clock:
    """What is known after one more look at the time; `ahead` is how far it is before the database's."""
    clock = replace(clock, returned=False, settled=False)
    if min(abs(ahead), abs(ahead - timedelta(seconds=clock.accepted))) > SKEW:
        return replace(clock, trouble=APART)
    if clock.looked_at is None:
        return replace(clock, looked_at=now, trouble="")
    since = now - clock.looked_at
    if since < -SKEW:
        return replace(clock, trouble=BACK)
    if since > GAP:
        return _after_leap(replace(clock, trouble=""), now)
    looked_at = max(now, clock.looked_at)
    return Clock(looked_at, accepted=clock.accepted, returned=clock.doubted_since is not None)


def _after_leap(clock, now):
    if clock.doubted_since is None or abs(now - clock.doubted_at) > SKEW:
        returned = clock.doubted_since is not None and now < clock.doubted_at
        return replace(clock, doubted_since=now, doubted_at=now, returned=returned)
    if now - clock.doubted_since >= PROOF:
        return Clock(now, accepted=clock.accepted, settled=True)
    return replace(clock, doubted_at=now)


def after_confirmation(clock: Clock, now: datetime, ahead: timedelta = timedelta(0)) -> Clock:
    """An operator has looked: the time is right as it is."""
    return Clock(
        now, accepted=round(ahead.total_seconds()), returned=clock.trouble == BACK or bool(clock.doubted_since)
    )


def in_words(clock: Clock, now: datetime, ahead: timedelta = timedelta(0)) -> str:
    """Why nothing is sent, for a person; '' while it is. Moments in local time."""
    if clock.trouble == BACK:
        seen = f"系统时间现在是 {moment_text(now)}，此前已经走到 {moment_text(clock.looked_at)}"
        return f"{seen}。请核对服务器时间；改正后自动恢复，确实无误请总行管理在「发件箱」确认"
    if clock.trouble == APART:
        minutes = round(abs(ahead.total_seconds()) / 60)
        return f"系统时间与数据库服务器相差约 {minutes:,} 分钟。请核对两边的时间；一致后自动恢复，确实无误请总行管理在「发件箱」确认"
    return ""
