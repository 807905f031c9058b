"""Every kind of mail of the system, on one screen: who must have agreed, when it leaves, what speaks against it, what follows.

A new kind is one entry here; docs/house.md says how.
"""

from datetime import time

from campaigns.actions.greetings import greetings_sent
from campaigns.models import Greeting
from campaigns.queries.briefings import WATCHED as BRIEFING_WATCHED
from campaigns.queries.briefings import briefings_against
from campaigns.queries.greetings.sending import WATCHED as GREETING_WATCHED
from campaigns.queries.greetings.sending import greetings_against
from campaigns.rules import briefings
from campaigns.rules.occasions import CLOSES, OPENS
from clients.enums import Aim, Purpose
from crm.queries.grants import grant_mails
from crm.queries.notices import notices_against
from crm.queries.promises import promise_mails
from crm.queries.request_mails import request_mails
from crm.rules import head_mails, notices
from outbox.kinds import HOLD, RESEND, MailKind
from planner.actions.mornings import MAIL as MORNING_MAIL
from planner.models import CarePlan

MAILS = {
    # May come twice, but must come.
    CarePlan.MAIL: MailKind("维护日提醒", when_uncertain=RESEND, entry_name="care-day.ics"),
    MORNING_MAIL: MailKind("每日提醒", when_uncertain=RESEND),
    head_mails.DAY: MailKind("支行日报", when_uncertain=RESEND),
    head_mails.WEEK: MailKind("支行周报", when_uncertain=RESEND),
    "grant": MailKind("授权通知", when_uncertain=RESEND, wanted=grant_mails),
    "promise": MailKind("等您处理", when_uncertain=RESEND, wanted=promise_mails),
    "request": MailKind("审批", when_uncertain=RESEND, wanted=request_mails),
    # Never a second one by machine.
    notices.MAIL: MailKind(
        notices.SUBJECT, service=True, hours=(time(9), time(17, 30)), when_uncertain=HOLD, against=notices_against
    ),
    Greeting.MAIL: MailKind(
        "节日问候",
        purpose=Purpose.CARE,
        hours=(OPENS, CLOSES),
        when_uncertain=HOLD,
        most_a_week=1,
        against=greetings_against,
        watched=GREETING_WATCHED,
        sent=greetings_sent,
        footer="outbox/mail/footer",
    ),
    briefings.MAIL: MailKind(
        "主动汇报",
        purpose=Purpose.CARE,  # to a mail about a product also 产品与活动
        hours=(briefings.OPENS, CLOSES),
        when_uncertain=HOLD,
        against=briefings_against,
        watched=BRIEFING_WATCHED,
        aim=Aim.BRIEFING,
        footer="outbox/mail/footer",
    ),
}
