"""Words of the audit that are the same for every event."""

ADMIN_PAGES = {
    "changelist": "列表",
    "change": "一条",
    "add": "新增",
    "delete": "删除",
    "history": "历史",
    "password": "设密码",
}
KEYS = {
    "tier": "层级", "related": "关联关系", "due": "应联系日", "band": "年日均", "unit": "机构", "average": "年日均", "name": "姓名", "q": "查找的词",
    "review": "待审阅", "said": "已定稿", "left": "跳过与过期", "omitted": "本节不问候", "unsent": "没有送到", "cosign": "待会签",
    "all": "全部", "open": "待处理", "must": "必办", "overdue": "逾期", "follow_up": "跟进", "birthday": "生日", "call": "电话",
    "wecom": "企业微信", "branch": "到店", "code": "节日", "manager": "客户经理", "number": "客户号",
    "standing": "看板名单", "review_on": "过目日 早→晚", "on": "日子 早→晚", "-on": "日子 晚→早",
}  # fmt: skip
VALUES = {
    "name": "姓名",
    "pinyin": "拼音",
    "digits": "号码",
    "phone": "完整号码",
    "counter": "柜面客户号",
    "empty": "空",
    "resumed": "恢复",
    "held": "暂停",
    "released": "恢复",
    "refused": "没有同意",
    "read": "读过了",
    "confirmed": "已确认",
    "restored": "已从备份恢复",
}  # that no field of a model names
# 「孙行长 改派了 客户 陈国强」: what was done, and what it was done to where the event names no row.
DONE = {
    "login": ("登录", ""),
    "logout": ("退出", ""),
    "create": ("新增了", "一条记录"),
    "update": ("修改了", "一条记录"),
    "delete": ("删除了", "一条记录"),
    "strike": ("作废了", "一条记录"),
    "assign": ("改派了", "客户"),
    "cover": ("安排了", "代管"),
    "tier": ("评定了", "层级"),
    "param": ("修改了", "设置"),
    "import": ("导入了", "文件"),
    "export": ("导出了", "名单或报表"),
    "consent": ("登记了", "同意"),
    "send": ("发送了", "邮件"),
    "skip": ("停下了", "邮件或问候"),
    "grant": ("授权给", "员工"),
    "seen": ("看过了", "异常查看"),
}
SAID = {
    "unusual": ("who", "why", "count", "mean"),
    "view": ("page", "rows", "printed"),
    "denied": ("page", "number", "method", "answer"),
    "search": ("kind", "hits"),
}
OUT_OF_REACH = "一位不在您范围内的客户"


def refusal_of(changes: dict) -> tuple[str, str]:
    """What stands before and behind the page that somebody wanted: (「想打开」, 「没有权限」)."""
    wanted = "想打开" if changes.get("method", "GET") in ("GET", "HEAD") else "想提交"
    why = {404: "没有这一条，或不在可看的范围内", 422: "按规矩没有办"}
    return wanted, why.get(changes.get("answer"), "没有权限")


def search_of(changes: dict) -> str:
    """「查找客户（按拼音），找到 2 位」."""
    hits = changes.get("hits", 0)
    return f"查找客户（按{VALUES.get(changes.get('kind'), '姓名')}），{f'找到 {hits} 位' if hits else '没有找到'}"


def left_to_say(verb: str, changes: dict) -> dict:
    """What of `changes` the sentence itself does not say."""
    return {name: value for name, value in changes.items() if name not in SAID.get(verb, ())}
