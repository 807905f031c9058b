"""H4 in free text: what is recognised, and what is only how people at a bank talk."""

import pytest

from clients.rules.free_texts import NEUTRAL, free_text_problems, neutral_text

REFUSED = (
    "信佛教，初一十五不接电话", "癌症正在化疗，先不谈", "癌症 正在 化 疗", "他得了糖尿病", "老人中风了，行动不便", "刚查出乙肝", "有高血压要吃药",
    "腰椎不好，常年吃药", "客户住院了，下周再约", "他最近抑郁，不爱说话", "女儿有癫痫", "怀孕了，产假到五月", "确诊新冠在家", "做完手术在休养",
    "是回民，请吃饭要注意", "维吾尔族客户", "什么民族没问", "他是党员，讲政治", "老党员了，爱谈政治", "信基督，周日去教堂做礼拜", "全家信教",
    "烧香拜佛的人", "法轮功的事别提", "以前坐过牢", "判了三年缓刑", "是被执行人，贷不了", "有前科", "酒驾被抓了", "在外面养了情妇", "听说他出轨了",
    "同性恋，不愿提家里", "信 佛，吃斋", "癌-症晚期", "患癌症",
    "老公肝硬化", "尿毒症三年了", "胆囊切除了", "装了起搏器", "静脉曲张", "整夜失眠", "甲流在家隔离", "信妈祖", "家里供菩萨", "是佛门居士", "民革成员", "蹲过班房",
    "酒后驾车拘了", "离不开赌",
)  # fmt: skip
ALLOWED = (
    "住院费报销到账了，想转定期", "问医保卡怎么激活", "想买重疾险和大病保险", "癌症险怎么赔，问了理财经理", "看病报销的钱下月到", "手术费用从这张卡扣",
    "体检费用想刷卡", "问医药费发票能不能贷款抵扣", "医疗保险缴费扣款失败", "生育津贴打到哪张卡", "在肿瘤医院上班，周三休息", "开药店的，进货要周转",
    "做医疗器械生意", "家里养猪，怕闹猪瘟病", "果树病虫害，今年收成少", "党费代扣签了约", "党员活动室要装修，问对公贷款", "给村里党建活动开户",
    "民族路的店面到期", "清真餐厅老板，谈收单", "在佛山做生意", "宗教局的账户要年检", "征信查过没有失信记录", "问怎么防诈骗，讲了三点",
    "打击电信网络犯罪的宣传听了", "投诉柜员态度不好，骂人", "投诉说等了两个小时没人理", "说我们是骗子，要求退钱", "孩子上小学三年级，问教育金",
    "腿脚不便，请上门", "听力不好，要慢慢说", "老伴陪同来办", "周日不便接电话", "不吃猪肉，请吃饭注意", "客户嫌利率低，先考虑", "存款到期续一年，约周三来",
    "残疾人补贴发到这张卡", "对利率不感冒", "新冠那几年生意不好，现在好了", "本轮第3次，未办理定期存款",
    "病历复印费从卡里扣", "公积金大病提取", "佛教协会开户", "清真寺对公账户年检", "问基督城留学汇款", "回民街上开饭店", "单位是看守所，代发工资", "手术刀厂老板，谈贷款",
    "糖尿病食品代理商，想贷款", "癌症筛查公益活动合作", "利率低得让人心脏受不了", "心病是女儿的学费", "孩子考上医学院读病理学", "党员教育书籍批发",
    "门口人流量大", "流水甲流程走完了", "初一上香港旅游，问换汇", "路面硬化工程贷款", "档案在身边，明天补", "利息肉眼可见地少了", "带孩子看大佛门票谁买", "值班房装空调", "去人民革命军事博物馆",
)  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_may_stand_in_no_text_is_recognised_with_a_neutral_way_to_say_it(text):
    [problem, *_] = free_text_problems(text, "note")
    assert problem.field == "note" and "可以写：「" in problem.message


@pytest.mark.parametrize("text", ALLOWED)
def test_how_people_at_a_bank_talk_is_no_such_thing(text):
    assert free_text_problems(text, "note") == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("聊了存款，他信佛教，约周三来。", "聊了存款，有饮食和时间上的习惯，约见前先问方便不方便，约周三来。"),
        ("癌症，正在化疗，先不谈", "近期不便接待，联系从简，需要时上门办理，先不谈"),
        ("约周三来", "约周三来"),
    ],
)
def test_the_rest_of_what_was_written_stays_in_the_neutral_text(text, instead):
    assert neutral_text(text) == instead


def test_the_neutral_words_may_stand_themselves():
    assert [text for text in NEUTRAL.values() if free_text_problems(text, "note")] == []
    assert free_text_problems(None, "note") == free_text_problems("", "note") == []
