"""Which kinds of bank file there are: the importers in the one dict at the roof that settings.FILE_KINDS names."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


def file_kinds() -> dict:
    """{name: Importer class}, in the order in which the files of one folder are taken in."""
    return _loaded(settings.FILE_KINDS)


def choices():
    """For the column: read at run time, so that a new kind needs no migration."""
    return [(name, importer.label) for name, importer in file_kinds().items()]


@lru_cache
def _loaded(path):
    return import_string(path)
