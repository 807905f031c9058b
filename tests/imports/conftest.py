import pytest


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    """Uploads and error files of a test stay in its own folder; the fictional 100 phones are allowed."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.DEMO = True
