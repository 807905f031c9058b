from imports.models.jobs import ImportJob
from imports.models.words import Word

__all__ = ["ImportJob", "Word"]
