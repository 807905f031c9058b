"""What the reader of workbooks hides: error cells and formulas without a value, which it takes for empty. Made texts here."""

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
TYPE = re.compile(rb"""\st\s*=\s*(["'])(\w*)\1""")


def source_of(path):
    """(what is to be read: the file, or a copy whose errors are texts; whether cells are merged)."""
    with ZipFile(path) as archive:
        name = first_sheet(archive)
        xml = archive.read(name)
        has_merges = b"mergeCell" in xml
        if not _may_be_odd(xml):
            return str(path), has_merges
        shown = ERROR.sub(rb"\1\2str\2", EMPTY_CELL.sub(_with_reason, xml))
        return (str(path) if shown == xml else _copy(archive, name, shown)), has_merges


def _may_be_odd(xml):
    """Most sheets are not, and a search for bytes is quick."""
    has_errors = b'"e"' in xml or b"'e'" in xml
    return has_errors or ((b"<f" in xml or b":f" in xml) and FORMULA.search(xml) is not None)


def first_sheet(archive):
    """The name of its member in the archive."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    sheet = next(element for element in book.iter() if _local(element.tag) == "sheet")
    wanted = next(value for key, value in sheet.attrib.items() if _local(key) == "id")
    parts = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = next(part.get("Target") for part in parts if part.get("Id") == wanted)
    name = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return {member.lower(): member for member in archive.namelist()}[name.lower()]


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
