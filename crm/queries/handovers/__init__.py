from crm.queries.handovers.proposals import possible_receivers, proposal
from crm.queries.handovers.weights import beyond

__all__ = ["beyond", "possible_receivers", "proposal"]
