"""The steps of a measurement, each run as `python -m benchmarks.steps NAME SIZE` with the scratch services in its environment."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
django.setup()
