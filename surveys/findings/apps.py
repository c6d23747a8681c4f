"""The room as a Django app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """What it shows."""

    name = "surveys.findings"
    label = "findings"
    verbose_name = "What it shows"
