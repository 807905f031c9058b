from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from campaigns.rules.ics import all_day_entry

DAY, AT = date(2026, 11, 24), datetime(2026, 11, 23, 9, 45, tzinfo=UTC)
READABLE = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n,;\\"), max_size=200)


def entry(**fields):
    values = {"uid": "1@bank.example", "sequence": 0, "day": DAY, "summary": "客户维护日 11 人，约 205 分钟",
              "url": "https://crm.example/care-day/", "at": AT} | fields  # fmt: skip
    return all_day_entry(**values)


def read(text):
    """A strict reader of one entry: {name with its parameters: value}, and fails on anything RFC 5545 does not allow."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    raw = text.encode().split(b"\r\n")[:-1]
    assert max(map(len, raw)) <= 75 and all(raw)
    assert all(line.decode() for line in raw)  # no character is cut in two
    lines = [line.partition(":") for line in text.replace("\r\n ", "").split("\r\n")[:-1]]
    names = [name for name, colon, _value in lines if colon]
    assert len(names) == len(lines)
    outer = [f"{name}:{value}" for name, _colon, value in lines if name in ("BEGIN", "END")]
    assert outer == ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"]
    inner = [name for name in names if name not in ("BEGIN", "END")]
    assert len(set(inner)) == len(inner)
    return {name: value for name, _colon, value in lines}


def plain(value):
    """The text behind the escapes."""
    return value.replace("\\\\", "\0").replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").replace("\0", "\\")


def test_an_all_day_entry_of_one_day():
    assert read(entry(sequence=2)) == {
        "BEGIN": "VEVENT", "VERSION": "2.0", "PRODID": "-//customer-care//campaigns//ZH",
        "UID": "1@bank.example", "DTSTAMP": "20261123T094500Z", "SEQUENCE": "2", "DTSTART;VALUE=DATE": "20261124",
        "DTEND;VALUE=DATE": "20261125", "SUMMARY": "客户维护日 11 人，约 205 分钟", "URL": "https://crm.example/care-day/",
        "TRANSP": "TRANSPARENT", "END": "VCALENDAR",
    }  # fmt: skip


def test_what_would_end_a_value_is_escaped():
    assert "SUMMARY:a\\;b\\,c\\\\d\\ne\r\n" in entry(summary="a;b,c\\d\r\ne")


def test_a_line_is_folded_between_characters():
    lines = entry(summary="维" * 60).encode().split(b"\r\n")
    folded = lines[lines.index(next(line for line in lines if line.startswith(b"SUMMARY"))) :][:3]
    assert [len(line) for line in folded] == [74, 73, 43]
    assert [line[:1] for line in folded[1:]] == [b" ", b" "]


@given(READABLE)
def test_any_summary_is_read_as_it_was_written(summary):
    assert plain(read(entry(summary=summary))["SUMMARY"]) == summary
