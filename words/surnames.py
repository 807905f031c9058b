"""What is special about Chinese surnames: two characters long, or read unlike the usual reading."""

_COMPOUND = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 万俟 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 "
    "太叔 申屠 仲孙 轩辕 钟离 宇文 长孙 鲜于 闾丘 司空 亓官 司寇 南宫 独孤 西门 呼延 端木 拓跋 百里 东郭 "
    "第五 左丘 梁丘 谷梁 段干 东门 公羊 纳兰 完颜 耶律 叶赫"
)
COMPOUND = frozenset(_COMPOUND.split())
# The hundred and some surnames that nine of ten people have; the first sign of a name in a text that is not a list of names.
COMMON = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏"
    "韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞"
    "左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚"
    "娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝"
)

# Surname → how it is read as a surname, its syllables apart. Search indexes this reading and the usual one.
READINGS = {
    "单": "shan", "曾": "zeng", "仇": "qiu", "朴": "piao", "区": "ou", "查": "zha", "盖": "ge", "乐": "yue",
    "任": "ren", "解": "xie", "翟": "zhai", "尹": "yin", "冼": "xian", "缪": "miao", "覃": "qin", "折": "she",
    "黑": "he", "秘": "bi", "员": "yun", "繁": "po", "种": "chong", "召": "shao", "句": "gou", "燕": "yan",
    "宁": "ning", "那": "na", "哈": "ha", "祭": "zhai", "逄": "pang", "隗": "wei", "令": "ling", "能": "nai",
    "洗": "xian", "车": "che", "柏": "bai", "郗": "xi", "阚": "kan", "隽": "juan", "谌": "chen", "晁": "chao",
    "应": "ying", "干": "gan", "过": "guo", "佴": "nai", "乜": "nie", "薄": "bo", "贾": "jia", "沈": "shen",
    "卜": "bu", "都": "du", "蔚": "yu",
    "万俟": "mo qi", "尉迟": "yu chi", "单于": "chan yu", "澹台": "tan tai", "长孙": "zhang sun", "令狐": "ling hu",
    "亓官": "qi guan",
}  # fmt: skip


TITLES = {"m": "先生", "f": "女士"}
LONGEST_NAME = 4  # characters of a name whose first is taken for its surname


def titled(name: str, gender: str) -> str:
    """「薛先生」 of a name and 'm' | 'f', the whole name where it is no Chinese one (阿依古丽女士); '' without either."""
    title, first = TITLES.get(gender, ""), name.partition("·")[0]
    is_chinese = first == name and len(name) <= LONGEST_NAME and "\u3400" <= name[:1] <= "\u9fff"
    return f"{surname_of(name) if is_chinese else first}{title}" if name and title else ""


def surname_of(name: str) -> str:
    """The surname of a Chinese name, two characters where the list knows it."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND else name[:1]
