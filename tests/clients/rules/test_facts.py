"""What may be written about a client, and of which class it is (O20, domain 2.4, 2.5). All of it is made up."""

from datetime import date, timedelta

import pytest

from clients.rules.facts import class_of, fact_problems, item_of, to_do, topic_problems, year_after
from tests.numbers import KEPT_OUT

TODAY = date(2026, 11, 28)
REFUSED = {
    "病情": "三高 乳腺增生 胃不好 阳过两次 脂肪肝 精神不正常 糖尿病 他有高血压 老伴住院了 在吃降压药 心脏装了支架 腰椎间盘突出 儿媳怀孕三个月 老毛病又犯了 对青霉素过敏 身体一直不好 "
    "糖\u3000尿病 说是肺癌早期 老伴中风过 瘫在床上 做过化疗 膝盖疼",
    "信仰": "信佛 全家信教 是天主教徒 每周去教堂 做礼拜 只吃清真食品 常去烧香 去教会帮忙 做弥撒 过开斋节",
    "政治": "是党员 儿子刚入党 去上访过 爱谈政治 民主党派人士",
    "民族": "他是满族 回族 少数民族 老婆是回民 土家族",
    "感情": "有外遇 外面有小三 在外面有人 劈腿 同性恋 养着情妇",
    "犯罪": "坐过牢 儿子判了三年 有前科 酒驾被扣 失信被执行人 进过看守所 涉嫌诈骗 蹲过大牢",
    "评价人": "难缠 抠门 老赖 土豪 这人真抠 爱占便宜 脑子有点笨 王八蛋 二百五 脾气暴 低端客户 就是个骗子 一毛不拔 小心眼 没素质 老油条 死抠 暴发户",
    "性格标签": "胆汁质 典型的抑郁质 ENTJ 矛盾型 讨好型人格 测过MBTI",
    "亲属的姓名": "儿子叫李明 女儿薛静在杭州做设计 儿子李明,在上海 李芳是他女儿 老伴(王秀英)常来 女婿名字是周建国 "
    "女儿高敏在上海 孙女欧阳婷上大学 爱人叫张小英 弟弟任强开厂",
    "号码": "女婿手机13800138000 QQ12345678 座机010-66554433 找我zhang@home.example 电话一三八零零一三八零零零 138-0013-8000",
    "表情": "喜欢钓鱼🎣 人很好👍",
}
SENSITIVE = {
    "未满十四岁的孩子": "孙子今年六岁 孙女上幼儿园 儿子读三年级 刚抱孙子 二宝三岁 孩子上中班 外孙刚会走路 孙女上托儿所 儿媳生了个女儿 外孙2019年出生 小孙子八个月大 女儿上小学二年级 小孙女十岁",
    "经济困难": "资金周转不开 他说欠了外债 今年亏了不少 手头紧 被拖欠工资 股票套牢了 房贷压力大 征信不好 工厂快倒闭 学费交不起",
    "行动不便": "行动不便,请上门 坐轮椅 暂不便出门 腿脚不好 上下楼费劲 腿不方便 爬楼费劲 走不动了 手脚不便",
    "听力不便": "听力不便 耳背,慢慢说 戴助听器",
    "视力不便": "眼睛花,看不清小字",
    "需要陪同": "需陪同 来行要有人陪",
}
SPELT_REFUSED = (
    "抑鬱 高血壓 懷孕了 過敏體質 他是黨員 少數民族 同性戀 坐過牢 賭博 這人很摳門 騙子 老賴 做禮拜 党-员 抑·郁 出/轨 出*轨 有tangniaobing 得了cancer "
    "shabi 法lun功 H.I.V 老公姓王 女兒叫張麗"
)
SPELT = {
    "未满十四岁的孩子": "女兒讀幼兒園 孫子8歲 家有小学生 家里有个两岁娃 小朋友上大班",
    "经济困难": "家裡欠債 資金週轉不開 虧本了 失業",
    "行动不便": "行動不便 坐輪椅 腿-脚-不-好",
}
PLAIN = (
    "看得眼花缭乱 别来无恙 当保安抓小偷 三十二岁娃娃脸 忘记密码来网点重置 喜歡釣魚 在大學教書 "
    "孙女考上三高 外面有人等 货走不动 花没钱包 向阳了 葡萄今年有病虫害 他用微信教老伴转账 他儿子考上一中 喜欢喝酒 姓白 农行 老板姓白,开茶馆 女儿在小学当老师 儿子程序员 女儿高中毕业 "
    "儿子马上结婚 想了解防癌险 在肿瘤医院上班 儿子大年初一回家 老王八点来 二百五十亩苹果 爱收藏老东西 怕集中风险 医生女儿在上海 多亏了他帮忙 "
    "还不起床 孩子还不上班 儿子二十岁 女儿30周岁 爱跳民族舞 爱收藏族谱 知道教育政策 对理财不感冒 音响发烧友 儿子当狱警 爱看犯罪小说 "
    "情人节送花给老伴 在外遇到老同学 儿子叫他搬去上海 女儿苏州上学 儿子金融专业 教会他用手机银行 街道教师 晚上访友 车没毛病 女儿结婚三年 "
    "儿子出差两个月 女儿是幼儿园老师 笨鸡蛋养殖 清早五点去水库钓鱼 合作社理事长,带23户 不与家人谈存款 先要结论和数字 母亲82岁,爱听戏 "
    "女儿在杭州做设计 果树冻害与修剪 去年猪病多 问过失业保险 爱人是护士,病人很多 去贫困山区支教 弟弟是董事长 返回民政局办事 请上门 慢慢说 "
    "不吃猪肉 不吃海鲜 现在一个人住 女儿腊月初八办婚礼 女儿在高校教书 爱人和他一起开店 老婆管钱 女儿农行上班 弟弟包工程 儿子华为上班 "
    "儿子方便时来 老伴向来节省 女儿叫我问一问 儿子常年在外"
)


