"""places.csv: areas and scenes of daily life, in any order. An empty cell changes nothing, and counts are statistics only."""

import re
from collections import Counter
from decimal import Decimal

from imports.importers.importer import Importer, unknown_code
from imports.readers import dates, values
from imports.readers.problems import BadValue
from staff.actions.places import COUNTS, add_places, give_place, save_place, who_problems
from staff.models import OrgUnit, Place, User
from staff.models.org import path_of
from staff.rules.places import is_scene, market_of, stage_of, standing_problems
from words.problems import Refused

Kind, Stage = Place.Kind, Place.Stage
KINDS = {
    **dict.fromkeys(("县", "区", "县城", "市辖区", "县级市"), Kind.COUNTY),
    **dict.fromkeys(("镇", "乡", "街道", "乡镇", "街道办"), Kind.TOWN),
    **dict.fromkeys(("行政村", "自然村", "村庄", "屯"), Kind.VILLAGE),
    **dict.fromkeys(("居委会", "小区", "居民区"), Kind.COMMUNITY),
    **dict.fromkeys(("集市", "农贸市场", "商圈", "商场", "批发市场", "菜市场", "超市"), Kind.MARKET),
    **dict.fromkeys(("产业园", "工业园", "工业园区", "物流园"), Kind.PARK),
    **dict.fromkeys(("小学", "中学", "大学", "幼儿园"), Kind.SCHOOL),
    **dict.fromkeys(("卫生院", "卫生室", "诊所"), Kind.HOSPITAL),
    **dict.fromkeys(("公交站", "客运", "客运站", "停车场"), Kind.TRANSIT),
    **dict.fromkeys(("集体", "村集体三资", "三资"), Kind.FUND),
    **dict.fromkeys(("其他", "其它"), Kind.OTHER),
}
STAGES = {
    **dict.fromkeys(("没有", "无", "否", "不能付", "未开通"), Stage.BLANK),
    **dict.fromkeys(("在做", "在建", "洽谈中", "待开通"), Stage.PLANNED),
    **dict.fromkeys(("有", "是", "已开通", "可以", "已接入"), Stage.WORKS),
}
KIND, STAGE = values.one_of(Kind, also=KINDS), values.one_of(Stage, default="", also=STAGES)
NAME = values.words(60, values.MACHINE_NOTHING)
WHOLE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.0+)?", re.ASCII)
DEGREES = re.compile(r"-?\d{1,3}(?:\.\d{1,12})?", re.ASCII)
PLAIN = ("name", "kind", "unit_id", *COUNTS, "latitude", "longitude", "market")
CIRCLE = "上级区域绕成了圈，请改正其中一行"


def places_by_word():
    """{word: id} by 区域号, and by the name of a place where it is the only one of that name."""
    rows = list(Place.objects.order_by("pk").values_list("pk", "code", "name"))
    named = Counter(name for _pk, _code, name in rows)
    found = {name: pk for pk, _code, name in rows if named[name] == 1}
    return found | {code: pk for pk, code, _name in rows}


def number(text):
    text = values.filled(text).removesuffix("户").removesuffix("人").removesuffix("家").strip()
    found = WHOLE.fullmatch(text)
    if text and not found:
        raise BadValue("应为不带小数的数，例如 412")
    return int(found[1].replace(",", "")) if found else None


def degrees(most):
    def parse(text):
        text = values.filled(text).removesuffix("°")
        if text and (not DEGREES.fullmatch(text) or abs(Decimal(text)) > most):
            raise BadValue(f"应为 -{most} 到 {most} 之间的度数，例如 31.23456")
        return round(Decimal(text), 5) if text else None

    return parse


def market(text):
    try:
        return market_of(values.filled(text))
    except ValueError as unread:
        raise BadValue(str(unread)) from unread


CELLS = {
    **dict.fromkeys(("households", "population", "merchants"), number),
    "counted_on": dates.optional_day,
    "latitude": degrees(90),
    "longitude": degrees(180),
    "market": market,
    "stage": STAGE,
}


