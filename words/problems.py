"""One reason why something is refused, in words a person can act on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """`field` is the form field (English), `message` the Chinese sentence shown beside it."""

    field: str
    message: str
