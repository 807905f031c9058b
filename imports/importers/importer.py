"""What every kind of file has in common. Pass 1 calls `convert` and `resolve` and writes nothing; pass 2 calls `apply`."""

from dataclasses import dataclass

CHUNK = 500  # rows of one transaction
WARNING = "提醒（该行已导入）："
# Further words of banks for the number of the core system, the same in every file about clients.
CLIENT_NO = (
    "客户编码 客户ID号 客户识别号 核心系统客户号 CIF CIF号 CIF客户号 客户CIF号 ECIF ECIF编号 ECIF客户编号 cif_no cust_num customer_number 客戶號 "
    "客戶編號 核心客户号 客户号码 客户代码 客户标识 客户ID 客户内码 ECIF客户号 ECIF号 核心客户编号 cust_no cust_id customer_id client_id"
)


@dataclass
class Counts:
    """Rows of one file: total = created + updated + unchanged + failed. `warnings` are rows taken in with a remark."""

    total: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    warnings: int = 0


class Importer:
    """One file of one kind. A row travels as (line, values) from `convert` to `apply`.

    `columns` is {field: its headers, the first being the one we name}. `also` has further words for them that banks use, each
    read only where the file has no header of `columns` for its field, the first named first. `not_kept` are headers that we
    know and drop. A bad cell of `required`, and of `identifying` that tell rows apart, refuses the row; any other bad cell is
    left out, which changes nothing there, and is named.
    """

    label = ""
    columns = {}
    also = {}
    required = ()
    identifying = ()
    not_kept = ""
    chunk_size = CHUNK

    def __init__(self, report, *, today, now, by=None, number=0):
        self.report, self.today, self.now, self.by = report, today, now, by
        self.number = number  # of the file; a later one has a higher
        self.counts = Counts()
        self.refusing = {*self.required, *self.identifying}
        self.numbers = {}  # {line: client number as delivered} of the same rows
        self.remarks, self.warned = {}, set()  # {line: its remarks} of the rows that are being looked up; lines
        self.prepare()

    def prepare(self):
        """Loads what rows are compared with and what is small enough to hold."""

    def convert(self, line, cells):
        """Values of the row; what is wrong gathers in `cells.problems` and `cells.remarks`."""
        raise NotImplementedError

    def resolve(self, chunk):
        """The rows of the chunk that stand once looked up together; reports the others with `fail`."""
        return chunk

    def apply(self, chunk):
        """Writes what differs and counts, in one transaction of its own."""
        raise NotImplementedError

    def finish(self):
        """What follows once every row is written; returns one Chinese sentence or ''. After a kill it is called again."""
        return ""

    def fail(self, line, *problems):
        """`problems` are (field, text, reason)."""
        self.counts.failed += 1
        for field, text, reason in (*problems, *self.remarks.pop(line, ())):
            self.report.add(line, field, text, reason, self.numbers.get(line, ""))

    def go_on(self, counts):
        """After a run that was killed: with what it counted, and the lines it warned of as the error file names them."""
        self.counts, self.warned = counts, self.report.lines_of(WARNING)

    def warn(self, line, field, text, reason, number=""):
        self.warned.add(line)
        self.counts.warnings = len(self.warned)
        self.report.add(line, field, text, f"{WARNING}{reason}", number or self.numbers.get(line, ""))

    def warn_of_remarks(self):
        """Called when the rows that stay are known."""
        for line, remarks in self.remarks.items():
            for remark in remarks:
                self.warn(line, *remark)
        self.remarks, self.numbers = {}, {}

    def tally(self, chunk, *, created, updated):
        self.counts.created += created
        self.counts.updated += updated
        self.counts.unchanged += len(chunk) - created - updated


def unknown_code(what, code, known):
    """Why a number that nobody has is refused; what a spreadsheet does with 0301 is said."""
    has_lost = any(code.zfill(len(other)) == other for other in known)
    return f"{what}不存在" + ("，开头的 0 可能丢了，请把这一列存成文本" if has_lost else "")
