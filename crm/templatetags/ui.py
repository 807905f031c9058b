"""How figures, dates and people read on every page: {% load ui %}."""

import re
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from clients.models import Client
from clients.rules.ranks import TIER_LABELS, UNRATED
from crm.templatetags.addresses import address
from crm.templatetags.charts import flow_of, line_chart_of
from crm.templatetags.trends import spark_of
from staff.roles import Permission
from tiers.rules.prices import plain
from words import dates, masking
from words.money import WAN, in_units, money_text

register = template.Library()
register.filter(dates.weekday)
register.filter(dates.short_weekday)

NO_DATA = "无数据"


@register.simple_tag
def tier_badge(tier):
    """The word always stands beside the colour, whose class is the tier's own code; an empty tier is said, not hidden."""
    if not tier:
        return format_html('<span class="tier unrated">{}</span>', UNRATED)
    return format_html('<span class="tier {}">{}</span>', tier, Client.Tier(tier).label)


@register.simple_tag
def client_tier(client):
    """The badge of the client's tier; of who has no account, that he has none."""
    if client.tier or client.has_account:
        return tier_badge(client.tier)
    return format_html('<span class="tier unrated">{}</span>', client.tier_words)


@register.simple_tag
def tier_name(tier):
    """The tier in words, where its badge cannot stand."""
    return TIER_LABELS[tier]


@register.filter
def money(amount):
    """元 → 「900.00 元」, 「12.35 万元」, 「1.70 亿元」; no figure is 「无数据」, never 0."""
    return NO_DATA if amount is None or amount == "" else money_text(amount)


@register.filter
def yuan(amount):
    """元 → 「37,200.00」, for columns and lines that name the unit."""
    return NO_DATA if amount is None or amount == "" else in_units(amount)


@register.filter
def wan_number(amount):
    """元 → 万元 as a bare figure, for columns that name the unit once."""
    return NO_DATA if amount is None or amount == "" else in_units(amount, WAN)


@register.filter
def count(number):
    """5790 → 「5,790」; Django's zh-hans formats know no thousands separator."""
    return NO_DATA if number is None or number == "" else f"{number:,}".replace("-", "−")


@register.filter
def can(user, permission):
    """{% if user|can:"log_contact" %}: whether to offer a button; the view asks again."""
    return user.is_authenticated and user.can(Permission(permission))


@register.filter
def with_marks(text, words):
    """The text with each of these words in a <mark>."""
    if not words:
        return text
    pieces = re.split("(" + "|".join(sorted(map(re.escape, words), key=len, reverse=True)) + ")", text)
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", each) if n % 2 else each,) for n, each in enumerate(pieces))
    )


@register.filter
def lines_with(text, words):
    """Those lines of the text that hold one of these words, marked."""
    return with_marks(" ".join(line for line in text.splitlines() if any(word in line for word in words)), words)


@register.filter
def masked_name(name, is_business=False):
    return masking.mask_name(name, is_business=is_business)


@register.filter
def name_for(client, user):
    """The client's name as this person may read it: in full for those who look after him, else masked (domain 12.2)."""
    if user.can(Permission.VIEW_NAMES):
        return client.name
    return masking.mask_name(client.name, is_business=client.is_business)


@register.simple_tag
def client_url(client_id, walk=None, page="client_detail"):
    """The client's page, at his place in the list `walk` where the list is carried along."""
    return address(page, client_id) + (walk.query(client_id) if walk else "")


@register.filter
def masked_phone(phone):
    return masking.mask_phone(phone)


@register.filter
def masked_email(email):
    return masking.mask_email(email)


@register.filter
def masked_text(text):
    """What somebody wrote, as everybody may read it: phones, addresses and long numbers masked in place (domain 12.2)."""
    return masking.mask_text(text)


@register.filter
def month_day(moment):
    """「11月25日」, with the year when it is not the current one; nothing for nothing, so |default works."""
    return dates.day_text(_local_date(moment), timezone.localdate()) if moment else ""


