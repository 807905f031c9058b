"""The scripts as a bank serves them: every name carries a hash, and an import names the very file that a page names."""

import json
import re

import pytest
from django.conf import settings

from tests.crm.test_settings import PRODUCTION, manage

IMPORT = re.compile(r'\b(?:from|import)\s*\(?\s*["\']([^"\']+)["\']')
OURS = sorted(path.name for path in (settings.BASE_DIR / "static/js").iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """(the folder of the built scripts, {name in the repository: name in the folder})."""
    var = tmp_path_factory.mktemp("var")
    done = manage(var, "collectstatic", "--no-input", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    names = json.loads((var / "static/staticfiles.json").read_text())["paths"]
    return var / "static/js", {name: names[f"js/{name}"].removeprefix("js/") for name in OURS}


@pytest.mark.parametrize("name", OURS)
def test_an_import_names_the_file_that_a_page_names(built, name):
    folder, hashed = built
    wanted = IMPORT.findall((settings.BASE_DIR / "static/js" / name).read_text())
    assert IMPORT.findall((folder / hashed[name]).read_text()) == [f"./{hashed[each[2:]]}" for each in wanted]
    assert hashed[name] != name and (folder / f"{hashed[name]}.gz").exists()


def test_there_are_imports_to_look_at():
    assert any(IMPORT.search((settings.BASE_DIR / "static/js" / name).read_text()) for name in OURS)
