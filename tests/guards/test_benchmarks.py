"""What no other test runs still has to follow a renaming: every step of the benchmarks can be imported."""

from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
STEPS = sorted(path.stem for path in (ROOT / "benchmarks/steps").glob("*.py") if not path.stem.startswith("__"))


@pytest.mark.parametrize("name", STEPS)
def test_a_step_of_the_benchmarks_finds_what_it_measures(name):
    assert import_module(f"benchmarks.steps.{name}")
