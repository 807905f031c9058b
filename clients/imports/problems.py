"""What an import says no to, in words a person can act on."""


class Refused(Exception):
    """The whole file is refused; the text is shown to the person as it is."""


class BadValue(Exception):
    """One cell is refused; the text becomes the reason in the error file."""
