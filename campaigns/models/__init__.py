from campaigns.models.greetings import Greeting, GreetingPhrase
from campaigns.models.occasions import Occasion

__all__ = ["Greeting", "GreetingPhrase", "Occasion"]
