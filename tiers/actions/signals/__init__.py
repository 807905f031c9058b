from tiers.actions.signals.closing import close_signal, reopen_signal
from tiers.actions.signals.raising import raise_signal, raise_signals

__all__ = ["close_signal", "raise_signal", "raise_signals", "reopen_signal"]
