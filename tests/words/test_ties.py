"""What a concession may not rest on is found in any spelling, and how bankers talk about a client is no tie."""

import pytest

from words.ties import CASH, EXCLUSIVE, INTEREST, LAW, LOANS, SALE, ties_in, ties_in_condition

TIES = {
    LOANS: (
        "存贷挂钩|存 贷 挂 钩|存貸掛鉤|cundaiguagou|存款和贷款挂钩|答应给利率，他就把贷款也转过来|存满三百万才能放款|先存后贷|存款和贷款挂勾|贷款前提是存够一百万元|贷款一起谈|"
        "以存定贷|存款三百万给批贷款|贷款批下来再存三百万|存多少贷多少|存一贷二|月底前存够才给|存满两百万就给|贷 500 存 100"
    ),
    CASH: (
        "返现|返 现|返·现|返（现）|返現|fanxian|fǎn xiàn|返xian|FAN现|ｆａｎｘｉａｎ|反现|返点|给回扣|给点现金|Cash Back|给他一点好处|送购物卡|"
        "给五百元|送 200 块钱|返\u200b现|返*现|回赠|返 0.3 个点|给他返三个点|反馈现金|超市卡|送金条|逢年过节送两万|手机一部|另加一台电视"
    ),
    INTEREST: "补息|補息|补 息|buxi|bu xi|补xi|补足利息|差额另补给他|手工补|贴息|账外给|帳外|贴点息|把利息差额打到卡上|差额月底补|补贴 0.2 个点|年终补他两万|给点贴水|另付利息",
    SALE: "搭售|搭-售|dashou|搭shou|捆绑销售|綑綁銷售|搭配两万元保险|和理财绑定|bundle|必须买一份保险|配五万理财才给",
    EXCLUSIVE: "独家|獨家|排他|独 家|不得在他行开户|不能去别家存|只跟我们行合作|以后不和别的银行往来|只能存在我行|dujia|工行的账户销掉|不再和农行往来|把建行的存款全转来",
    LAW: "不用双录|免面签|KYC 从简|a.m.l 不做|反洗钱那边先放一放|风险测评免了|跳过身份核实|shuanglu|不用录像|身份證不用核|身分驗證以后再说|资金来源不问|风险等级调高|大额存取不登记|合格投资者认定从宽",
}
HARMLESS = (
    "隔壁给 1.15，我也不想折腾，能一样就留着|估计转走 300 万里的 200 万；他的代发 23 户不受影响|他周五返，现在还在外地|"
    "2019 年起在本行，手续费、贷款都没有让利|客户在补习学校当老师|财政贴息贷款 20 万元已还清|他度假回来再谈|他搭手帮忙|"
    "存满一年，提前支取按活期计息|每季报一次日均|三年期别家给一块七，问能不能也给到|别家给到一点一四|厂里发工资 23 户，账户都在我行|补充：去年没有让利|工行报价 1.15，他说建行也给|"
    "资金来源是拆迁款，凭证已看|两点返回|利息按月打到他卡上|贷款还清了，现在存三百万|存满三年给 1.15|风险等级 C3|风险等级已提示|提示了风险等级|送卡上门|存满一年才能提前支取不扣息|送货量两百万|贴近他行的利息|他行报价 1.15，我行挂牌 1.10"
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in TIES.items() for text in texts.split("|")])
def test_a_tie_is_found_however_it_is_spelled(kind, text):
    assert kind in [tie.kind for tie in ties_in(f"客户要求{text}，请审批")] or kind in [
        tie.kind for tie in ties_in(text)
    ]


@pytest.mark.parametrize("text", HARMLESS.split("|"))
def test_how_bankers_talk_is_no_tie(text):
    assert ties_in(text) == []


def test_a_condition_sells_nothing_else():
    assert [tie.kind for tie in ties_in_condition("再买 20 万元理财")] == [SALE]
    assert ties_in_condition("300 万元存满一年") == []
