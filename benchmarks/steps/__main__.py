"""Prints the rows of one step as JSON."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

name, size = sys.argv[1:]
step = import_module(f"benchmarks.steps.{name}")
print(json.dumps([asdict(row) for row in step.measure(int(size))], ensure_ascii=False))
