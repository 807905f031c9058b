"""Settings of a system whose mails may leave at any hour of any day, for processes that live by the real clock."""

from crm.settings import *  # noqa: F403

MAIL_KINDS = "tests.faults.kinds.ANYTIME"
