"""Made-up numbers with right check digits, for tests of what no text may keep."""

from words.identifiers import ID_WEIGHTS, id_check_digit

IDENTITY = "990011196803150017"
SPACED = "990011-1968 0315 0017"
OLD_IDENTITY = "990011680315001"
CARD = "6222021001116245702"
KEPT_OUT = {
    IDENTITY: "身份证号码",
    SPACED: "身份证号码",
    OLD_IDENTITY: "身份证号码",
    CARD: "银行卡号",
    "取款密码 886600": "密码",
}


def identity(body):
    """The 17 digits and their check digit."""
    assert len(body) == len(ID_WEIGHTS)
    return body + id_check_digit(body)


def card(body):
    """The digits and their check digit after Luhn."""
    total = sum(int(d) if place % 2 else sum(divmod(2 * int(d), 10)) for place, d in enumerate(body[::-1]))
    return body + str(-total % 10)
