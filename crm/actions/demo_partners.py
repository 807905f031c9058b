"""The demo bank's partners: twenty at the doors of two towns, on every stage, some stuck, some public officers."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from clients.actions.leads import add_lead
from clients.models import ContactLog
from partners.actions.partnerships import save_partnership, step_partnership
from partners.models import Partnership
from staff.models import Place

EVIDENCE = {
    1: "电话里说明来意，想在村里办一节反诈课，问清谁管场地",
    2: "第二次当面谈，顾虑是课上推销，希望先讲老人取款难",
    3: "借出村委会会议室开反诈课，到二十六人，自己主持开场",
    4: "一起办过冬季反诈集市，合规告知当面讲过并且签收了",
    5: "连着两季到例会，帮忙通知四十户来听课，一直没有投诉",
}
NEXT = "请教反诈课放哪天"
# Place, kind, who, kind of client, title, stage, days on it, days since the last visit.
PARTNERS = (
    ("Q0101", "secretary", "张福来", "person", "柳渡村党支部书记", 3, 48, 28),
    ("Q0101", "head", "刘春来", "person", "柳渡村村委会主任", 1, 74, 74),
    ("Q0101", "merchant", "李建设农资店", "sole_trader", "", 4, 112, 11),
    ("Q0101", "merchant", "柳渡便民超市", "sole_trader", "", 2, 31, 11),
    ("Q0101", "coop", "绿岭果业专业合作社", "cooperative", "", 5, 205, 28),
    ("Q0102", "secretary", "陈爱国", "person", "枫桥村党支部书记", 2, 22, 22),
    ("Q0102", "head", "赵水平", "person", "枫桥村村委会主任", 0, 40, 0),
    ("Q0102", "liaison", "王秋兰", "person", "支农联络员", 2, 51, 18),
    ("Q0103", "secretary", "何建军", "person", "上坪村党支部书记", 1, 19, 19),
    ("Q0103", "head", "宋秀梅", "person", "上坪村村委会主任", 1, 66, 66),
    ("Q0104", "merchant", "青石集粮油行", "sole_trader", "", 4, 60, 9),
    ("Q0104", "leader", "叶长贵", "person", "三组组长", 0, 12, 0),
    ("Q0105", "liaison", "沈红梅", "person", "支农联络员", 3, 30, 30),
    ("Q0192", "school", "云溪中心小学总务", "corporate", "", 1, 25, 25),
    ("Q0201", "secretary", "吴大勇", "person", "上河村党支部书记", 4, 90, 15),
    ("Q0201", "merchant", "上河农机修理铺", "sole_trader", "", 0, 20, 0),
    ("Q0202", "head", "罗金水", "person", "荷湾村村委会主任", 2, 70, 70),
    ("Q0203", "coop", "东塘水产专业合作社", "cooperative", "", 3, 15, 15),
    ("Q0291", "merchant", "荷塘农贸市场管理处", "corporate", "", 5, 150, 12),
    ("Q0204", "retired", "董守义", "person", "退休信用社主任", 3, 200, 120),
)  # fmt: skip
BETWEEN = 40  # days between two steps of the past


def plant_partners(staff, now):
    """Each came step by step, and is seen since; all by the actions that people use, at days gone by."""
    places = Place.objects.in_bulk(field_name="code")
    heads = {place: staff["990101" if place.startswith("Q01") else "990201"] for place in places}
    for number, (code, kind, name, sort, title, stage, ago, seen) in enumerate(PARTNERS):
        manager = places[code].manager or heads[code]
        moments = [now - timedelta(days=ago + BETWEEN * (stage - step)) for step in range(stage + 1)]
        said = {"kind": sort, "name": name, "phone": "", "source": "村里走访认识的"}
        agreed = {"consent_on": moments[0].date(), "consent_way": "当面说明并同意"} if sort == "person" else {}
        client = add_lead(manager=manager, by=manager, now=moments[0], anyway=True, **said, **agreed)
        about = {"kind": kind, "title": title, "grade": "B" if stage < Partnership.Stage.TRUST else "C"}
        about |= {"place": places[code], "is_public_duty": False, "term_until": None}
        row = save_partnership(client, **about, by=manager, now=moments[0])
        for step, moment in enumerate(moments[1:], 1):
            about = {"stage": step, "evidence": EVIDENCE[step], "seen": step - 1}
            what = {"what": NEXT, "due_on": (now + timedelta(days=9)).date()} if step == stage and stage >= 2 else {}
            row = step_partnership(row, **about, **what, by=manager, now=moment)
        if seen:
            about = {"kind": ContactLog.Kind.VISIT, "aim": ContactLog.Aim.CHANNEL, "is_effective": True, "seconds": 900}
            day = timezone.localdate(now) - timedelta(days=seen)
            at = timezone.make_aware(datetime.combine(day, time(11, 2 * number + 1)))
            note = f"到{name}那里坐了坐，问了村里的新情况，约好下次再来。"
            ContactLog.objects.create(client=client, by=manager, occurred_at=at, note=note, **about)
