"""The room as a Django app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """surveys.findings"""

    name = "surveys.findings"
    label = "findings"
