"""What counts as having been in touch (LOG-R1, edge O7). A greeting sent or a call not answered is a touch only."""

from datetime import datetime, timedelta

from clients.enums import ContactKind as Kind
from clients.enums import Direction, Reached

TALK_SECONDS = {Kind.CALL: 180, Kind.VIDEO: 180, Kind.BRANCH: 600, Kind.VISIT: 600, Kind.EVENT: 600}
FACE_TO_FACE = (Kind.BRANCH, Kind.VISIT, Kind.EVENT)
WRITTEN = frozenset({Kind.WECOM, Kind.EMAIL, Kind.SMS})
TALKED_AT = {Kind.EVENT: "活动面谈"}  # where the kind alone says less than that one talked
NO_TALK = {Kind.LETTER: "贺卡信函是单向问候", Kind.HANDOVER: "交接信是写给接手人的"}
NOTE_LENGTH = 15
IMPORTED_SECONDS = 180
UNDO_WITHIN = timedelta(minutes=10)


def is_effective(
    kind: str, direction: str, reached: str, seconds: int | None, note: str, replied: bool = False
) -> bool:
    """Whether the contact resets the cadence clock. Both directions count; `seconds` None means not noted."""
    return not effect_problems(kind, direction, reached, seconds, note, replied)


def effect_problems(
    kind: str, direction: str, reached: str, seconds: int | None, note: str, replied: bool = False
) -> list[str]:
    """Why the contact does not count as effective, each reason a Chinese phrase; empty when it does count.

    `reached` is 'client' when the client himself (of a business: a recorded contact person) was spoken to.
    """
    return [
        reason
        for reason in (
            "没有与客户本人沟通" if reached != Reached.CLIENT else "",
            _manner_problem(kind, direction, seconds, replied),
            _note_problem(note),
        )
        if reason
    ]


def imported_is_effective(seconds: int | None, deposit_followed: bool) -> bool:
    """For contacts that the bank's file delivers without a note: 180 s or more, or a term deposit followed."""
    return bool(deposit_followed) or (seconds or 0) >= IMPORTED_SECONDS


def written_words(problems: list[str], next_day: str = "") -> str:
    """Said after saving; `problems`: why the contact does not count as effective; `next_day`: when the next is due, in words."""
    if problems:
        return f"已记下；不计为有效联系：{'；'.join(problems)}。"
    return f"已记下，计为有效联系，下次应联系 {next_day}。" if next_day else "已记下，计为有效联系。"


def may_undo(*, written_at: datetime, is_own: bool, now: datetime) -> bool:
    """Whether one click takes the contact back: only for whoever wrote it, and only at once; later it is struck with a reason."""
    return is_own and now - written_at <= UNDO_WITHIN


def _manner_problem(kind: str, direction: str, seconds: int | None, replied: bool) -> str:
    if kind in WRITTEN:
        if replied:
            return ""
        return "对方还没有回复" if direction == Direction.OUT else "还没有回复客户"
    if kind not in TALK_SECONDS:
        return NO_TALK.get(kind, "联系方式不详")
    needed = TALK_SECONDS[kind]
    if (seconds or 0) >= needed:
        return ""
    spent = "没有填写时长" if seconds is None else f"这次 {_duration(seconds)}"
    return f"{TALKED_AT.get(kind) or Kind(kind).label}不足 {needed // 60} 分钟（{spent}）"


def _note_problem(note: str) -> str:
    length = len("".join((note or "").split()))
    return "" if length >= NOTE_LENGTH else f"备注不足 {NOTE_LENGTH} 个字（现在 {length} 个）"


def _duration(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"
