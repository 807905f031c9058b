from imports.models.jobs import ImportJob

__all__ = ["ImportJob"]
