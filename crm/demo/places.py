"""The ground of the demo bank: a county, two towns, sixteen villages, their markets, a school and what else people pay at."""

HEADERS = (
    "区域号",
    "名称",
    "类别",
    "上级区域",
    "负责机构",
    "责任经理工号",
    "户数",
    "商户数",
    "统计日期",
    "集日",
    "能不能付",
)
VILLAGES = {
    "9901": ("柳渡村", "枫桥村", "上坪村", "青石村", "白鹭村", "竹岭村", "禾田村", "石桥村"),
    "9902": ("上河村", "荷湾村", "东塘村", "西塘村", "芦洲村", "桑园村", "桃岭村", "南桥村"),
}
MANAGERS = {
    "9901": ("990101", "990102", "990101", "990101", "990103", "990102", "", "990103"),
    "9902": ("990201", "990202", "990203", "990201", "990203", "990202", "990201", ""),
}
TOWNS = {"9901": ("Q01", "云溪镇", "990103"), "9902": ("Q02", "荷塘镇", "990202")}
SCENES = (
    ("Q0191", "青石集市", "市场", "Q0104", "9901", "990101", "农历逢三、八", "在谈"),
    ("Q0291", "荷塘农贸市场", "市场", "Q02", "9902", "990202", "公历逢一、六", "能付"),
    ("Q0192", "云溪中心小学", "学校", "Q01", "9901", "", "", "空白"),
    ("Q0193", "柳渡便民超市", "市场", "Q0101", "9901", "990101", "", "空白"),
    ("Q0194", "云溪卫生院", "医院", "Q01", "9901", "990102", "", "空白"),
    ("Q0195", "柳渡村集体", "村集体", "Q0101", "9901", "990101", "", "能付"),
    ("Q0196", "柳渡班车站", "公交", "Q0101", "9901", "990101", "", "空白"),
    ("Q0292", "荷塘果品产业园", "园区", "Q02", "9902", "990201", "", "在谈"),
)
OUTLETS = {"990201": "9902"}  # whose clients live in the town of another unit


def places(today):
    """The rows of places.csv."""
    counted = today.replace(month=1, day=1).isoformat()
    yield "QY", "栖云县", "县", "", "9900", "", "", "", "", "", ""
    for unit, (code, name, manager) in TOWNS.items():
        yield code, name, "镇", "QY", unit, manager, "", 140, counted, "", ""
        for number, village in enumerate(VILLAGES[unit], 1):
            market = "农历逢三、八" if village in ("柳渡村", "青石村") else ""
            who, households = MANAGERS[unit][number - 1], 52 + 7 * number
            yield f"{code}{number:02}", village, "村", code, unit, who, households, number + 3, counted, market, ""
    for code, name, kind, above, unit, who, market, stage in SCENES:
        yield code, name, kind, above, unit, who, "", "", "", market, stage


def home_of(person):
    """The village where a client of the demo bank lives."""
    town = TOWNS[OUTLETS.get(person.unit, person.unit)][0]
    return f"{town}{int(person.number[-4:]) % len(VILLAGES['9901']) + 1:02}"
