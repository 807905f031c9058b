"""Every periodic job of the system, on one screen. Beat only says "tick"; rows decide what runs (docs/decisions)."""

from dataclasses import dataclass
from datetime import time, timedelta

from campaigns.actions.gifts import explain_gifts
from campaigns.actions.greetings import draft_greetings, expire_greetings
from campaigns.actions.occasions import keep_calendar
from clients.actions.cadence import refresh_cadence
from clients.actions.drafts import drop_old_drafts
from clients.actions.key_dates import keep_memorials
from clients.actions.leads import forget_leads
from clients.actions.requests import end_requests
from clients.actions.retention import forget_facts
from crm.actions.export_files import write_exports
from crm.actions.exports import drop_exports
from crm.actions.figures import keep_figures
from crm.actions.files import take_files
from crm.actions.handovers import give_clients
from crm.actions.head_mails import DAY_AT, WEEK_AT, tell_heads, tell_the_week
from crm.actions.unusual import note_unusual
from outbox.actions import queue_wanted_mails
from planner.actions.backlogs import spread_first_contacts
from planner.actions.reminders import EVE_AT, MORNING_AT, remind_in_the_morning, remind_on_the_eve
from staff.actions.traces import take_traces
from tiers.actions.ratings import rate_clients
from tiers.actions.signals import raise_signals
from tiers.actions.sponsors import end_sponsors
from tiers.actions.standings import move_standings


@dataclass(frozen=True)
class Rule:
    """`job(now)` runs once a local day at `at`, or at every tick if `at` is None; if the clock was down, up to `catch_up` late.

    `is_final`: what it closes stays closed, so it waits for a steady clock.
    """

    job: callable
    at: time | None = None
    catch_up: timedelta = timedelta(hours=48)
    label: str = ""
    is_final: bool = False


SCHEDULE = {
    "take_traces": Rule(take_traces, label="补记数据库被占用时的查看留痕"),
    "end_requests": Rule(end_requests, time(2, 5), label="到期的申请结束"),
    "give_clients": Rule(give_clients, label="移交到了生效日的客户换经理，零点过后的第一分钟"),
    "take_files": Rule(take_files, label="导入排队的文件，随即把今晚的工作做完"),
    "write_exports": Rule(write_exports, label="生成排队的导出文件"),
    "drop_exports": Rule(drop_exports, time(3, 40), label="清除下载过和过了时限的导出文件"),
    "keep_calendar": Rule(keep_calendar, time(2, 0), label="补入今后几年的节日与放假安排"),
    "move_standings": Rule(move_standings, time(2, 10), label="每月第二个工作日评定上个月的层级"),
    "rate_clients": Rule(rate_clients, time(2, 30), label="每晚评级"),
    "end_sponsors": Rule(end_sponsors, time(2, 40), label="不再在共管层级、离开总行岗位的，结束共管"),
    "raise_signals": Rule(raise_signals, time(2, 50), label="每晚看存款下降、到期没安排、离升级不远与投诉"),
    "note_unusual": Rule(note_unusual, time(0, 40), label="从留痕里找出前一天的异常查看"),
    "explain_gifts": Rule(explain_gifts, time(2, 55), label="礼品前后七天内存款明显增加的，请行长说明"),
    "drop_old_drafts": Rule(drop_old_drafts, time(3, 50), label="清除超过一天没有记下的草稿"),
    "forget_facts": Rule(forget_facts, time(4, 10), label="敏感信息过期、撤回同意的人脉删除", is_final=True),
    "forget_leads": Rule(forget_leads, time(4, 15), label="未开户的资料到期删除", is_final=True),
    "keep_memorials": Rule(keep_memorials, time(4, 20), label="忌日当天设为勿扰"),
    "refresh_cadence": Rule(refresh_cadence, time(4, 30), label="重算应联系日"),
    "spread_first_contacts": Rule(spread_first_contacts, time(4, 40), label="第一次联系挤在一天的，分散到以后的日子"),
    "keep_figures": Rule(keep_figures, time(4, 50), label="记下各机构今天的数，供看变化与走势"),
    "draft_greetings": Rule(draft_greetings, time(5, 0), label="起草节日与生日问候"),
    "tell_heads": Rule(tell_heads, DAY_AT, timedelta(hours=9), "行长早上的一封信：今天等行长办的事，只有数量"),
    "tell_the_week": Rule(
        tell_the_week, WEEK_AT, timedelta(hours=8), "每周第一个工作日给行长的一封信：本支行的数和变化"
    ),
    "queue_wanted_mails": Rule(queue_wanted_mails, label="为等着处理的事项备好邮件"),
    "care_day_morning": Rule(remind_in_the_morning, MORNING_AT, label="早上的一封信：今天要办的事，客户维护日的名单"),
    "care_day_eve": Rule(remind_on_the_eve, EVE_AT, label="前一工作日傍晚提醒客户维护日"),
    "expire_greetings": Rule(expire_greetings, time(20, 30), label="没有定稿的问候过期", is_final=True),
}
LEASE = timedelta(minutes=30)
# How long a job that failed waits after its 1st, 2nd … try: what was wrong for a moment is tried soon, an outage outlived.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120))
MAX_ATTEMPTS = len(RETRIES) + 1
