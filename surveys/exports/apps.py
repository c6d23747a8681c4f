"""The room as a Django app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """surveys.exports"""

    name = "surveys.exports"
    label = "exports"
