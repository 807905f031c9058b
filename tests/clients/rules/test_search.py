import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.rules.search import MOST_READINGS, TOKEN_LENGTH, SearchQuery, digest_of, parse_query, tokens_of
from tests.processor import takes_less
from tests.texts import SIGNS
from words.readings import simplified, sort_key

PEPPER = "made up"
WANG = ("王小明", "10083987371")


def finds(query, name, phone="", client_no=""):
    """The database's part of the bargain, spelled out: see SearchQuery."""
    parsed = parse_query(query)
    tokens = tokens_of(name, phone)
    if parsed.kind == "empty":
        return False
    if parsed.kind == "digits":
        by_tail = bool(parsed.tokens) and tokens.issuperset(parsed.tokens)
        whole = bool(parsed.phone) and digest_of(parsed.phone, PEPPER) in tokens_of(name, phone, PEPPER)
        return by_tail or whole or client_no.startswith(parsed.digits)
    return tokens.issuperset(parsed.tokens) and (
        not parsed.prefix or any(token.startswith(parsed.prefix) for token in tokens)
    )


@pytest.mark.parametrize(
    "query",
    ["王", "王小", "小明", "王小明", "明", "王 明", " 王　小明 ", "wxm", "w", "wangx", "wangxiaoming", "WangXiaoMing",
     "wang xiao ming", "ｗｘｍ", "7371", "10083987371", "100 8398 7371", "+86 10083987371", "10000021", "1000002",
     "１０００００２１", "王 7371", "wxm7371", "王小明 10083987371"],
)  # fmt: skip
def test_wang_xiaoming_is_found(query):
    assert finds(query, *WANG, client_no="10000021")


@pytest.mark.parametrize(
    "query", ["李", "王明", "明小", "xm", "wangm", "7372", "10000022", "王 7372", "wxm7372", "?", ""]
)
def test_wang_xiaoming_is_not_found(query):
    assert not finds(query, *WANG, client_no="10000021")


@pytest.mark.parametrize(
    ("name", "readings"),
    [
        ("单雄", ["shanxiong", "danxiong", "sx", "dx"]),
        ("曾伟", ["zengwei", "cengwei", "zw", "cw"]),
        ("仇英", ["qiuying", "chouying"]),
        ("朴实", ["piaoshi", "pushi"]),
        ("区丽", ["ouli", "quli"]),
        ("查勇", ["zhayong", "chayong"]),
        ("盖军", ["gejun", "gaijun"]),
        ("乐平", ["yueping", "leping"]),
        ("任静", ["renjing", "rj"]),
        ("万俟雪", ["moqixue", "mqx"]),
        ("尉迟恭", ["yuchigong", "ycg"]),
        ("卜元", ["buyuan", "boyuan", "by"]),
        ("单于芳", ["shanyufang", "syf", "chanyufang", "cyf", "danyufang"]),
        ("尉迟恭", ["weichigong"]),
        ("丁长河", ["dingchanghe", "dch", "dingzhanghe", "dzh", "dingch", "dīngchánghé", "ding chang'he"]),
        ("刘长生", ["liuchangsheng", "lcs", "liuzhangsheng", "lzs"]),
        ("胡长治", ["huchangzhi", "hcz"]),
        ("朝重行", ["chaozhongxing", "zhaochonghang", "zch"]),
        ("孙晟茜", ["sunshengqian", "sunchengxi"]),
        ("吕娜", ["lvna", "luna", "lyuna", "lünuo", "LÜNA", "lǚnà", "ln"]),
        ("吕绿女", ["lvlunyu", "lyulv", "lln"]),
        ("孙略", ["sunlve", "sunlue", "sunlyue"]),
        ("徐玉", ["xvyv", "xuyu", "xüyü"]),
        ("長孫無忌", ["zhangsunwuji", "changsun"]),
        ("王吕行有限公司", ["wanglyuhangyouxian", "wlhyxgs"]),
    ],
)
def test_every_reading_finds_it(name, readings):
    for reading in readings:
        assert finds(reading, name)


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        ("John Smith", ["john", "smith", "johnsmith", "js", "JOHN SMITH"]),
        ("阿卜杜拉·买买提", ["阿卜", "买买提", "阿卜杜拉买", "abdlmmt"]),
        ("A8工作室", ["a8", "工作", "a8工作室", "8工"]),
        ("清溪建材（北京）有限公司", ["清溪", "材北京", "qingxijiancai"]),
        ("𠮷野", ["𠮷", "𠮷野"]),
        ("José Müller", ["jose", "JOSÉ", "müller", "muller", "jm"]),
        ("Yvonne Lv", ["yvonne", "yv", "YL"]),
    ],
)
def test_other_names_are_found_too(name, queries):
    for query in queries:
        assert finds(query, name), query


@pytest.mark.parametrize(
    ("one", "other"),
    [("陳志偉", "陈志伟"), ("衞國", "卫国"), ("張發", "张发"), ("張髮", "張發"), ("於後", "于后"), ("鍾裏", "锺里"), ("鐘裡", "钟里"), ("蘇葉", "苏叶"), ("餘馀", "余余")],
)  # fmt: skip
def test_traditional_and_simplified_find_each_other(one, other):
    assert one != other
    for query, name in ((one, other), (other, one), (one[:1], other), (other[-1:], one)):
        assert finds(query, name), query