class PlaceImporter(Importer):
    label = "区域"
    columns = {
        "code": "区域号 区域编号 place_code code",
        "name": "名称 区域名称 place_name name",
        "kind": "类别 区域类别 place_kind kind",
        "parent": "上级区域 上级区域号 parent_place parent",
        "unit": "负责机构 机构号 unit unit_code",
        "manager": "责任经理工号 责任经理 manager manager_no",
        "households": "户数 households",
        "population": "人口 population",
        "merchants": "商户数 merchants",
        "counted_on": "统计日期 counted_on",
        "latitude": "纬度 latitude lat",
        "longitude": "经度 longitude lng lon",
        "market": "集日 market_days market",
        "stage": "能不能付 stage",
    }
    also = {
        "code": "网格编号 网格号 区域代码 村编号",
        "name": "网格名称 村名 区域",
        "kind": "区域类型 网格类型 类型",
        "parent": "上级编号 上级网格 所属区域 所属乡镇",
        "unit": "责任机构 管辖机构 所属机构 所属支行 机构编号",
        "manager": "网格员工号 网格员 包片经理 包村经理 客户经理工号",
        "households": "总户数 农户数 常住户数",
        "population": "总人口 常住人口 人口数",
        "merchants": "商户 个体户数",
        "counted_on": "数据日期 统计时间",
        "market": "赶集日 集市日",
        "stage": "支付场景 场景阶段 是否接入",
    }
    required = ("code", "name", "kind", "unit")
    identifying = ("parent",)  # under nothing is somewhere else
    chunk_size = 100_000  # a parent may stand below its child, so the file is looked at as a whole

    def prepare(self):
        self.units = {unit.code: unit for unit in OrgUnit.objects.all()}
        self.people = {one.employee_no: one for one in User.objects.select_related("unit")}
        self.seen = {}

    def convert(self, line, cells):
        code, kind = cells.take("code", values.code), cells.take("kind", KIND)
        row = {"code": code, "name": cells.take("name", NAME), "kind": kind}
        if code and len(code) < 2:
            cells.refuse("code", "区域号为 2–20 位数字或字母")
        if code and self.seen.setdefault(code, line) != line:
            cells.refuse("code", f"区域号与第 {self.seen[code]} 行重复")
        if row["name"] == "":
            cells.refuse("name", "不能为空")
        row["parent"] = cells.take("parent", values.optional_code)
        unit, manager = cells.take("unit", values.code), cells.take("manager", values.optional_code)
        if unit and unit not in self.units:
            cells.refuse("unit", unknown_code("机构号", unit, self.units))
        if manager and manager not in self.people:
            cells.refuse("manager", unknown_code("责任经理工号", manager, self.people))
        row |= {"unit": self.units.get(unit), "manager": self.people.get(manager)}
        row |= {name: cells.take(name, parse) for name, parse in CELLS.items()}
        if (row["latitude"] is None) != (row["longitude"] is None):
            cells.refuse("longitude", "纬度和经度要一起填")
            row["latitude"] = row["longitude"] = None
        if row["counted_on"] and row["counted_on"] > self.today:
            cells.refuse("counted_on", "统计日期晚于今天")
            row["counted_on"] = None
        return row

    def resolve(self, chunk):
        """From the top down, so that everything below a place that is refused is refused too."""
        self.known = {place.code: place for place in Place.objects.select_related("parent")}
        self.stands = {code: (place.path, place.kind) for code, place in self.known.items()}
        waiting, good, bad = {row["code"]: (line, row) for line, row in chunk}, [], set()
        while ready := [code for code, (_line, row) in waiting.items() if self._above(row) not in waiting]:
            for code in ready:
                line, row = waiting.pop(code)
                if problem := self._problem(row, bad):
                    bad |= {code} - self.known.keys()  # one that stands already stays as it is
                    self.fail(line, ("parent", row["parent"], problem))
                    continue
                self._check_manager(line, row)
                good.append((line, row))
        for line, row in waiting.values():
            self.fail(line, ("parent", row["parent"], CIRCLE))
        return good

    def _above(self, row):
        """The code of the place above: as the file says, else as it stands."""
        stored = self.known.get(row["code"])
        return row["parent"] or (stored.parent.code if stored and stored.parent else "")

    def _problem(self, row, bad):
        above, (path, _kind) = self._above(row), self.stands.get(row["code"], ("", ""))
        if above in bad:
            return "上级区域没有导入"
        if above and above not in self.stands:
            return unknown_code("上级区域号", above, self.stands)
        parent_path, parent_kind = self.stands.get(above, (None, ""))
        problems = standing_problems(path=path, kind=row["kind"], parent_path=parent_path, parent_kind=parent_kind)
        if problems:
            return problems[0].message
        self.stands[row["code"]] = (path_of(row["code"], parent_path), row["kind"])
        return ""

    def _check_manager(self, line, row):
        for problem in who_problems(row["manager"], row["unit"]) if row["manager"] else ():
            self.warn(line, "manager", row["manager"].employee_no, f"责任经理没有改：{problem.message}")
            row["manager"] = None

    def apply(self, chunk):
        rows = Place.objects.select_for_update(of=("self",)).select_related("parent", "manager")
        self.places, fresh, created, updated, refused = {place.code: place for place in rows}, [], 0, 0, 0
        for line, row in chunk:
            place, parent = self.places.get(row["code"]), self.places.get(row["parent"])
            if parent and parent.pk is None:
                add_places(fresh, by=self.by)
                fresh = []
            if place is None:
                fresh.append(self._new(row, parent))
                created += 1
                continue
            try:
                updated += self._changed(place, parent, row)
            except Refused as refusal:
                self.fail(line, ("parent", row["parent"], str(refusal)))
                refused += 1
        add_places(fresh, by=self.by)
        self.tally(chunk[refused:], created=created, updated=updated)

    def _new(self, row, parent):
        told = {name: row[name] for name in ("code", "name", "kind", "unit", "manager", *COUNTS)}
        told |= {name: row[name] for name in ("latitude", "longitude")}
        stage_on = self.today if row["stage"] and is_scene(row["kind"]) else None
        place = Place(
            **told, parent=parent, market=row["market"] or "", stage=stage_of(row["kind"], row["stage"] or "")
        )
        place.path, place.stage_on = path_of(place.code, parent and parent.path), stage_on
        self.places[place.code] = place
        return place

    def _changed(self, place, parent, row):
        """Whether anything was written: what the row says and is not empty."""
        told = {name: row.get(name) for name in PLAIN} | {"unit_id": row["unit"].pk, "parent_id": parent and parent.pk}
        if is_scene(row["kind"]):
            told["stage"] = row["stage"]
        new = {name: value for name, value in told.items() if value not in (None, "", getattr(place, name))}
        old_path = place.path
        for name, value in new.items():
            setattr(place, name, value)
        if "stage" in new:
            place.stage_on = self.today
        if new:
            save_place(place, by=self.by, today=self.today)
            self._move_below(old_path, place.path)
        if is_given := row["manager"] and row["manager"].pk != place.manager_id:
            give_place(place, manager=row["manager"], seen=place.manager_id, by=self.by)
        return bool(new or is_given)

    def _move_below(self, old_path, path):
        for each in self.places.values() if path != old_path else ():
            if each.path.startswith(old_path):
                each.path = path + each.path.removeprefix(old_path)