@register.filter
def full_date(moment):
    """「2026年11月25日」; nothing for nothing."""
    return dates.full_date(_local_date(moment)) if moment else ""


@register.filter
def day(moment):
    """「11月25日 星期三」."""
    return f"{month_day(moment)} {dates.weekday(_local_date(moment))}" if moment else ""


@register.filter
def plain_number(amount):
    """「20」, 「2.5」: a published price, without zeros that say nothing."""
    return plain(amount)


@register.filter
def before(last_day):
    """「12月28日（周一）前」, of what is to be done until then."""
    return dates.before_text(_local_date(last_day), timezone.localdate())


@register.filter
def until(last_day):
    """「至 11月30日」; nothing for nothing, so |default works."""
    return f"至 {month_day(last_day)}" if last_day else ""


@register.filter
def nearness(due_on, today):
    """The class of a day that something is due on: "overdue", "soon" for today itself, else ""."""
    return "overdue" if due_on < today else "soon" if due_on == today else ""


@register.simple_tag
def due_day(client, today):
    """When a client is to be contacted, in a list: 「11月21日 已逾期」, 「今天」, a day to come, 「排到 12月9日」, 「停联到 2月18日」, or 「不定期」."""
    due_on = client.wanted_on
    if due_on is None or client.rests_on(today):
        return f"停联到 {month_day(client.resting_until)}" if client.rests_on(today) else "不定期"
    near = nearness(due_on, today)
    words = {"overdue": f"{month_day(due_on)} 已逾期", "soon": "今天"}.get(near, month_day(due_on))
    words = f"排到 {words}" if client.planned_on and near != "overdue" else words
    return format_html('<span class="{}">{}</span>', near, words) if near else words


@register.filter
def clock(moment):
    """「11月14日 14:30」 on the branch's own clock."""
    return f"{month_day(moment)} {timezone.localtime(moment):%H:%M}" if moment else ""


@register.filter
def duration(seconds):
    """「40 秒」「5 分钟」, rounded down."""
    return f"{seconds // 60} 分钟" if seconds >= 60 else f"{seconds} 秒"


@register.filter
def days_ago(moment):
    """「今天」「昨天」「3 天前」「明天」「5 天后」, counted in calendar days."""
    if not moment:
        return ""
    days = (timezone.localdate() - _local_date(moment)).days
    near = {-1: "明天", 0: "今天", 1: "昨天"}
    return near.get(days) or (f"{days} 天前" if days > 0 else f"{-days} 天后")


@register.inclusion_tag("components/line_chart.html")
def line_chart(points, threshold=None, title="", unit="万元", line_name=""):
    """A trend people look at, with its summary in words and its figures in a table; points are [(date, Decimal 元)]."""
    return {"chart": line_chart_of(points, threshold, unit, line_name), "title": title, "unit": unit}


@register.inclusion_tag("components/spark.html")
def spark(values, title, state="ok"):
    """The small trend beside a number, one value a week, with its summary in words."""
    return {"spark": spark_of(values), "title": title, "state": state}


@register.inclusion_tag("components/years_chart.html")
def years_chart(chart, title):
    """A year's months beside last year's, with the summary in words and the figures in a table."""
    return {"chart": chart, "title": title}


@register.inclusion_tag("crm/_tier_flow.html")
def tier_flow(cells):
    """Who moved from which tier to which, as a picture with its summary in words; the figures stand in the table beside it."""
    return {"flow": flow_of(cells)}


@register.inclusion_tag("components/meter.html")
def meter(value, maximum, label):
    """A bar without an inline style; over the maximum it turns red and the label says so."""
    return {
        "value": str(max(0, min(value, maximum))),
        "maximum": str(max(maximum, 1)),
        "over": value > maximum,
        "label": label,
    }


def _local_date(moment):
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
