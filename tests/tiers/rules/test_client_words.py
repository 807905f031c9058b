"""What clients read never says how staff rank them, in whatever spelling; what a bank may well call a client passes."""

import pytest

from tiers.rules.client_words import label_problems, staff_word_problems


@pytest.mark.parametrize(
    "label",
    [
        *("低端客户", "低 端", "低-端客户", "低·端", "低\u200b端", "低.端", "底端客户", "低\u3000端"),
        *(
            "diduan",
            "DiDuan客户",
            "di duan",
            "dī duān",
            "di1 duan1",
            "ｄｉｄｕａｎ",
            "Low End",
            "low-end客户",
            "LOW VALUE",
        ),
        *("屈从客户", "屈從", "qu cong", "价格歧视", "價格歧視客户", "qíshì", "歧 视"),
        *("劣质客户", "劣質", "末等客户", "末 等", "末位", "五等客户", "Ｅ类客户", "T5客户", "第五级"),
        *(
            "亏损客户",
            "虧損户",
            "虧 损",
            "賠錢客户",
            "不賺錢",
            "垃圾客户",
            "長尾客户",
            "贫困客户",
            "窮人",
            "雞肋",
            "負貢獻",
        ),
    ],
)
def test_a_client_is_called_nothing_that_ranks_him_low(label):
    [problem] = label_problems({"client_label_basic": label})
    assert problem.field == "client_label_basic" and "给客户看的文字里不能有「" in problem.message


@pytest.mark.parametrize(
    "label",
    [
        *(
            "尊崇客户",
            "优享客户",
            "贵宾客户",
            "金卡客户",
            "基础客户",
            "普通客户",
            "银卡客户",
            "钻石客户",
            "私人银行客户",
        ),
        *("三星客户", "大众客户", "亲情客户", "乡村振兴客户", "VIP客户", "社区伙伴"),
    ],
)
def test_a_good_name_passes(label):
    assert label_problems({"client_label": label}) == []


@pytest.mark.parametrize(
    "text", ["减费让利", "亏损企业免收", "费用降低\n端午节免收", "理财产品，高风险等级 R5", "贫困户免收"]
)
def test_a_price_list_may_say_whom_it_favours(text):
    assert staff_word_problems({"name": text}) == []


@pytest.mark.parametrize("text", ["低端客户每月 2 元", "低 端户", "價格歧視价", "diduan 专享"])
def test_a_price_list_ranks_nobody_either(text):
    assert staff_word_problems({"name": text})
