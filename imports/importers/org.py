"""org.csv: the units, parents first."""

from imports.importers.importer import Importer
from imports.readers import values
from staff.actions.org import save_unit
from staff.models import OrgUnit
from words.problems import Refused

OUTLETS = dict.fromkeys(("分理处", "储蓄所", "营业部", "社区支行", "营业网点"), OrgUnit.Level.OUTLET)
LEVEL = values.one_of(OrgUnit.Level, also=OUTLETS)
RANK = list(OrgUnit.Level.values)
NAME = values.words(60, values.MACHINE_NOTHING)


class OrgImporter(Importer):
    label = "机构"
    columns = {
        "code": "机构号 机构编号 机构代码 code unit_code",
        "name": "名称 机构名称 name unit_name",
        "level": "级别 机构级别 level",
        "parent": "上级机构 上级机构号 parent parent_code",
    }
    also = {
        "code": "机构编码 机构码 网点号 部门编号",
        "name": "机构全称 机构简称 网点名称",
        "level": "机构层级 层级 机构类型",
        "parent": "上级机构编号 上级机构代码 上级编号 父机构 管辖机构 上级",
    }
    required = ("code", "name", "level", "parent")
    chunk_size = 100_000  # a parent may stand below its child, so the file is looked at as a whole

    def prepare(self):
        self.seen = {}

    def convert(self, line, cells):
        code, name = cells.take("code", values.code), cells.take("name", NAME)
        level, parent = cells.take("level", LEVEL), cells.take("parent", values.optional_code)
        if code and not 4 <= len(code) <= 12:
            cells.refuse("code", "机构号为 4–12 位数字或字母")
        if name == "":
            cells.refuse("name", "不能为空")
        if code and self.seen.setdefault(code, line) != line:
            cells.refuse("code", f"机构号与第 {self.seen[code]} 行重复")
        return {"code": code, "name": name, "level": level, "parent": parent}

    def resolve(self, chunk):
        """From the top down, so that everything below a unit that is refused is refused too."""
        stored = dict(OrgUnit.objects.values_list("code", "level"))
        incoming = {row["code"] for _line, row in chunk}
        levels = {code: level for code, level in stored.items() if code not in incoming}
        good = []
        for line, row in sorted(chunk, key=lambda item: RANK.index(item[1]["level"])):
            problem = _placement_problem(row, levels)
            if problem:
                self.fail(line, ("parent", row["parent"], problem))
                if row["code"] in stored:
                    levels[row["code"]] = stored[row["code"]]
                continue
            levels[row["code"]] = row["level"]
            good.append((line, row))
        return good

    def apply(self, chunk):
        units = {unit.code: unit for unit in OrgUnit.objects.select_for_update(of=("self",))}
        created = updated = refused = 0
        for line, row in chunk:
            parent = units.get(row["parent"])
            unit = units.get(row["code"]) or OrgUnit(code=row["code"])
            fresh = (row["name"], row["level"], parent and parent.pk)
            if unit.pk and (unit.name, unit.level, unit.parent_id) == fresh:
                continue
            is_new = unit.pk is None
            unit.name, unit.level, unit.parent = row["name"], row["level"], parent
            try:
                units[unit.code] = save_unit(unit, by=self.by, audited=False)
            except Refused as refusal:
                self.fail(line, ("parent", row["parent"], str(refusal)))
                unit.refresh_from_db()
                refused += 1
                continue
            created, updated = created + is_new, updated + (not is_new)
        self.tally(chunk[refused:], created=created, updated=updated)


def _placement_problem(row, levels):
    """Why the unit may not stand where the file puts it; `levels` are those of the units above, by code."""
    if not row["parent"]:
        return None if row["level"] == OrgUnit.Level.HQ else "除总行外，机构必须有上级机构"
    above = levels.get(row["parent"])
    if above is None or RANK.index(above) >= RANK.index(row["level"]):
        return "上级机构不存在、有错，或级别不高于本机构"
    return None
