"""Looks an .xlsx file over before it is parsed: bombs, lies, macros, tricks with paths (S18)."""

import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from imports.readers.problems import SAVE_AS, UNPACK
from words.problems import Refused

MOST_UNPACKED = 200 * 1024 * 1024
HARMLESS = 10 * 1024 * 1024  # below this no ratio is suspicious
MOST_RATIO = 100
MOST_MEMBERS = 200
MOST_DIRECTORY = 1024 * 1024
MOST_CELLS_A_ROW = 300  # counts every tag that begins with <c, so it is looser than the 60 columns
PIECE = 256 * 1024
END = b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s22xHH")
# A cell beyond column BH (60) or row 200,000: the reader would allocate the whole rectangle.
FAR_CELL = re.compile(rb'r="(?:[A-Z]{3,}|B[I-Z]|[C-Z][A-Z])\d|r="[A-Z]*(?:[2-9]\d{5}|\d{7,})"')
BROKEN = f"这个 .xlsx 文件已损坏。{SAVE_AS}"
TOO_MUCH = "这个 .xlsx 文件解压后过大，不像正常的表格。请只留要导入的工作表，另存为 CSV，再导入。"
TOO_WIDE = "工作表超过 60 列或 20 万行。请删去多余的列和空行；行数确实更多时请另存为 CSV，再导入。"


def check_archive(path):
    """Raises Refused. Parses nothing: the central directory first, then each member is unpacked without being kept."""
    with path.open("rb") as file:
        _check_directory_size(file, path.stat().st_size)
        try:
            members = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused(BROKEN) from error
        _check_members(members)
        for member in members:
            _check_content(file, member)


def _check_directory_size(file, size):
    """The directory of a zip file may list millions of names: its own size is read before it is."""
    file.seek(max(0, size - 65_557))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + 22:
        raise Refused(BROKEN)
    count, directory = struct.unpack_from("<HL", tail, at + 10)
    if count > MOST_MEMBERS or directory > MOST_DIRECTORY:
        raise Refused(TOO_MUCH)


def _check_members(members):
    names = [member.filename for member in members]
    unpacked, packed = sum(m.file_size for m in members), sum(m.compress_size for m in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise Refused(TOO_MUCH)
    if unpacked > HARMLESS and unpacked > MOST_RATIO * max(packed, 1):
        raise Refused(TOO_MUCH)
    if any(member.flag_bits & 1 for member in members):
        raise Refused("这个文件加了密码。请在 Excel 里取消密码并保存，再导入。")
    if any(_is_trick(member) for member in members) or len(set(names)) < len(names):
        raise Refused(f"这个 .xlsx 文件的内部路径不正常。{SAVE_AS}")
    if any("vbaproject" in name.lower() for name in names):
        raise Refused(f"这个文件带有宏。{SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Refused(f"这不是 Excel 工作簿，而是其他压缩文件。{UNPACK}")
    if any(member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for member in members):
        raise Refused(BROKEN)


def _is_trick(member):
    path = PurePosixPath(member.filename)
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    return is_link or path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename


def _check_content(file, member):
    """Unpacks the member to count it: its declared size may lie, and the reader would believe it."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    seen, cells, tail = 0, 0, b""
    for piece in _unpacked(file, member):
        if not seen and (b"<!DOCTYPE" in piece[:2048] or b"<!ENTITY" in piece[:2048]):
            raise Refused(f"这个 .xlsx 文件的内部格式不正常。{SAVE_AS}")
        seen += len(piece)
        if seen > member.file_size:
            raise Refused(TOO_MUCH)
        if is_sheet:
            cells = _check_shape(tail, piece, cells)
            tail = piece[-16:]


def _check_shape(tail, piece, cells):
    """The number of cells in the row that is still open at the end of the piece."""
    if FAR_CELL.search(tail + piece):
        raise Refused(TOO_WIDE)
    first, *others = piece.split(b"<row")
    cells += first.count(b"<c")
    for row in others:
        if cells > MOST_CELLS_A_ROW:
            break
        cells = row.count(b"<c")
    if cells > MOST_CELLS_A_ROW:
        raise Refused(TOO_WIDE)
    return cells


def _unpacked(file, member):
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise Refused(BROKEN)
    _, name_length, extra_length = LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    unpack = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    left = member.compress_size
    while left > 0 and (data := file.read(min(PIECE, left))):
        left -= len(data)
        if unpack is None:
            yield data
            continue
        try:
            while data:
                yield unpack.decompress(data, PIECE)
                data = unpack.unconsumed_tail
        except zlib.error as error:
            raise Refused(BROKEN) from error
