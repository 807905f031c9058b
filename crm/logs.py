import logging

from clients.rules.masking import mask_text


class Masked(logging.Filter):
    """No phone, identity or card number reaches a log line (S13)."""

    def filter(self, record):
        record.msg, record.args = mask_text(record.getMessage()), ()
        return True
