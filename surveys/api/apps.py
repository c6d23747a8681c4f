"""The room as a Django app."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Door 2, for programs."""

    name = "surveys.api"
    label = "api"
