"""One typed or dictated line about a client, read without a network: what happened, what was promised, what is now known."""

from clients.rules.one_line.people import clients_in
from clients.rules.one_line.reader import read_line

__all__ = ["clients_in", "read_line"]
