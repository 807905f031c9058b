"""What the demo managers know of their clients, and what they promised: plain sentences, none of them of a real person."""

# Each line (kind, topic, text, source) belongs to one life; who has it is told by his place among the manager's clients.
LIVES = (
    (
        ("hobby", "钓鱼", "周末常去水库钓鱼，爱说哪里的鱼口好", "told"),
        ("family", "子女教育", "儿子今年高三，想考外地", "told"),
        ("manner", "", "电话里喜欢先听结论，三分钟说完就好", "seen"),
        ("need", "养老", "想了解个人养老金怎么开", "told"),
    ),
    (
        ("expertise", "茶", "种茶二十多年，看得准春茶行情", "told"),
        ("work", "茶叶", "今年茶园收成好，新修了一间烘房", "seen"),
        ("taboo", "", "不与家人谈存款", "told"),
        ("preference", "", "上午下地，下午三点以后接电话", "told"),
    ),
    (
        ("hobby", "广场舞", "领着小区的舞队，每晚七点在江边", "told"),
        ("family", "孙辈", "孙女上大学了，假期常来看她", "told"),
        ("service", "", "说话请慢一些、大声一些", "seen"),
        ("intention", "旅游", "开春想跟老姐妹去一趟云南", "told"),
    ),
    (
        ("expertise", "装修", "做装修的，懂水电和防水", "told"),
        ("work", "装修", "手上三个工地，年底回款集中", "told"),
        ("info", "行业", "说附近新楼盘十二月交房，装修单子会多起来", "told"),
        ("hobby", "象棋", "中午休息时在门口下象棋", "seen"),
    ),
    (
        ("hobby", "书法", "练字多年，春节给邻居写对联", "told"),
        ("family", "子女", "女儿在外地工作，过年才回来", "told"),
        ("preference", "", "喜欢来柜台当面办，不爱用手机", "seen"),
        ("tag", "", "社区热心人", "public"),
    ),
)  # fmt: skip
# (kind, how it is kept, month, day, year, note)
DAYS = (
    ("wedding", "solar", 10, 1, 2003, ""),
    ("opening", "solar", 12, 8, 2018, "店里开业"),
    ("family", "lunar", 10, 20, None, "老伴"),
    ("shop", "solar", 5, 18, 2015, ""),
    ("memorial", "lunar", 12, 30, None, ""),
)  # fmt: skip
# (who owes, what, days from today until it was due, how it ended: '' is open, its words)
PROMISES = (
    ("staff", "把个人养老金的开户材料清单发过去", -12, "kept", "当天发了，客户说收到"),
    ("staff", "问清社保卡换卡要几天", 0, "", ""),
    ("client", "带户口本来网点补资料", -2, "", ""),
    ("staff", "约网点主任一起上门看烘房", 3, "", ""),
    ("staff", "上周五前回话大额存单额度", -8, "broken", "额度下来晚了一天，已当面道歉"),
    ("client", "把回款账户改到本行", 6, "", ""),
    ("staff", "送一本新年台历", -20, "released", "客户说已经领过了"),
)
COMPLAINT = "客户投诉：取号排队等了四十分钟没人解释，要网点给个说法。"
# (raw note or '', the line, verdict, dimension, why, what is wanted, the answer or ''); the last is asked of the first manager himself.
INFORMATION = (
    (
        "",
        "镇上两家合作社要合并，账户可能一起开",
        "chance",
        "market",
        "合并后结算账户要选一家银行，早去一步",
        "请看一看能不能一起上门",
        "",
    ),
    (
        "聊天时说起，下游三家厂都在扩车间，年后要招人，料也要备足，问我们有没有合适的结算办法",
        "下游三家厂年后都要扩产，要人要料",
        "chance",
        "chain",
        "三家都还没有在我们这里结算",
        "看看能不能给这三家报结算方案",
        "三家约在下周二下午，请您一起到厂里走一趟",
    ),
    (
        "",
        "隔壁县新开了一家同样的厂，价压得低",
        "risk",
        "market",
        "老客户的单子可能被分走",
        "核一核它在不在您那边开户",
        "",
    ),
)
