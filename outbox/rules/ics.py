"""Entries for a calendar, written out (RFC 5545): lines end in CRLF and hold at most 75 octets."""

from datetime import UTC, datetime

LONGEST_LINE = 75  # octets
PLAIN = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def busy_times(
    times: dict[str, tuple[datetime, datetime]], *, sequence: int, summary: str, url: str, at: datetime
) -> str:
    """One entry for each of `times` {name: (begin, end)}, which shows its owner as busy. `at`: now, aware as they are.

    A later entry of the same name and a higher `sequence` replaces the earlier one.
    """
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//customer-care//outbox//ZH")
    about = (
        f"DTSTAMP:{_utc(at)}",
        f"SEQUENCE:{sequence}",
        f"SUMMARY:{summary.translate(PLAIN)}",
        f"URL:{url}",
        "TRANSP:OPAQUE",
    )
    entries = [
        ("BEGIN:VEVENT", f"UID:{name}", f"DTSTART:{_utc(begin)}", f"DTEND:{_utc(end)}", *about, "END:VEVENT")
        for name, (begin, end) in times.items()
    ]
    lines = (*head, *(line for entry in entries for line in entry), "END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> str:
    """Goes on after CRLF and a space; a character is never cut in two."""
    folded, room = "", LONGEST_LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            folded, room = f"{folded}\r\n ", LONGEST_LINE - 1
        folded, room = folded + letter, room - size
    return folded
