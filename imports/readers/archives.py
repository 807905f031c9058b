"""Looks the directory of an .xlsx file over before it is unpacked: bombs, macros, tricks with paths (S18).

What lies in it besides that is found by the process that reads it (sheets.py).
"""

import stat
import struct
import zipfile
from pathlib import PurePosixPath

from imports.readers.problems import BROKEN, SAVE_AS, UNPACK
from words.problems import Refused

MOST_UNPACKED = 200 * 1024 * 1024
HARMLESS = 10 * 1024 * 1024  # below this no ratio is suspicious
MOST_RATIO = 100
MOST_MEMBERS = 200
MOST_DIRECTORY = 1024 * 1024
END = b"PK\x05\x06"
TOO_MUCH = "这个 .xlsx 文件解压后过大，不像正常的表格。请只留要导入的工作表，另存为 CSV，再导入。"


def check_archive(path):
    """Raises Refused. Unpacks nothing."""
    with path.open("rb") as file:
        _check_directory_size(file, path.stat().st_size)
        try:
            members = zipfile.ZipFile(file).infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Refused(BROKEN) from error
    _check_members(members)


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
