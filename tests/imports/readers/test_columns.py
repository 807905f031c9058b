"""Which header is which column, where a bank has its own words."""

import pytest

from imports.kinds import file_kinds
from imports.readers.columns import plain, recognise, spellings
from words.problems import Refused


def fields(headers, words=()):
    kind, found, unknown, _dropped = recognise(headers.split(","), words)
    return kind, found, unknown


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ("核心客户号,户名,机构编号,客户经理编号", "clients"),
        ("客户号,客户名称,所属机构,移动电话,身份证号码", "clients"),
        ("客户号,统计日期,存款种类,时点余额,年日均存款", "balances"),
        ("客户号,通话时间,联系渠道,通话秒数,沟通结果,员工号", "contacts"),
        ("员工编号,人员姓名,职务,机构编号", "staff"),
        ("机构编码,机构全称,机构层级,上级机构编号", "org"),
        ("客户CIF号,姓名/名称,归属网点,客户经理柜员号,6.手机号,Email地址,公民身份证号码", "clients"),
        ("客户号(核心),客户名称（中文）,管户机构编码,手机号（11位数字）,开户日期（格式：yyyy-mm-dd）", "clients"),
        ("客户号,数据日期,产品类别,余额（圆）,年日均（元、保留两位小数）", "balances"),
    ],
)
def test_other_words_of_banks_make_the_same_kinds(headers, kind):
    found_kind, found, unknown = fields(headers)
    assert (found_kind, unknown) == (kind, []) and None not in found


def test_our_own_words_decide_before_the_others():
    """A contact file that also names the client and his unit stays one."""
    kind, found, unknown = fields("客户号,姓名,机构号,联系时间,联系方式,时长秒")
    assert (kind, unknown) == ("contacts", ["姓名", "机构号"])
    assert found == ["client_no", None, None, "occurred_at", "kind", "seconds"]


def test_of_several_columns_for_one_field_the_first_word_is_read_and_the_others_are_named():
    _kind, found, unknown = fields("客户号,姓名,管户机构,开户机构,固定电话,联系电话,手机号")
    assert found == ["client_no", "name", "unit", None, None, None, "phone"]
    assert unknown == ["开户机构", "固定电话", "联系电话"]
    _kind, found, unknown = fields("客户号,姓名,管户机构,固定电话,移动电话")
    assert (found[3:], unknown) == ([None, "phone"], ["固定电话"])


def test_the_same_word_twice_is_refused():
    with pytest.raises(Refused, match="手机号"):
        fields("客户号,姓名,管户机构,移动电话,移动电话")


def test_the_banks_own_word_comes_before_ours():
    words = [("clients", "联络专号", "phone"), ("balances", "联络专号", "balance"), ("gone", "甲", "乙")]
    kind, found, unknown = fields("客户号,姓名,管户机构,手机号,联络 专号", words)
    assert (kind, found[3:], unknown) == ("clients", [None, "phone"], ["手机号"])
    assert fields("客户号,姓名,管户机构,联络专号")[2] == ["联络专号"]


def test_no_header_means_two_columns_of_one_kind():
    for importer in file_kinds().values():
        assert set(importer.also) <= set(importer.columns)
        own = [name for headers in importer.columns.values() for name in spellings(headers)]
        also = [plain(name) for headers in importer.also.values() for name in headers.split()]
        assert len({*own, *also}) == len(own) + len(also)
