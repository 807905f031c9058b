"""What a greeting may not speak of, however it is spelt, and what must stay free (GRT-R5, domain 6.5)."""

import re

import pytest

from campaigns.rules.greetings import wording_problems
from tests.greetings import library

WISH = "，愿您一切都顺心如意身体健康"

REFUSED = """
存 款利 率|理\u200b财也很稳|理\u2060\ufeff财产品|积 分兑换|年底返 现|存<br>款到了|定存划算|办张卡吧|国库券|养老金账户|买点黄金|利好消息股票
您的余额还有三十万|三十万元到期|五十万，给您留着|那五十万借给了弟弟盖房|谈成了一百万的大单|有事加我V信|vx同号abc123|一万元起|几千块钱的事|年息三厘|月息两分|３．５％|百分之三点五
帮我冲一冲业绩|请您多支持我行|多多支持我的工作|支持一下我行活动|开门红期间多支持|请把资金转回我行|拜托您把钱存过来|记得来续存|把钱转到我行来
有空来网点坐坐，带上身份证办理|请来行里一趟|来我行办张卡|来我行办理|到柜台办理|有空过来办理一下|请尽快办理|可以办理业务了|带好证件办理|需要办理请联系我|欢迎随时办理|我上门为您办理
扫一扫添加|加我微信 zhoumin88|加个 微 信|微信：zhoumin88|关注我们的公众号|下载APP|下载我行的客户端|扫码下载|请下载安装|用 app 看看|点这里领取|微信小店
打开 bank.example|打开 bank.\u200bexample 看看|登录 https：//abc.cn|t.cn/abc
0571-88881234|电话0571 8888 1234|138 1234 1234|400-800-1234|电话：88881234
我们是全行第一|同业第一的服务|全县唯一的一家|唯一的机会|优惠最后一天|最后一天，抓紧|第一时间享全行最低价|领好礼
我们在全县排名第一|我行成绩全市第一|我们考核全市第一|孩子，我们全行第一|资金存一年|闲置资金|大额资金|您的资金可以放我行|资金需求请找我|多余资金|资金交给我|资金周转有困难|办卡通知
"""
FREE = """
新年第一天，给您拜年了|新年的第一声问候送给您|第一时间向您道贺|您是我当经理的第一位客户|今天是一年的最后一天|假期最后一天，好好歇歇|您家闺女是家里唯一的大学生
一元复始，万象更新|万事如意，阖家安康|千万保重身体|十万个祝福送给您|全县三十万人一起过年|元旦快乐，元宵团圆|愿您百福具臻，千祥云集|几十年的老邻居了，一直惦记您
今年金秋，您家的果园该丰收了|去年金桂开的时候我们见过|孩子到期末了，愿他考得稳当|等到期盼已久的团圆日子|享受生活 期待与您相聚|生活<br>期待越来越好
祝公司业绩长虹，生意兴隆|祝您新年开门红|感谢您一直以来的支持和信任|谢谢您这么多年对我们的支持|您的小店越来越红火|农产品卖得好，真替您高兴
上回和您在微信里聊的，我都记着|微信上看到您发的孙子照片，真可爱|腊月二十四扫一扫尘，干干净净迎新年|添一件衣裳，早晚天凉|谢谢您上次来行里看我|有空来行里坐坐，我给您泡茶|上次您来网点，外面下着大雪
Happy New Year. Best wishes to you|2027 年 1 月 1 日，新的一年到了|往返现在方便多了|孩子好礼貌，真是您教得好
累积 分享过的好时光|相信托付给时间的都会有回音|传授信心给孩子们|户外走走，打开户外的门|早点我去看您|黄金周出门慢一点|稳定存在心里的牵挂|吸收 益处，强健身体
家里老人都好吧，替我问声好|退休以后的日子，愿您清闲自在|愿您忙而有得，店里人来人往|保险起见，出门多穿一件|愿花好月圆，阖家团聚|前天路过您家门口，腊梅开得正好
祝贺您顺利办理退休手续|您的孙子考了全市第一|孩子在全县排名第一|孩子这次成绩全省第一|加了企业微信以后常看您发的照片|有空下载一部老电影看看|您的老项目资金到位了，替您高兴|公司资金周转顺利|恭喜您家办理好了入学手续|老同学考了全省第一名|办卡通主题的生日会
"""


def each(text):
    """The sentences of a block; <br> is a new line within one."""
    return [sentence.replace("<br>", "\n") for line in text.strip("\n").split("\n") for sentence in line.split("|")]


@pytest.mark.parametrize("sentence", each(REFUSED))
def test_business_requests_and_ways_to_be_reached_are_found_however_they_are_spelt(sentence):
    assert wording_problems(sentence + WISH, "joy", "new_year")


@pytest.mark.parametrize("sentence", each(FREE))
def test_ordinary_warm_sentences_stay_free(sentence):
    assert wording_problems(sentence + WISH, "joy", "new_year") == []


def test_the_library_and_the_name_of_a_client_stay_free():
    texts = [text for parts in library.PHRASES.values() for texts in parts for text in texts]
    texts += [text for texts in library.QUIET_BIRTHDAY for text in texts]
    texts = [re.sub("[{}]", "", text) for text in texts]
    assert [text for text in texts if wording_problems(text + WISH, "joy")] == []
    assert wording_problems("余额您好" + WISH, names=("余额",)) == []
