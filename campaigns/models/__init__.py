from campaigns.models.greetings import Greeting, GreetingPhrase
from campaigns.models.occasions import Occasion
from campaigns.models.outbox import MailBreaker, Message
from campaigns.models.planner import CarePlan, PlanItem

__all__ = ["CarePlan", "Greeting", "GreetingPhrase", "MailBreaker", "Message", "Occasion", "PlanItem"]
