"""The room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """surveys.api"""

    name = "surveys.api"
    label = "api"
