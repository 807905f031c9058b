"""What every page's frame shows."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from crm.queries.shell import band_items, banners, nav_items
from words.dates import month_day, weekday
from words.lunar import lunar_of


def shell(request):
    user = getattr(request, "user", None)
    always = {"demo_mode": settings.DEMO}
    if user is None or not user.is_authenticated or getattr(request, "htmx", False):  # a fragment has no frame
        return always
    today = timezone.localdate()
    match = getattr(request, "resolver_match", None)
    here = (match and match.url_name) or ""
    always |= {"banners": banners(user, today), "today_line": today_line(today)}
    if match and match.namespace == "admin":
        return {**always, "band": [_of_band(item, match.view_name) for item in band_items(user, today)]}
    return {
        **always,
        "nav": [
            {**item, "url": reverse(item["name"]), "current": here.startswith(item.get("family", item["name"]))}
            for item in nav_items(user, today)
        ],
    }


def _of_band(item, here):
    """The page itself, and of the pages of the models the entry that leads to them."""
    leads = item.get("at", "") == ("" if here == "admin:index" else "#records")
    return {
        **item,
        "url": reverse(item["name"]) + item.get("at", ""),
        "current": item["name"] == "admin:index" and leads,
    }


def today_line(today):
    """「11月22日 星期日 · 农历十月十四」; without the lunar part beyond the table."""
    lunar = lunar_of(today)
    words = f"{month_day(today)} {weekday(today)}"
    return f"{words} · {lunar.text}" if lunar else words