def problems(text="清早去水库钓鱼", **values):
    about = {"kind": "hobby", "is_sensitive": False, "item": "", "learned_on": TODAY, "good_until": year_after(TODAY)}
    return fact_problems(text=text, today=TODAY, **about | values)


def fields(**values):
    return [problem.field for problem in problems(**values)]


@pytest.mark.parametrize(("kind", "texts"), REFUSED.items())
def test_what_is_refused_names_its_kind_and_offers_another_way(kind, texts):
    for text in texts.split(" "):
        found = problems(text)
        assert class_of(text) == "refused" and {each.field for each in found} == {"text"}, text
        assert any(kind in each.message for each in found), text


@pytest.mark.parametrize(("item", "texts"), SENSITIVE.items())
def test_what_is_sensitive_names_its_item_and_is_kept_as_such_only(item, texts):
    for text in texts.split():
        assert (class_of(text), item_of(text)) == ("sensitive", item), text
        assert [each.field for each in problems(text)] == ["is_sensitive"], text
        assert problems(text, is_sensitive=True, item=item) == [], text


@pytest.mark.parametrize("item", ["", *SPELT])
def test_a_word_stays_itself_in_another_spelling(item):
    """Traditional characters, pinyin, and signs put between."""
    texts = (SPELT[item] if item else SPELT_REFUSED).split()
    assert {text: item_of(text) if item else class_of(text) for text in texts} == dict.fromkeys(
        texts, item or "refused"
    )
    assert problems("密\u3000码 123456") and problems("取款密碼六个八")


def test_what_only_looks_alike_is_plain():
    assert {text: class_of(text) for text in PLAIN.split() if class_of(text) != "plain"} == {}
    assert {text: problems(text) for text in PLAIN.split() if problems(text)} == {}


@pytest.mark.parametrize(("written", "word"), KEPT_OUT.items())
def test_what_no_record_may_hold_is_refused(written, word):
    assert any(word in each.message for each in problems(f"他说 {written}"))


@pytest.mark.parametrize("text", ["", "  ", "。", "钓" * 201, "钓鱼\n喝茶", "钓鱼\x00"])
def test_a_fact_is_one_sentence(text):
    assert "text" in fields(text=text)


def test_two_hundred_characters_are_not_too_many():
    assert problems("钓" * 200) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"is_sensitive": True}, "item"),
        ({"item": "行动不便"}, "item"),
        ({"is_sensitive": True, "item": "字" * 21}, "item"),
        ({"learned_on": TODAY + timedelta(days=1)}, "learned_on"),
        ({"learned_on": None}, "learned_on"),
        ({"good_until": TODAY - timedelta(days=1)}, "good_until"),
        ({"good_until": None}, "good_until"),
        ({"good_until": date(2037, 1, 1)}, "good_until"),
        ({"good_until": date(2027, 11, 29), "is_sensitive": True, "item": "经济困难"}, "good_until"),
    ],
)
def test_the_field_that_is_wrong_is_named(values, field):
    assert fields(**values) == [field]


def test_a_topic_is_judged_as_the_text_is():
    assert topic_problems("果树修剪") == [] == topic_problems("")
    assert topic_problems("糖尿病") and topic_problems("字" * 21)


@pytest.mark.parametrize(
    ("text", "words"),
    [("行动不便，请家里办", "上门"), ("耳背", "慢慢说"), ("请走侧门", "请走侧门"), ("孙子六岁", "")],
)
def test_a_service_need_says_what_to_do_and_never_why(text, words):
    assert to_do(text) == words


def test_a_leap_day_is_good_until_the_28th():
    assert year_after(date(2028, 2, 29)) == date(2029, 2, 28)
