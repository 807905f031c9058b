import pytest

from clients.models import Client
from staff.models import AuditEvent, Place
from tests.imports.samples import numbers, put, table, take

HEADERS = "区域号,名称,类别,上级区域,负责机构,责任经理工号,户数,集日,能不能付"
SMALL = [
    ("V1", "柳渡村", "行政村", "T1", "9901", "990101", "412", "农历逢三、八", ""),
    ("M1", "便民超市", "市场", "V1", "9901", "", "", "", "已开通"),
    ("T1", "云溪镇", "镇", "C1", "9901", "", "", "", ""),
    ("C1", "栖禾县", "县", "", "9900", "", "", "", ""),
]


@pytest.fixture
def places(bank, tmp_path):
    return lambda *rows, headers=HEADERS: take(put(tmp_path, "places.csv", table(headers, *rows)))


def test_places_come_in_in_any_order_and_again_change_nothing(places, bank):
    assert numbers(places(*SMALL)[0]) == (4, 0, 0, 0)
    village, shop = Place.objects.get(code="V1"), Place.objects.get(code="M1")
    assert (village.path, village.manager, village.households) == ("/C1/T1/V1/", bank.manager, 412)
    assert (village.market, shop.path, shop.stage, shop.stage_on is not None) == (
        "lunar:3,8",
        "/C1/T1/V1/M1/",
        "works",
        True,
    )
    told = AuditEvent.objects.filter(verb="create", target_type="staff.Place")
    assert dict(told.values_list("target_id", "unit_id")) == {str(one.pk): one.unit_id for one in Place.objects.all()}
    of_village = told.get(target_id=village.pk)
    assert of_village.changes["manager"] == "990101" and of_village.changes["households"] == 412
    before = AuditEvent.objects.count()
    assert numbers(places(*SMALL)[0]) == (0, 0, 4, 0) and AuditEvent.objects.filter(verb="update").count() == 0
    assert AuditEvent.objects.count() - before <= 2  # that the file was taken in
    moved = [("T2", "上河镇", "镇", "C1", "9901", *[""] * 4), ("V1", "柳渡村", "村", "T2", "9901", "990102", *[""] * 3)]
    assert numbers(places(*moved)[0]) == (1, 1, 0, 0)
    village.refresh_from_db()
    assert (village.path, village.manager, village.households) == ("/C1/T2/V1/", bank.backup, 412)
    assert Place.objects.get(code="M1").path == "/C1/T2/V1/M1/"
    assert AuditEvent.objects.filter(verb="assign", target_type="staff.Place").count() == 1


def test_what_is_unknown_wrong_or_a_circle_is_named_by_its_row(places):
    places(*SMALL)
    counts, errors = places(
        ("X1", "甲村", "村", "T9", "9901", *[""] * 4),
        ("X2", "乙村", "村", "T1", "9999", *[""] * 4),
        ("X3", "丙村", "村", "T1", "9901", "990999", "四百", "每周六", ""),
        ("X4", "丁镇", "镇", "X5", "9901", *[""] * 4),
        ("X5", "戊镇", "镇", "X4", "9901", *[""] * 4),
        ("X6", "己村", "村", "X1", "9901", *[""] * 4),
        ("X7", "庚村", "村", "M1", "9901", *[""] * 4),
        ("T1", "云溪镇", "镇", "V1", "9901", *[""] * 4),
        ("X3", "丙村", "村", "T1", "9901", *[""] * 4),
        ("X8", "辛村", "村", "T1", "9901", "990201", "", "", ""),
        ("X9", "壬村", "火星", "T1", "9901", *[""] * 4),
    )
    said = {line.split(",")[0]: line for line in errors}
    assert "上级区域号不存在" in said["2"] and "机构号不存在" in said["3"]
    odd = " ".join(line for line in errors if line.startswith("4,"))
    assert "责任经理工号不存在" in odd and "不带小数" in odd and "集日请写成" in odd
    assert "绕成了圈" in said["5"] and "绕成了圈" in said["6"] and "上级区域没有导入" in said["7"]
    assert "下面不能放村" in said["8"] and "自己的下级" in said["9"] and "与第 4 行重复" in said["10"]
    assert "不在这个区域的机构里" in said["11"] and "应为" in said["12"]
    assert numbers(counts) == (2, 0, 0, 9)
    assert set(Place.objects.filter(code__startswith="X").values_list("code", "manager")) == {
        ("X3", None),
        ("X8", None),
    }


def test_english_headers_and_a_centre(places):
    headers = "place_code,place_name,place_kind,unit,latitude,longitude,population"
    _counts, errors = places(("A1", "东门社区", "community", "9901", "31.123456", "118.5", "1234人"), headers=headers)
    place = Place.objects.get()
    assert (str(place.latitude), str(place.longitude), place.population, errors) == ("31.12346", "118.50000", 1234, [])
    _counts, errors = places(("A1", "东门社区", "community", "9901", "91", "118.5", ""), headers=headers)
    assert "91" in errors[0] and "之间的度数" in errors[0]


def test_a_client_belongs_to_a_place_by_its_number_or_its_only_name_and_a_bad_cell_costs_the_cell(places, tmp_path):
    places(*SMALL, ("V2", "便民超市", "村", "T1", "9901", *[""] * 4))
    headers = "客户号,姓名,管户机构,区域"
    rows = [("86000001", "V1"), ("86000002", "柳渡村"), ("86000003", "便民超市"), ("86000004", "V9"), ("86000005", "")]
    file = put(tmp_path, "clients.csv", table(headers, *((number, "陈小兰", "9901", where) for number, where in rows)))
    counts, errors = take(file)
    assert numbers(counts) == (5, 0, 0, 0) and len(errors) == 2 and all("区域不存在" in line for line in errors)
    found = dict(Client.objects.filter(client_no__startswith="8600000").values_list("client_no", "place__code"))
    assert list(found.values()) == ["V1", "V1", None, None, None]
    assert numbers(take(file)[0]) == (0, 0, 5, 0)
