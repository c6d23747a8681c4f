from django.apps import AppConfig


class ProtocolsConfig(AppConfig):
    name = "surveys.protocols"
    label = "protocols"
    verbose_name = "What will be run"
