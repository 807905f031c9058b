from campaigns.models.gifts import Gift
from campaigns.models.greetings import Greeting, GreetingPhrase
from campaigns.models.occasions import Occasion

__all__ = ["Gift", "Greeting", "GreetingPhrase", "Occasion"]
