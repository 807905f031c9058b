"""Tables of words as people read them: many words a line, with a remark behind # that says what they have in common."""

REMARK = "#"


def one_of(table):
    """A pattern that fits any word of the table; its words stand apart by blanks and may be patterns without a blank."""
    lines = (line.split(REMARK)[0] for line in table.splitlines())
    return f"(?:{'|'.join(word for line in lines for word in line.split())})"
