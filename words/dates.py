"""Days and weeks as people say them."""

from datetime import date


def day_text(day: date, today: date) -> str:
    """11月14日, with the year when it is another one."""
    return f"{day.month}月{day.day}日" if day.year == today.year else f"{day.year}年{day.month}月{day.day}日"
