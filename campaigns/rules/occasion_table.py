"""The occasions of domain 6.2 as data: (code, name, when, tone, active, note).

`when` is ('solar', month, day[, days]) | ('lunar', month, day) | ('term', name) | ('weekday', month, nth, weekday)
with Monday = 0 and `days` the length of a period. Religion-bound festivals are not here and are not to be added.
"""

from campaigns.enums import Tone

JOY, WARM, SOLEMN, NONE = Tone.JOY, Tone.WARM, Tone.SOLEMN, Tone.NONE

TABLE = (
    ("new_year", "元旦", ("solar", 1, 1), JOY, True, ""),
    ("police_day", "人民警察节", ("solar", 1, 10), WARM, False, "按职业，仅限主动选择者"),
    ("laba", "腊八", ("lunar", 12, 8), WARM, False, ""),
    ("little_new_year", "小年", ("lunar", 12, 23), JOY, False, "北方腊月廿三，南方腊月廿四"),
    ("new_years_eve", "除夕", ("lunar", 12, 30), JOY, False, "21:00 至初一 08:00 不发送；与春节合并"),
    ("spring_festival", "春节", ("lunar", 1, 1), JOY, True, "初一 09:00 起发送"),
    ("lantern", "元宵", ("lunar", 1, 15), JOY, True, ""),
    ("womens_day", "妇女节", ("solar", 3, 8), WARM, False, "称“节日快乐”，不评论容貌"),
    ("arbor_day", "植树节", ("solar", 3, 12), WARM, False, "农户可附一条农时信息"),
    ("qingming", "清明", ("term", "清明"), SOLEMN, False, "不说“快乐”，前后三天不做营销；防火提示须行长决定"),
    ("labour_day", "劳动节", ("solar", 5, 1), JOY, False, ""),
    ("nurses_day", "护士节", ("solar", 5, 12), WARM, False, "按职业，仅限主动选择者"),
    ("mothers_day", "母亲节", ("weekday", 5, 2, 6), WARM, False, "不发给父母或子女已故的客户"),
    ("childrens_day", "儿童节", ("solar", 6, 1), WARM, False, "仅限已同意的家长"),
    ("gaokao", "高考", ("solar", 6, 7, 4), NONE, False, "有考生的家庭不打扰"),
    ("zhongkao", "中考", ("solar", 6, 14, 4), NONE, False, "日期以当地为准；有考生的家庭不打扰"),
    ("dragon_boat", "端午", ("lunar", 5, 5), WARM, True, "说“安康”，不说“快乐”"),
    ("fathers_day", "父亲节", ("weekday", 6, 3, 6), WARM, False, "不发给父母或子女已故的客户"),
    ("party_day", "七一", ("solar", 7, 1), NONE, False, "不做商业宣传"),
    ("army_day", "建军节", ("solar", 8, 1), WARM, False, "退役军人"),
    ("qixi", "七夕", ("lunar", 7, 7), NONE, False, "属私人节日，默认关闭"),
    ("doctors_day", "医师节", ("solar", 8, 19), WARM, False, "按职业，仅限主动选择者"),
    ("zhongyuan", "中元", ("lunar", 7, 15), NONE, False, "不问候、不走访、不办活动"),
    ("victory_day", "抗战胜利纪念日", ("solar", 9, 3), SOLEMN, False, "不发喜庆和营销信息"),
    ("teachers_day", "教师节", ("solar", 9, 10), WARM, False, "教师"),
    ("mukden_day", "九一八纪念日", ("solar", 9, 18), SOLEMN, False, "不发喜庆和营销信息"),
    ("harvest", "中国农民丰收节", ("term", "秋分"), JOY, False, "农户"),
    ("mid_autumn", "中秋", ("lunar", 8, 15), JOY, True, ""),
    ("martyrs_day", "烈士纪念日", ("solar", 9, 30), SOLEMN, False, "不发喜庆和营销信息"),
    ("national_day", "国庆", ("solar", 10, 1), JOY, True, ""),
    ("double_ninth", "重阳", ("lunar", 9, 9), WARM, True, "敬老；称呼中不用“老”字"),
    ("hanyi", "寒衣", ("lunar", 10, 1), NONE, False, "不问候"),
    ("xiayuan", "下元", ("lunar", 10, 15), NONE, False, "民俗日，不问候"),
    ("journalists_day", "记者节", ("solar", 11, 8), WARM, False, "按职业，仅限主动选择者"),
    ("firefighters_day", "消防日", ("solar", 11, 9), WARM, False, "按职业，仅限主动选择者"),
    ("memorial_day", "国家公祭日", ("solar", 12, 13), SOLEMN, False, "当天什么都不发"),
)

# Occasions that are for some people only (domain 6.2). As long as nobody can tell who they are, nothing is drafted on them.
AUDIENCES = {
    "police_day": "警察", "nurses_day": "护士", "doctors_day": "医师", "journalists_day": "记者", "firefighters_day": "消防员",
    "teachers_day": "教师", "army_day": "退役军人", "harvest": "农户", "womens_day": "女性客户",
    "childrens_day": "已同意的家长", "mothers_day": "父母子女都健在的母亲", "fathers_day": "父母子女都健在的父亲",
}  # fmt: skip

# 清明 and 秋分 stand above under their own names.
TERMS = {
    "xiaohan": "小寒", "dahan": "大寒", "lichun": "立春", "yushui": "雨水", "jingzhe": "惊蛰", "chunfen": "春分",
    "guyu": "谷雨", "lixia": "立夏", "xiaoman": "小满", "mangzhong": "芒种", "xiazhi": "夏至", "xiaoshu": "小暑",
    "dashu": "大暑", "liqiu": "立秋", "chushu": "处暑", "bailu": "白露", "hanlu": "寒露", "shuangjiang": "霜降",
    "lidong": "立冬", "xiaoxue": "小雪", "daxue": "大雪", "dongzhi": "冬至",
}  # fmt: skip
TERM_NOTES = {
    "jingzhe": "春耕：农户可附一条农时信息",
    "chunfen": "春耕：农户可附一条农时信息",
    "dongzhi": "部分地区为祭祖日，由本行决定",
}
TERM_NOTE = "节气关怀：附一条有用的信息，不作医疗表述，每位客户每年至多四次"
BIRTHDAY = "birthday"
# Days of one client that are greeted as his birthday is. Of his key dates each has its own code, 「wedding-17」, with its number.
KEY_DATES = {"wedding": "结婚纪念日", "opening": "开业周年", "shop": "店庆"}
PERSONAL = (BIRTHDAY, *KEY_DATES)
NAMES = {BIRTHDAY: "生日", **KEY_DATES, **{row[0]: row[1] for row in TABLE}, **TERMS}


def code_of(kind: str, number: int) -> str:
    return f"{kind}-{number}"


def kind_of(code: str) -> str:
    """「wedding」 of 「wedding-17」; of all others the code itself."""
    return code.partition("-")[0]


def key_date_in(code: str) -> int | None:
    """The number of the key date that this greeting is for."""
    number = code.partition("-")[2]
    return int(number) if number else None


def is_personal(code: str) -> bool:
    """Whether it is a day of the client's own: nobody else's household has it, and it can be corrected."""
    return kind_of(code) in PERSONAL
