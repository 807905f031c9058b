from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from outbox.rules.ics import busy_times

HERE = timezone(timedelta(hours=8))
MORNING = (datetime(2026, 11, 24, 8, 45, tzinfo=HERE), datetime(2026, 11, 24, 11, 45, tzinfo=HERE))
AFTERNOON = (datetime(2026, 11, 24, 14, 30, tzinfo=HERE), datetime(2026, 11, 24, 16, 30, tzinfo=HERE))
AT = datetime(2026, 11, 23, 9, 45, tzinfo=UTC)
READABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n,;\\"), max_size=200)


def entries(**fields):
    values = {
        "sequence": 0,
        "summary": "客户维护日 11 人，约 205 分钟",
        "url": "https://crm.example/care-day/",
        "at": AT,
    }
    return busy_times({"1@bank.example": MORNING, "2@bank.example": AFTERNOON}, **(values | fields))


def read(text):
    """A strict reader: [{name: value} of each entry], and fails on anything RFC 5545 does not allow."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    raw = text.encode().split(b"\r\n")[:-1]
    assert max(map(len, raw)) <= 75 and all(raw)
    assert all(line.decode() for line in raw)  # no character is cut in two
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert all(":" in line for line in lines)
    head, *rest = "\n".join(lines).split("\nBEGIN:VEVENT\n")
    assert head.split("\n") == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//customer-care//outbox//ZH"]
    assert rest[-1].endswith("\nEND:VEVENT\nEND:VCALENDAR")
    found = []
    for entry in rest:
        *inner, _end = entry.removesuffix("\nEND:VCALENDAR").split("\n")
        assert _end == "END:VEVENT" and not any(line.startswith(("BEGIN", "END")) for line in inner)
        found.append(dict(line.split(":", 1) for line in inner))
        assert len(found[-1]) == len(inner)
    return found


def plain(value):
    """The text behind the escapes."""
    return value.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")


def test_each_time_is_an_entry_that_shows_one_as_busy():
    about = {
        "DTSTAMP": "20261123T094500Z",
        "SEQUENCE": "2",
        "SUMMARY": "客户维护日 11 人，约 205 分钟",
        "URL": "https://crm.example/care-day/",
        "TRANSP": "OPAQUE",
    }
    assert read(entries(sequence=2)) == [
        {"UID": "1@bank.example", "DTSTART": "20261124T004500Z", "DTEND": "20261124T034500Z"} | about,
        {"UID": "2@bank.example", "DTSTART": "20261124T063000Z", "DTEND": "20261124T083000Z"} | about,
    ]


def test_what_would_end_a_value_is_escaped():
    assert "SUMMARY:a\\;b\\,c\\\\d\\ne\r\n" in entries(summary="a;b,c\\d\r\ne")


def test_a_line_is_folded_between_characters():
    lines = entries(summary="维" * 60).encode().split(b"\r\n")
    folded = lines[lines.index(next(line for line in lines if line.startswith(b"SUMMARY"))) :][:3]
    assert [len(line) for line in folded] == [74, 73, 43]
    assert [line[:1] for line in folded[1:]] == [b" ", b" "]


@given(READABLE)
def test_any_summary_is_read_as_it_was_written(summary):
    assert [plain(entry["SUMMARY"]) for entry in read(entries(summary=summary))] == [summary] * 2
