"""`python -m tests.faults`: the faults at full size on every database of this machine, and the table of what was seen."""

import json
import os
import sys
import tempfile
from pathlib import Path

from tests import run

HEAD = ("数据库", "编号", "故障", "要求", "结果")


def main():
    with tempfile.TemporaryDirectory(prefix="crm-faults-") as folder:
        table = Path(folder) / "table.jsonl"
        os.environ |= {"NIGHTLY": "1", "FAULTS_SIZE": "large", "FAULTS_TABLE": str(table)}
        code = run.main(["tests/faults", "-q", *sys.argv[1:]])
        rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()] if table.exists() else []
    sys.stdout.write("\n──── 故障测试 ────\n")
    for row in [HEAD, *sorted(rows)]:
        sys.stdout.write(" │ ".join(row) + "\n")
    sys.stdout.write("全部通过。\n" if not code else "有故障没有通过，见上面的输出。\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
