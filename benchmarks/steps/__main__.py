"""Prints each row of one step as a line of JSON, as soon as it is measured."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

name, size = sys.argv[1:]
step = import_module(f"benchmarks.steps.{name}")
for row in step.measure(int(size)):
    print(json.dumps(asdict(row), ensure_ascii=False), flush=True)
