"""服务承诺书: what a tier promises, in words that a client reads: no name of a tier among staff, no strategy, no amount (domain 3.1)."""

SPANS = {7: "一周", 14: "两周", 30: "一个月", 60: "两个月", 90: "三个月", 180: "半年", 365: "一年", 366: "一年"}
NUMBERS = "零一两三四五六七八九十"  # as one counts days
ALWAYS = (
    ("收费明白", "收费不高于公示价；您能享受的优惠写在价目表上，和同类客户一个价。"),
    ("到期提醒", "存款到期前提醒您，几种办法一起说清，由您来定。"),
    ("保护隐私", "您告诉我们的，只用来为您服务；您可以随时来看、来改、来删。"),
)


def span_words(days: int) -> str:
    """「两周」「三个月」, else 「 45 天」: it stands behind a word."""
    return SPANS.get(days) or f" {days} 天"


def pledges(
    *,
    contact_interval: int | None,
    face_interval: int | None,
    sponsor_interval: int | None,
    briefing_interval: int | None,
    answer_days: int,
    is_greeted: bool,
    sponsor: str = "",
) -> list[tuple[str, str]]:
    """[(what we promise, how)] in the words for clients; what the policy leaves open is not there. `sponsor`: who he is, in words."""
    rows = []
    if contact_interval:
        often = f"您的客户经理至少每{span_words(contact_interval)}问候您一次；您说不方便，我们就不打扰。"
        rows.append(("常联系", often))
    if face_interval:
        rows.append(("常见面", f"至少每{span_words(face_interval)}和您当面谈一次，您来行里或者我们上门，由您定。"))
    if sponsor_interval and sponsor:
        rows.append(("当面听您说", f"{sponsor}至少每{span_words(sponsor_interval)}和您见一面，当面听您的意见。"))
    if briefing_interval:
        rows.append(("主动说明", f"至少每{span_words(briefing_interval)}主动向您说一次您托办的事和本行的新服务。"))
    days = NUMBERS[answer_days] if answer_days < len(NUMBERS) else f" {answer_days} "
    rows.append(("有问必答", f"您提的事，{days}个工作日内先答复您；一时办不了，告诉您几时有结果。"))
    if is_greeted:
        rows.append(("记着您的日子", "您的生日和大的节日，我们问候您；您说不必，就不问候。"))
    return [*rows, *ALWAYS]


def who_words(unit: str, manager: str | None, backup: str | None, head: str | None) -> str:
    """「客户经理周敏（不在时由李航接待）；城关支行，支行行长孙知秋」."""
    absent = f"（不在时由{backup}接待）" if backup else ""
    place = "，".join(filter(None, (unit, head and f"支行行长{head}")))
    return "；".join(filter(None, (manager and f"客户经理{manager}{absent}", place)))
