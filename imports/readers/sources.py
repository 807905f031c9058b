"""What the reader of workbooks hides: error cells and formulas without a value, which it takes for empty, and the zeros in
front that only a number's format shows. Made texts here."""

import posixpath
import re
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZIP_STORED, ZipFile

from imports.readers.cells import NO_RESULT

NO_TEXT = "#VALUE!"
# Spelt as they may be: with a prefix, either quotation mark, blanks.
FORMULA = re.compile(rb"[<:]f[\s/>]")
ERROR = re.compile(rb"""(<(?:\w+:)?c\s[^<>]*?\bt\s*=\s*)(["'])e\2""")
EMPTY_CELL = re.compile(
    rb"<((?:\w+:)?)c((?:\s[^<>]*?)?)\s*(?:/>"
    rb"|>\s*(<\1f(?:\s[^<>]*?)?(?:/>|>[^<]*</\1f\s*>))?\s*(<\1v\s*/>|<\1v(?:\s[^<>]*)?>\s*</\1v\s*>)?\s*</\1c\s*>)"
)
NUMBER_CELL = re.compile(
    rb"<((?:\w+:)?)c(\s[^<>]*?)>\s*(?:<\1f(?:\s[^<>]*?)?(?:/>|>[^<]*</\1f\s*>))?\s*<\1v>\s*([0-9]+)\s*</\1v\s*>\s*</\1c\s*>"
)
STYLE = re.compile(rb"""\ss\s*=\s*(["'])(\d+)\1""")
ZEROS = re.compile(r"(?:\[[^]]*\])*\"?(0{2,20})\"?(?:_.|\\ )*(?:;.*)?", re.DOTALL)  # the format 00000000
TYPE = re.compile(rb"""\st\s*=\s*(["'])(\w*)\1""")


def source_of(path):
    """(what is to be read: the file, or a copy whose errors are texts; which sheet; whether cells are merged)."""
    with ZipFile(path) as archive:
        name, place = first_sheet(archive)
        xml = shown = archive.read(name)
        if widths := widths_of(archive):
            shown = NUMBER_CELL.sub(lambda cell: _with_zeros(cell, widths), shown)
        if _may_be_odd(shown):
            shown = ERROR.sub(rb"\1\2str\2", EMPTY_CELL.sub(_with_reason, shown))
        return (str(path) if shown == xml else _copy(archive, name, shown)), place, b"mergeCell" in xml


def _may_be_odd(xml):
    """Most sheets are not, and a search for bytes is quick."""
    has_errors = b'"e"' in xml or b"'e'" in xml
    return has_errors or ((b"<f" in xml or b":f" in xml) and FORMULA.search(xml) is not None)


def first_sheet(archive):
    """(the name of its member in the archive, its place): of those that are not hidden."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheets = [element for element in book.iter() if _local(element.tag) == "sheet"]
    sheet = next((sheet for sheet in sheets if sheet.get("state", "visible") == "visible"), sheets[0])
    wanted = next(value for key, value in sheet.attrib.items() if _local(key) == "id")
    parts = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(part.get("Target") for part in parts if part.get("Id") == wanted)
    name = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return {member.lower(): member for member in archive.namelist()}[name.lower()], sheets.index(sheet)


def widths_of(archive):
    """{number of a cell's style: how many digits its format shows at least}."""
    name = next((member for member in archive.namelist() if member.lower() == "xl/styles.xml"), None)
    xml = archive.read(name) if name else b""
    if b"00" not in xml or b"formatCode" not in xml:
        return {}
    elements = list(ElementTree.fromstring(xml).iter())
    formats = [(element.get("numFmtId"), ZEROS.fullmatch(element.get("formatCode", ""))) for element in elements]
    widths = {number: len(found[1]) for number, found in formats if found}
    styles = next((element for element in elements if _local(element.tag) == "cellXfs"), ())
    return {place: widths[xf.get("numFmtId")] for place, xf in enumerate(styles) if xf.get("numFmtId") in widths}


def _with_zeros(cell, widths):
    """A number becomes the text that its format shows."""
    prefix, attributes, digits = cell.groups()
    kind, style = TYPE.search(attributes), STYLE.search(attributes)
    width = widths.get(int(style[2]), 0) if style else 0
    if len(digits) >= width or (kind and kind[2] != b"n"):
        return cell[0]
    text = digits.decode().zfill(width).encode()
    return b'<%bc%b t="str"><%bv>%b</%bv></%bc>' % (prefix, TYPE.sub(b"", attributes), prefix, text, prefix, prefix)


def _local(name):
    return name.rpartition("}")[2]


def _with_reason(cell):
    """A formula that left no value, or an error without its word, becomes a cell with a text that is refused later."""
    prefix, attributes, formula, value = cell.groups()
    kind = found[2] if (found := TYPE.search(attributes)) else b""
    if kind != b"e" and (formula is None or (kind == b"str" and value)):
        return cell[0]
    text = (NO_TEXT if kind == b"e" else NO_RESULT).encode()
    value = b"<%bv>%b</%bv>" % (prefix, text, prefix)
    return b'<%bc%b t="str">%b</%bc>' % (prefix, TYPE.sub(b"", attributes), value, prefix)


def _copy(archive, name, content):
    """Kept in memory: this process may write no file."""
    copy = BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as file:
        for member in archive.namelist():
            file.writestr(member, content if member == name else archive.read(member))
    copy.seek(0)
    return copy
