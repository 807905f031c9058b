"""One all-day entry for a calendar, written out (RFC 5545): lines end in CRLF and hold at most 75 octets."""

from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets
PLAIN = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def all_day_entry(*, uid: str, sequence: int, day: date, summary: str, url: str, at: datetime) -> str:
    """`uid` names the entry: a later one of the same name and a higher `sequence` replaces it. It blocks no time. `at`: now."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//customer-care//campaigns//ZH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{summary.translate(PLAIN)}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    """Goes on after CRLF and a space; a character is never cut in two."""
    folded, room = "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded, room = f"{folded}\r\n ", LONGEST_LINE - 1
        folded, room = folded + letter, room - size
    return folded