def test_a_simpler_spelling_has_none_simpler():
    every = "".join(map(chr, range(0x3400, 0xA000)))
    assert simplified(simplified(every)) == simplified(every) and len(simplified(every)) == len(every)
    assert not finds("王乾", "王明") and not finds("张发", "张友")


@pytest.mark.parametrize(
    "phone", ["0571-88886611", "057188886611", "(0571) 8888 6611", "0571－88886611", "0571-8888-6611", "+86-571-88886611",
              "0571-88886611-8001", "0571-88886611转8001"],
)  # fmt: skip
@pytest.mark.parametrize(
    "query", ["0571-88886611", "057188886611", "0571 8888 6611", "（０５７１）８８８８６６１１", "+86 571 88886611", "88886611", "8888-6611", "6611"]
)  # fmt: skip
def test_a_landline_is_found_however_it_is_written(query, phone):
    assert finds(query, "云一", phone)
    assert not finds(query, "云一", "0571-88886612")


@pytest.mark.parametrize(
    "query", ["0571-88886611-8001", "0571-88886611转8001", "0571 88886611 分机号 8001", "057188886611转接8001", "8001"]
)
@pytest.mark.parametrize("phone", ["0571-88886611-8001", "057188886611转8001"])
def test_an_extension_may_be_typed_too(query, phone):
    assert finds(query, "云一", phone)


@pytest.mark.parametrize("query", ["400-800-1234", "4008001234", "400 8001234"])
def test_a_service_number_is_found(query):
    assert finds(query, "云一", "400-800-1234") and not finds(query, "云一", "400-800-1235")


@given(st.integers(5, 10), st.text("0123456789", min_size=7, max_size=7))
def test_more_digits_than_a_tail_tell_no_more_than_the_tail(length, digits):
    """Whether the fifth digit and those before it are right shows nowhere: not in what is found, nor in what is not."""
    typed = (digits + "7371")[-length:]
    assert parse_query(typed).tokens == ("7371",) or parse_query(typed).phone == typed


def test_no_text_is_a_digest():
    digest = digest_of("10083987371", PEPPER)
    assert len(digest) <= TOKEN_LENGTH and digest in tokens_of(*WANG, PEPPER)
    for text in (digest, digest[1:], digest[:3]):
        assert not parse_query(text).prefix.startswith("#") and digest not in parse_query(text).tokens


def test_the_readings_of_a_long_name_have_an_end():
    read = {token for token in tokens_of("长" * 20) if token.isascii()}
    assert len(read) <= 2 * MOST_READINGS and ("zhang" * 20)[:TOKEN_LENGTH] in read


def test_names_sort_by_pinyin_and_then_by_character():
    names = "白卜蔡曹常陈程仇单曾"
    assert sorted("曾单仇程陈常曹蔡卜白", key=lambda surname: sort_key(surname + "伟")) == list(names)
    assert sort_key("西安") < sort_key("先")  # syllable by syllable
    assert sort_key("毕伟") < sort_key("博伟") < sort_key("卜伟") and sort_key("谌伟") < sort_key("单伟") < sort_key(
        "曾伟"
    )
    assert sort_key("陈伟") < sort_key("陈玮") < sort_key("陈文")
    assert sort_key("陳偉") == sort_key("陈伟") and sort_key("买买提·艾力") == sort_key("买买提艾力")


@given(st.text(SIGNS, max_size=60))
def test_a_sort_key_is_the_same_in_every_collation(name):
    key = sort_key(name)
    assert key == "" or set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")


def test_the_tokens_of_a_plain_name_are_exactly_these():
    assert tokens_of(*WANG) == {"王", "小", "明", "王小", "小明", "wangxiaoming", "wxm", "7371"}
    assert tokens_of("") == tokens_of(None) == set()
    assert tokens_of("", "110") == set()


def test_nothing_to_search_is_empty():
    for text in ("", "  ", "　", None, "·", "%_'\"", "😀"):
        assert parse_query(text).kind == "empty"
    assert parse_query("王小明") == SearchQuery("name", ("王小", "小明"), raw="王小明")


@given(st.text(SIGNS), st.text(SIGNS, max_size=60), st.text(SIGNS, max_size=20))
def test_no_text_raises_and_tokens_fit_the_column(query, name, phone):
    parsed = parse_query(query)
    assert len(parsed.prefix) <= TOKEN_LENGTH
    assert all(0 < len(token) <= TOKEN_LENGTH for token in parsed.tokens)
    assert all(0 < len(token) <= TOKEN_LENGTH for token in tokens_of(name, phone))


@given(st.text("王李小明单曾欧阳万俟建国a8", min_size=1, max_size=8), st.data())
def test_every_piece_of_a_name_finds_it(name, data):
    start = data.draw(st.integers(0, len(name) - 1))
    piece = name[start : data.draw(st.integers(start + 1, len(name)))]
    if not piece.isascii():
        assert finds(piece, name)


def test_a_hundred_thousand_names_take_seconds():
    names = [f"{a}{b}{c}" for a in "王李张曾刘单" for b in "小建国秀英伟" for c in "明华军丽芳敏"]
    run = lambda: [tokens_of(name, "10083987371") for name in names * 10]  # noqa: E731
    assert takes_less(len(names) * 10 / 5_000, run)  # of about 70,000 a second
